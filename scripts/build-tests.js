/** Compiles the tests, and the sources that they import, into `build/test/`. */
import { cp, readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOpenapi } from './build-openapi.js'
import { bundle, drawingThread } from './bundle.js'

const folder = fileURLToPath(new URL('../', import.meta.url))
const outdir = join(folder, 'build/test')

/** Builds the tests, and the OpenAPI documents that they read. */
export async function buildTests () {
  await Promise.all([bundleTests(), buildOpenapi()])
}

/**
 * Each file of `test/` becomes a file with the same path; the sources become chunks that the tests share. Packages are
 * bundled as in `dist/`, because one file loads faster than hundreds.
 */
async function bundleTests () {
  const tests = await typeScriptFiles(join(folder, 'test'))
  const metafile = await bundle({
    absWorkingDir: folder,
    entryPoints: [
      ...tests.map(file => ({ in: `test/${file}`, out: file.replace(/\.tsx?$/, '') })),
      ...Object.entries(drawingThread).map(([out, file]) => ({ in: file, out }))
    ],
    outdir,
    external: [
      // Native code, as in `dist/`.
      'sharp',
      // Tools that tests import.
      'tap', 'typescript', 'esbuild', 'fontkit', 'playwright-core', '@redocly/openapi-core',
      // The official clients are loaded from `node_modules`, as an application loads them.
      'openai4', 'openai5', 'openai6', 'openai7', 'ai', '@ai-sdk/openai'
    ],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minifySyntax: false,
    minifyWhitespace: false,
    legalComments: 'none',
    sourcemap: 'linked',
    // Stack traces need only the lines: the source files exist.
    sourcesContent: false,
    logLevel: 'warning'
  })
  // Loaded at run time, from the folder of the chunks.
  await cp(join(folder, 'src/http/server/schema-compilers.cjs'), join(outdir, 'parts/schema-compilers.cjs'))
  await removeStaleFiles(Object.keys(metafile.outputs))
}

async function typeScriptFiles (path) {
  const files = await readdir(path, { recursive: true })
  return files.filter(file => /\.tsx?$/.test(file))
}

/** Removes files of earlier builds, so that deleted tests do not run. */
async function removeStaleFiles (outputs) {
  const kept = new Set(outputs.map(file => relative(outdir, join(folder, file))))
  for (const file of await readdir(outdir, { recursive: true })) {
    if (/\.js(\.map)?$/.test(file) && !kept.has(file)) await rm(join(outdir, file))
  }
}
