/** How this project is bundled, and what the bench compares it with. */
import { build } from 'esbuild'

/** Bundles the entry points into the folder, all but the `external` packages, and says what is in there. Takes esbuild's options. */
export async function bundle (options) {
  const { metafile } = await build({
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'linked',
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    // Node shows the line of an error.
    lineLimit: 160,
    // For the CommonJS packages in the bundle.
    banner: { js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);" },
    ...options
  })
  return metafile
}
