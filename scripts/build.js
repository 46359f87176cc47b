/** Builds `dist/`: the package in one bundle with its lazy parts apart, its types, the inbox, the page at /docs, and the licences of what is bundled. */
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildInbox } from './build-inbox.js'
import { buildOpenapi } from './build-openapi.js'
import { buildTypes } from './build-types.js'
import { bundle, bundleCommonJs } from './bundle.js'

/** A licence, the notices that it wants passed on, and the licences of what a built file contains. */
const licenceFile = /^(licen[cs]e|copying|notice)(\.|-|$)|^swagger-ui-bundle\.js\.LICENSE\.txt$/i
const swaggerUi = 'node_modules/swagger-ui-dist'

await rm('dist', { recursive: true, force: true })
const built = await Promise.all([
  bundle({
    // Threads are started from a file, which lies beside the parts that start them.
    entryPoints: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts', 'parts/draw-worker': 'src/pictures/draw-worker.ts' },
    outdir: 'dist',
    external: [
      // Native code.
      'sharp',
      // Fastify is given them from the bundle below, and never loads them itself.
      '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'
    ]
  }),
  bundleCommonJs({ entryPoints: ['src/http/server/schema-compilers.cjs'], outfile: 'dist/parts/schema-compilers.cjs' }),
  bundleCommonJs({ entryPoints: ['src/index.cjs'], outfile: 'dist/index.cjs', external: ['./index.js'] }),
  buildInbox()
])
await buildDocs()
await buildOpenapi()
const packages = bundledPackages(built.flatMap(({ inputs }) => Object.keys(inputs)))
await writeFile('dist/third-party-licences.txt', await licencesOf([...packages, swaggerUi]))
// Last: a build that has its types is complete.
await buildTypes()

/** The page at /docs: ours, and the files of Swagger UI that it loads. */
async function buildDocs () {
  await cp('src/docs', 'dist/docs', { recursive: true })
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) await cp(join(swaggerUi, file), join('dist/docs', file))
}

/** The folders of the packages that these files are of. */
function bundledPackages (files) {
  const folders = files.map(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
  return [...new Set(folders.filter(folder => folder && existsSync(join(folder, 'package.json'))))].sort()
}

async function licencesOf (folders) {
  const sections = await Promise.all(folders.map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const files = (await readdir(folder)).filter(file => licenceFile.test(file))
    const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')))
    return `${name} ${version} (${license})\n\n${texts.map(text => text.trim()).join('\n\n') || 'Its package holds no text of it.'}\n`
  }))
  return sections.join(`\n${'-'.repeat(80)}\n\n`)
}
