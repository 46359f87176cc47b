/** Builds the inbox into `dist/inbox/`: its page, and its script, styles and icon under names that change with their content. */
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { build } from 'esbuild'

/** Returns esbuild's metafile, which lists the bundled files. */
export async function buildInbox () {
  const { metafile } = await build({
    entryPoints: ['src/inbox/main.tsx', 'src/inbox/icon.svg'],
    outdir: 'dist/inbox/assets',
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: 'src/inbox/tsconfig.json',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    metafile: true
  })
  const files = Object.keys(metafile.outputs).map(path => basename(path))
  // Relative to the root; the route of the page adapts them to other paths.
  const link = ending => `./_mock/inbox/${files.find(file => file.endsWith(ending))}`
  const page = await readFile('src/inbox/index.html', 'utf8')
  await writeFile('dist/inbox/index.html', page.replace('{icon}', link('.svg')).replace('{style}', link('.css')).replace('{script}', link('.js')))
  return metafile
}
