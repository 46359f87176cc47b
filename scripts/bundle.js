/** Bundles the package, the tests, and the benchmark with its references. */
import { build } from 'esbuild'

/** Entry points of a drawing thread: tinypool's loader, and the module that it loads. Both are started by their path. */
export const drawingThread = { 'parts/draw-worker': 'src/pictures/draw-worker.ts', 'parts/entry/worker': 'node_modules/tinypool/dist/entry/worker.js' }

/** Bundles entry points into a folder, without the `external` packages. Takes esbuild's options and returns its metafile. */
export async function bundle (options) {
  const { metafile } = await build({
    ...common,
    chunkNames: 'parts/[name]-[hash]',
    splitting: true,
    format: 'esm',
    // CommonJS packages in the bundle call `require`.
    banner: { js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);" },
    ...options
  })
  return metafile
}

/** Bundles a CommonJS module into one file, without the `external` modules. Takes esbuild's options and returns its metafile. */
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
  // Node prints the line of an uncaught error, which would otherwise be the whole bundle.
  lineLimit: 160
}
