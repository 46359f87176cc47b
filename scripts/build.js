/** Builds `dist/`: the package in one bundle with its lazy parts apart, the inbox, and the licences of what is bundled. */
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildInbox } from './build-inbox.js'
import { bundle } from './bundle.js'

const licenceFile = /^(licen[cs]e|copying)(\.|-|$)/i

await rm('dist', { recursive: true, force: true })
const { inputs } = await bundle({
  // Threads are started from a file, which lies beside the parts that start them.
  entryPoints: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts', 'parts/drawing-thread': 'src/pictures/drawing-thread.ts' },
  outdir: 'dist',
  external: [
    // Native code.
    'sharp',
    // Each serves the files of a folder.
    '@fastify/static', '@fastify/swagger-ui',
    // Loaded for users' own routes.
    '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'
  ]
})
const inbox = await buildInbox()
await writeFile('dist/third-party-licences.txt', await licencesOf(bundledFolders([...Object.keys(inputs), ...Object.keys(inbox.inputs)])))

/** The folders of the packages that these files are of. */
function bundledFolders (files) {
  const folders = files.map(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
  return [...new Set(folders.filter(folder => folder && existsSync(join(folder, 'package.json'))))].sort()
}

async function licencesOf (folders) {
  const sections = await Promise.all(folders.map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const file = (await readdir(folder)).find(file => licenceFile.test(file))
    const text = file ? await readFile(join(folder, file), 'utf8') : 'Its package holds no text of it.\n'
    return `${name} ${version} (${license})\n\n${text.trim()}\n`
  }))
  return sections.join(`\n${'-'.repeat(80)}\n\n`)
}
