/** Holds the table of who may import whom. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { packageFolder } from '../src/config/package.js'

const src = join(packageFolder, 'src')

const rooms = ['errors', 'matching', 'checking', 'contract', 'pictures', 'scenarios', 'behaviours', 'delivery', 'journal', 'operations', 'dialects', 'inbox', 'http', 'config', 'logging', 'cli']

/** What each room may import of ours, beside itself. A file outside of the rooms joins them and may import all. */
const allowed: Record<string, string[]> = {
  errors: [],
  matching: [],
  logging: [],
  checking: [],
  contract: ['errors'],
  pictures: ['contract'],
  scenarios: ['contract', 'errors', 'matching', 'checking'],
  behaviours: ['errors', 'contract', 'scenarios'],
  delivery: ['contract', 'pictures'],
  journal: ['contract', 'matching', 'checking'],
  inbox: ['contract', 'journal'],
  operations: ['contract', 'errors', 'pictures', 'scenarios', 'delivery', 'journal'],
  dialects: ['contract', 'errors', 'operations', 'behaviours', 'delivery'],
  http: ['errors', 'checking', 'matching', 'contract', 'pictures', 'scenarios', 'behaviours', 'delivery', 'journal', 'operations', 'dialects'],
  config: ['checking', 'scenarios', 'behaviours']
}
const joining = ['app', 'mock-app', 'rooms', 'follow-scenarios', 'image-mock', 'index', 'cli']

const files = (readdirSync(src, { recursive: true }) as string[]).filter(file => /\.tsx?$/.test(file)).map(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)
  return { file: file.split(sep).join('/'), text, imports }
})

const roomOf = (file: string) => file.split('/')[0]!.replace(/\.[jt]s$/, '')

t.test('each room imports only the rooms that the design lets it', async t => {
  t.ok(files.length > 40)
  for (const { file, imports } of files) {
    const room = roomOf(file)
    t.ok([...rooms, ...joining].includes(room), `${file} is in a room`)
    if (joining.includes(room)) continue
    for (const specifier of imports.filter(specifier => specifier.startsWith('.'))) {
      const target = roomOf(relative(src, join(src, dirname(file), specifier)).split(sep).join('/'))
      t.ok(target === room || allowed[room]!.includes(target), `${file} imports ${specifier}`)
    }
  }
})

t.test('only http and what joins the rooms know Fastify, only pictures knows sharp', async t => {
  for (const { file, imports } of files) {
    for (const specifier of imports) {
      if (/^(fastify$|@fastify\/)/.test(specifier)) t.match(file, /^(http\/|app\.ts$|follow-scenarios\.ts$|image-mock\.ts$)/, `${file} imports ${specifier}`)
      if (specifier === 'sharp') t.match(file, /^pictures\//, `${file} imports ${specifier}`)
    }
  }
})

t.test('only the inbox imports Preact, and it imports only types of the journal and only the table of parameters of the contract', async t => {
  for (const { file, text, imports } of files) {
    if (imports.some(specifier => /^@?preact\b/.test(specifier))) t.match(file, /^inbox\//, `${file} imports Preact`)
    if (!file.startsWith('inbox/')) continue
    t.notOk(imports.some(specifier => !/^\.|^@?preact\b/.test(specifier)), `${file} needs no other package`)
    t.notMatch(text, /^import (?!type ).* from '\.\.\/(journal\/|contract\/(?!parameters\.js'))/m, file)
  }
})

t.test('only config reads the environment; one file of pictures sets it, for fontconfig', async t => {
  t.strictSame(files.filter(({ file, text }) => text.includes('process.env') && !file.startsWith('config/')).map(({ file }) => file), ['pictures/fonts.ts'])
})

t.test('every file says in its first line what it is, and none is named after a layer', async t => {
  for (const { file, text } of files) {
    t.match(text.replace(/^#!.*\n/, ''), /^\/\*\* [A-Z].*[.:?]/, file)
    t.notMatch(file, /(^|\/)(server|handlers?|helpers?|utils?|common|shared|misc|types|constants|core)\.tsx?$/)
  }
})

t.test('only the catalogue builds an ApiError, and what a test words itself', async t => {
  t.strictSame(files.filter(({ text }) => text.includes('new ApiError(')).map(({ file }) => file).sort(), ['errors/custom-error.ts', 'errors/entry.ts'])
})
