/** Rules for the source tree: imports between folders, import cycles, names and sizes of files, sizes of folders. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { packageFolder } from '../src/config/package.js'

const src = join(packageFolder, 'src')

const folders = [
  'errors', 'text', 'files', 'stores', 'contract', 'models-file', 'pictures', 'uploads', 'rules', 'behaviours', 'delivery', 'journal', 'metrics', 'operations', 'report', 'dialects', 'inbox', 'http', 'config', 'logging', 'client', 'runners', 'cli'
]

/** The folders that each folder may import, besides itself. The files in `src/` itself connect the folders and may import all of them. */
const allowed: Record<string, string[]> = {
  errors: [],
  text: [],
  files: ['text'],
  contract: ['errors', 'text'],
  'models-file': ['contract', 'errors', 'files', 'text'],
  pictures: ['contract'],
  uploads: ['errors', 'text'],
  stores: [],
  behaviours: ['contract', 'errors', 'stores', 'text'],
  rules: ['behaviours', 'contract', 'errors', 'files', 'stores', 'text'],
  delivery: ['contract', 'pictures', 'stores'],
  journal: ['contract', 'text'],
  metrics: ['contract', 'journal'],
  report: ['behaviours', 'contract', 'errors', 'journal', 'rules', 'text'],
  operations: ['contract', 'delivery', 'errors', 'journal', 'pictures', 'rules', 'stores'],
  dialects: ['behaviours', 'contract', 'delivery', 'errors', 'operations', 'stores'],
  inbox: ['contract', 'journal', 'report'],
  http: ['behaviours', 'config', 'contract', 'delivery', 'dialects', 'errors', 'journal', 'metrics', 'operations', 'pictures', 'report', 'rules', 'stores', 'text', 'uploads'],
  config: ['behaviours', 'rules', 'text'],
  runners: ['client', 'config', 'index', 'text'],
  client: ['behaviours', 'journal', 'mock-methods', 'report', 'rules', 'text'],
  logging: ['http', 'text']
}
const wiring = ['app', 'mock-app', 'services', 'follow-models-files', 'follow-rule-files', 'image-mock', 'mock-methods', 'index', 'cli']

const files = (readdirSync(src, { recursive: true }) as string[]).filter(file => /\.tsx?$/.test(file)).map(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName)
  return { file: file.split(sep).join('/'), text, imports }
})

const folderOf = (file: string) => file.split('/')[0]!.replace(/\.[jt]s$/, '')

t.test('each folder imports only the folders that the table allows', async t => {
  t.ok(files.length > 40)
  t.strictSame(files.filter(({ file }) => ![...folders, ...wiring].includes(folderOf(file))).map(({ file }) => file), [], 'every file is in a folder')
  const forbidden = files.flatMap(({ file, imports }) => {
    const folder = folderOf(file)
    return imports.filter(specifier => {
      if (wiring.includes(folder) || !specifier.startsWith('.')) return false
      const target = folderOf(relative(src, join(src, dirname(file), specifier)).split(sep).join('/'))
      return target !== folder && !allowed[folder]?.includes(target)
    }).map(specifier => `${file} imports ${specifier}`)
  })
  t.strictSame(forbidden, [])
})

/** The files of a list that have an import of a kind. */
function importing (list: typeof files, isMeant: (specifier: string) => boolean): string[] {
  return list.filter(({ imports }) => imports.some(isMeant)).map(({ file }) => file)
}

t.test('only http and the files that connect the folders import Fastify; only pictures imports sharp', async t => {
  const ofFastify = importing(files, specifier => /^(fastify$|@fastify\/(?!busboy$))/.test(specifier))
  t.strictSame(ofFastify.filter(file => !/^(http\/|app\.ts$|follow-(?:models|rule)-files\.ts$|image-mock\.ts$)/.test(file)), [])
  t.strictSame(importing(files, specifier => specifier === 'sharp').filter(file => !file.startsWith('pictures/')), [])
})

t.test('only uploads imports the parser of multipart bodies', async t => {
  t.strictSame(files.filter(({ imports }) => imports.includes('@fastify/busboy')).map(({ file }) => file), ['uploads/read-multipart.ts'])
})

