/** How this project is bundled, and what the bench compares it with. */
import { build } from 'esbuild'

/** Bundles the entry points into the folder, all but the `external` packages, and says what is in there. Takes esbuild's options. */
export async function bundle (options) {
  const { metafile } = await build({
    ...common,
    chunkNames: 'parts/[name]-[hash]',
    splitting: true,
    format: 'esm',
    // For the CommonJS packages in the bundle.
    banner: { js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);" },
    ...options
  })
  return metafile
}

/** Bundles a CommonJS module into one file, all but the `external` modules, and says what is in there. Takes esbuild's options. */
export async function bundleCommonJs (options) {
  const { metafile } = await build({ ...common, format: 'cjs', ...options })
  return metafile
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'linked',
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // Node shows the line of an error.
  lineLimit: 160
}
