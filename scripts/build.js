/** Builds `dist/`: the bundled package, its types, the inbox, the page at /docs, and the licences of bundled packages. */
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildInbox } from './build-inbox.js'
import { buildOpenapi } from './build-openapi.js'
import { buildTypes } from './build-types.js'
import { bundle, bundleCommonJs, drawingThread } from './bundle.js'

/** Names of files with a licence or its notices, and of the licences of packages within Swagger UI's bundle. */
const licenceFile = /^(licen[cs]e|copying|notice)(\.|-|$)|^swagger-ui-bundle\.js\.LICENSE\.txt$/i
const swaggerUi = 'node_modules/swagger-ui-dist'

/** Test runners import the package itself when a test needs a mock in its process. */
const importPackage = { name: 'import-package', setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: './index.js', external: true })) }

await rm('dist', { recursive: true, force: true })
const built = await Promise.all([
  bundle({
    entryPoints: { index: 'src/index.ts', client: 'src/client/index.ts', vitest: 'src/runners/vitest.ts', 'cli/main': 'src/cli/main.ts', ...drawingThread },
    outdir: 'dist',
    external: [
      // Native code.
      'sharp',
      // The user's own.
      'vitest',
      // The bundle below contains them. Fastify does not load them itself.
      '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'
    ]
  }),
  bundleCommonJs({ entryPoints: ['src/http/server/schema-compilers.cjs'], outfile: 'dist/parts/schema-compilers.cjs' }),
  bundleCommonJs({ entryPoints: ['src/index.cjs'], outfile: 'dist/index.cjs', external: ['./index.js'] }),
  // Jest loads only CommonJS.
  bundleCommonJs({ entryPoints: ['src/client/index.ts'], outfile: 'dist/client.cjs' }),
  ...['node-test', 'jest', 'playwright', 'testcontainers'].map(runner => bundleCommonJs({
    entryPoints: [`src/runners/${runner}.ts`], outfile: `dist/${runner}.cjs`, external: ['@playwright/test', 'testcontainers'], plugins: [importPackage]
  })),
  buildInbox()
])
await cp('src/runners/jest', 'dist/jest', { recursive: true })
await buildDocs()
await buildOpenapi()
const packages = bundledPackages(built.flatMap(({ inputs }) => Object.keys(inputs)))
await writeFile('dist/third-party-licences.txt', await licencesOf([...packages, swaggerUi]))
// Last, since the types mark a complete build.
await buildTypes()

/** Copies the page at /docs and the files of Swagger UI that it loads. */
async function buildDocs () {
  await cp('src/docs', 'dist/docs', { recursive: true })
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) await cp(join(swaggerUi, file), join('dist/docs', file))
}

/** Returns the folders of the packages that contain these files. */
function bundledPackages (files) {
  const folders = files.map(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
  return [...new Set(folders.filter(folder => folder && existsSync(join(folder, 'package.json'))))].sort()
}

async function licencesOf (folders) {
  const sections = await Promise.all(folders.map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const files = (await readdir(folder)).filter(file => licenceFile.test(file))
    const texts = await Promise.all(files.map(file => readFile(join(folder, file), 'utf8')))
    return `${name} ${version} (${license})\n\n${texts.map(text => text.trim()).join('\n\n') || 'The package contains no licence text.'}\n`
  }))
  return sections.join(`\n${'-'.repeat(80)}\n\n`)
}