t.test('only the inbox imports Preact, and it imports only types of the journal, one function of it and three tables of the contract', async t => {
  const [inbox, others] = [files.filter(({ file }) => file.startsWith('inbox/')), files.filter(({ file }) => !file.startsWith('inbox/'))]
  t.strictSame(importing(others, specifier => /^@?preact\b/.test(specifier)), [])
  t.strictSame(importing(inbox, specifier => !/^\.|^@?preact\b/.test(specifier)), [], 'the inbox needs no other package')
  for (const { file, text } of inbox) {
    t.notMatch(text, /^import (?!type ).* from '(?:\.\.\/)+(journal\/(?!early-retry\.js')|report\/|contract\/(?!parameters\.js'|request-properties\.js'|operations\/operations\.js'))/m, file)
  }
})

t.test('only config reads the environment; one file of pictures sets it, for fontconfig', async t => {
  t.strictSame(files.filter(({ file, text }) => text.includes('process.env') && !file.startsWith('config/')).map(({ file }) => file), ['pictures/text/fonts.ts'])
})

t.test('the first line of every file describes it, and no file is named after a layer', async t => {
  const withFault = (hasFault: (source: (typeof files)[number]) => boolean) => files.filter(hasFault).map(({ file }) => file)
  t.strictSame(withFault(({ text }) => !/^\/\*\* [A-Z].*[.:?]/.test(text.replace(/^#!.*\n/, ''))), [])
  t.strictSame(withFault(({ file }) => /(^|\/)(server|handlers?|helpers?|utils?|common|shared|misc|types|constants|core)\.tsx?$/.test(file)), [])
})

t.test('only the catalogue and custom errors create an ApiError', async t => {
  t.strictSame(files.filter(({ text }) => text.includes('new ApiError(')).map(({ file }) => file).sort(), ['errors/custom-error.ts', 'errors/define-refusal.ts'])
})

t.test('there are no import cycles, type imports included', async t => {
  const byName = new Map(files.map(file => [file.file, file]))
  const targetsOf = ({ file, imports }: (typeof files)[number]) => imports.filter(specifier => specifier.startsWith('.'))
    .map(specifier => join(dirname(file), specifier).split(sep).join('/').replace(/\.js$/, ''))
    .flatMap(target => byName.get(`${target}.ts`) ?? byName.get(`${target}.tsx`) ?? [])
  const done = new Set<string>()
  const visit = (file: (typeof files)[number], path: readonly string[]): string | undefined => {
    if (path.includes(file.file)) return [...path.slice(path.indexOf(file.file)), file.file].join(' → ')
    if (done.has(file.file)) return undefined
    for (const target of targetsOf(file)) {
      const cycle = visit(target, [...path, file.file])
      if (cycle) return cycle
    }
    done.add(file.file)
    return undefined
  }
  t.strictSame(files.map(file => visit(file, [])).filter(cycle => cycle !== undefined), [])
})

/** Base names that several folders may use: entries of programs, and parallel implementations of an interface. */
const repeatable = ['index', 'main']

t.test('no two files share a base name, and no two exported types share a name', async t => {
  const names = files.map(({ file }) => file.split('/').at(-1)!.replace(/\.tsx?$/, ''))
  t.strictSame(repeated(names).filter(name => !repeatable.includes(name)), [])
  const types = files.flatMap(({ text }) => [...text.matchAll(/^export (?:interface|type|class) (\w+)/gm)].map(([, name]) => name!))
  t.strictSame(repeated(types), [])
})

function repeated (names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].sort()
}

/** Short files that are justified: entries, public errors, and code that several folders use. */
const shortFiles = [
  'index.ts', 'client/index.ts', 'cli/main.ts', 'cli/parent-process.ts', 'config/package.ts', 'config/process-environment.ts', 'inbox/main.tsx', 'errors/catalogue.ts',
  'http/server/static-files.ts', 'rules/rule-error.ts', 'models-file/models-file-error.ts'
]

t.test('a file has 20 to 300 lines, and lines of at most 140 characters besides strings and regular expressions', async t => {
  const faults = files.flatMap(({ file, text }) => {
    const lines = text.trimEnd().split('\n')
    const long = lines.findIndex(line => line.length > 140 && !/['"`/]/.test(line))
    return [
      ...(lines.length > 300 ? [`${file} has ${lines.length} lines: split it by the questions that it answers`] : []),
      ...(lines.length < 20 && !shortFiles.includes(file) ? [`${file} has ${lines.length} lines: merge it into the file that answers the same question`] : []),
      ...(long >= 0 ? [`${file}:${long + 1} is longer than 140 characters`] : [])
    ]
  })
  t.strictSame(faults, [])
})

/** Folders with more files that are justified: parallel implementations of one interface. */
const largeFolders = ['pictures/art/motifs']

t.test('a folder has at most 16 files of its own', async t => {
  const counts = new Map<string, number>()
  for (const { file } of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  const large = [...counts].filter(([, count]) => count > 16).map(([folder]) => folder)
  t.strictSame(large.sort(), largeFolders, 'divide a larger folder by the questions that its files answer')
})
