/** Checks every page of the documentation against the mock: runs the examples, and checks tables and links. */
import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { parse as parseYaml } from 'yaml'
import { packageFolder as root } from '../src/config/package.js'
import { models } from '../src/contract/models.js'
import { prices, priceText } from '../src/contract/usage/prices.js'
import { reportFlags } from '../src/cli/report-options.js'
import { settings } from '../src/config/settings.js'
import * as catalogue from '../src/errors/catalogue.js'
import { namedErrors } from '../src/errors/named-errors.js'
import { failureClasses, refusalClasses } from '../src/report/failure-classes.js'
import { noCustomModels } from '../src/contract/custom-models/custom-model-store.js'
import { addModels } from '../src/models-file/compile-models.js'
import { findingKinds } from '../src/report/finding-kinds.js'
import { assetFaults, faults } from '../src/rules/faults.js'
import { loadRules } from '../src/rules/files/load-rules.js'
import { Match, Respond } from '../src/rules/rule.js'
import { buildMock, quickTimings, startMock } from './build-mock.js'

const read = (path: string) => readFile(join(root, path), 'utf8')
const run = promisify(execFile)
// The tests mostly wait for processes.
t.jobs = 4

/** The pages for users, whose examples are executed. */
const pagePaths = ['README.md', ...(await readdir(join(root, 'docs'))).filter(file => file.endsWith('.md')).map(file => `docs/${file}`), 'skills/openai-images-mock/SKILL.md']
const pages = await Promise.all(pagePaths.map(async path => ({ path, text: await read(path) })))
const pageOf = (path: string) => pages.find(page => page.path === path)!.text
const localUrl = 'http://127.0.0.1:8080'

interface Block { language: string, text: string, next?: Block | undefined }

/** Returns the fenced blocks of a page, each with the block that follows it. */
function blocksOf (text: string): Block[] {
  const blocks: Block[] = [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language: language!, text: text! }))
  return blocks.map((block, index) => ({ ...block, next: blocks[index + 1] }))
}

const blocksIn = (page: { text: string }, language: string) => blocksOf(page.text).filter(block => block.language === language)

t.test('all examples are in languages that these tests check', async t => {
  const languages = pages.flatMap(({ text }) => blocksOf(text).map(({ language }) => language))
  t.strictSame([...new Set(languages)].sort(), ['js', 'json', 'python', 'sh', 'text', 'yaml'])
  for (const { path, text } of pages) t.equal(text.match(/^```/gm)?.length ?? 0, blocksOf(text).length * 2, `${path} has no other blocks`)
})

interface Call {
  command: string
  /** The day of the mock that the block starts by `MOCK_AS_OF=2026-12-01 openai-images-mock &`. */
  asOf?: string | undefined
  /** The expectations after the arrow in the comment before it, such as `429` and `rate_limit_exceeded`, or `otter.png 1024x1024`. */
  expected: string[]
  /** The JSON block that shows its response. */
  response?: string | undefined
}

/** Returns the curl commands of a block in order. The expected response is in the comment before it, or in the JSON block that follows. */
function callsOf ({ text, next }: Block): Call[] {
  const commands = text.replaceAll('\\\n', '').split('\n')
  return commands.flatMap((command, index): Call[] => {
    if (!command.startsWith('curl ')) return []
    const [, asOf] = /^MOCK_AS_OF=(\S+) openai-images-mock &$/m.exec(text) ?? []
    const [, expected] = /^#(?:.* )?→ (.+)$/.exec(commands[index - 1] ?? '') ?? []
    return [{ command, asOf, expected: expected?.split(', ') ?? [], response: next?.language === 'json' ? next.text : undefined }]
  })
}

/**
 * Runs commands one after another, each against its mock. Those with `jq` save a picture, in the folder with the command's index.
 * Resolves to the status or the exit code of each, and its output. One shell runs all: starting one takes longer than most responses.
 */
async function runCurl (commands: Array<{ command: string, url: string }>, folder: string): Promise<Array<{ end: string, body: string }>> {
  const script = commands.map(({ command, url }, index) => {
    const local = command.replaceAll(localUrl, url)
    const line = command.includes(' | jq ')
      ? `(cd '${folder}/${index}'; ${local.replace('curl', 'curl -s')}; echo "\nexit code $?")`
      : `${local.replace('curl', 'curl -s -w "\\n%{http_code}"')} || echo "\nexit code $?"`
    return `${line}\necho 'end of command'`
  })
  const { stdout } = await run('bash', ['-c', script.join('\n')], { maxBuffer: 2 ** 26 })
  return stdout.split('end of command\n').slice(0, -1).map(output => {
    const [, body, end] = /^([^]*)\n(.+)\n?$/.exec(output)!
    return { end: end!, body: body! }
  })
}

/** The name, the format and the size of the picture in a folder. */
async function savedPicture (folder: string): Promise<string> {
  const [file] = await readdir(folder)
  const { format, width, height } = await sharp(join(folder, file!)).metadata()
  t.ok(file!.endsWith(`.${format}`), file!)
  return `${file} ${width}x${height}`
}

/** Replaces everything in a body that differs between runs. */
function withoutVariableParts (body: string, url: string): string {
  return body
    .replaceAll(url, localUrl)
    .replace(/"created": \d{10}/, '"created": 1778107895')
    .replace(/("b64_json": "[\w+/]{11})[\w+/=]+/g, '$1…')
    .replace(/(org-|user-|img-|req_)[\w-]+/g, '$1…')
    .replace(/(st=|se=|sig=)[\w%/-]+/g, '$1…')
}

async function isMet (expected: string, { end, body }: { end: string, body: string }): Promise<boolean> {
  if (/^\d{3}$|^exit code/.test(expected)) return end === expected
  if (expected === 'not JSON') return throws(() => JSON.parse(body))
  const [, imageStatus] = /^image (\d{3})$/.exec(expected) ?? []
  if (imageStatus) return (await fetch(JSON.parse(body).data[0].url)).status === Number(imageStatus)
  const [, bytes] = /^at least (\d+) bytes$/.exec(expected) ?? []
  if (bytes) return Buffer.from(JSON.parse(body).data[0].b64_json, 'base64').length >= Number(bytes)
  return body.includes(expected)
}

function throws (call: () => unknown): boolean {
  try {
    call()
    return false
  } catch {
    return true
  }
}

/** The models files of a page. Its curl commands are for the first one. */
const modelsFilesOf = (page: { text: string }) => blocksIn(page, 'yaml').filter(({ text }) => text.startsWith('models:'))

const hasJq = await run('jq', ['--version']).then(() => true, () => false)

for (const page of pages) {
  const calls = blocksIn(page, 'sh').flatMap(callsOf).filter(({ command }) => hasJq || !command.includes(' | jq '))
  if (calls.length === 0) continue
  t.test(`the curl commands of ${page.path} return the documented responses`, async t => {
    const [file] = modelsFilesOf(page)
    const folder = t.testdir({ 'models.yaml': file?.text ?? '', ...Object.fromEntries(calls.map((_call, index) => [index, {}])) })
    // The rules on disk do not change.
    const options = { timings: { ...quickTimings, filePollMs: 60_000 } }
    const mock = await startMock(t, { scenarios: `${root}/fixtures/scenarios`, ...(file && { modelsFile: join(folder, 'models.yaml') }) }, options)
    const mocksOfDays = new Map<string, typeof mock>()
    const urls: string[] = []
    for (const { command, asOf } of calls) {
      const [, controlKey] = /x-mock-key: ([^']+)'/.exec(command) ?? []
      if (asOf && !mocksOfDays.has(asOf)) mocksOfDays.set(asOf, await startMock(t, { asOf }))
      urls.push((controlKey ? await startMock(t, { controlKey }) : asOf ? mocksOfDays.get(asOf)! : mock).url)
    }
    const results = await runCurl(calls.map(({ command }, index) => ({ command, url: urls[index]! })), folder)
    t.equal(results.length, calls.length)
    for (const [index, result] of results.entries()) {
      const { command, expected, response } = calls[index]!
      if (command.includes(' | jq ')) {
        t.equal(await savedPicture(join(folder, `${index}`)), expected[0], command)
        continue
      }
      t.ok(expected.length > 0 || response, `the page has the expected response of ${command}`)
      for (const expectation of expected) t.ok(await isMet(expectation, result), `→ ${expectation}: ${command}\ngot ${result.end} ${result.body.slice(0, 300)}`)
      if (response) t.equal(`${withoutVariableParts(result.body, urls[index]!)}\n`, response)
    }
  })
}

t.test('other commands name scripts, flags and variables that exist', async t => {
  const { scripts } = JSON.parse(await read('package.json'))
  const flags = [...settings.map(({ flag }) => flag), ...Object.keys(reportFlags).map(name => `--${name}`), '--help', '--no-inbox']
  for (const { path, text } of [...pages, { path: 'CONTRIBUTING.md', text: await read('CONTRIBUTING.md') }]) {
    for (const [, script] of text.matchAll(/npm run (?:-s )?([\w:-]+)/g)) t.ok(script! in scripts, `${path}: npm run ${script}`)
    for (const [variable] of text.matchAll(/\bMOCK_[A-Z_]+(?![A-Z_]*…)/g)) {
      t.ok(variable === 'MOCK_' || settings.some(setting => setting.variable === variable), `${path}: ${variable}`)
    }
    for (const [, flag] of text.matchAll(/`(--[a-z][\w-]*)/g)) t.ok(flags.includes(flag!), `${path}: ${flag}`)
    for (const [, args] of text.matchAll(/(?:\bopenai-images-mock(?: report)?|npm start --) ((?:--?[\w-]+(?: [^-\s`]+)? ?)+)/g)) {
      for (const [flag] of args!.matchAll(/--[\w-]+/g)) t.ok(flags.includes(flag), `${path}: ${flag}`)
    }
  }
  t.match(pageOf('README.md'), '```sh\nnpm ci && npm test\n```', 'the command of .ci/run')
  t.match(pageOf('README.md'), '```sh\nnpm ci && npm start\n```')
})

/** Creates a folder within the package, so that files in it can import the package's dependencies, and the package by its name. */
async function scratchFolder (t: Test): Promise<string> {
  await mkdir(join(root, '.tap'), { recursive: true })
  const folder = await mkdtemp(join(root, '.tap', 'documents-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

/** The modules of a page, without those of test runners, which `test/runners/` runs. */
function modulesIn (page: { text: string }): string[] {
  const isOfRunner = /'openai-images-mock\/(?:node-test|tap|vitest|jest|playwright|testcontainers)'/
  return blocksIn(page, 'js').map(({ text }) => text).filter(text => !isOfRunner.test(text))
}

t.test('the modules of the pages run', async t => {
  const { url } = await startMock(t)
  const folder = await scratchFolder(t)
  const modules = pages.flatMap(page => modulesIn(page).map(text => ({ path: page.path, text })))
  t.ok(modules.length > 10)
  for (const [index, { text }] of modules.entries()) {
    await mkdir(join(folder, `${index}`))
    await writeFile(join(folder, `${index}/module.mjs`), text.replace("from 'openai'", "from 'openai7'").replaceAll(localUrl, url))
  }
  // One process runs all, one after another: starting Node and loading the clients takes longer than any of them.
  await writeFile(join(folder, 'run.mjs'), `
    for (let index = 0; index < ${modules.length}; index++) {
      process.chdir(new URL(\`./\${index}\`, import.meta.url).pathname)
      console.log(\`module \${index}\`)
      await import(\`./\${index}/module.mjs\`)
    }`)
  const { stdout } = await run(process.execPath, [join(folder, 'run.mjs')])
  const outputs = stdout.split(/^module \d+\n/m).slice(1)
  t.equal(outputs.length, modules.length)
  for (const [index, { path, text }] of modules.entries()) {
    for (const [, saved] of text.matchAll(/writeFile\('(.+?)'/g)) {
      t.ok(saved!.endsWith(`.${(await sharp(join(folder, `${index}`, saved!)).metadata()).format}`), path)
    }
    const [, title] = /^test\('(.+)', /m.exec(text) ?? []
    if (title) t.match(stdout, title, 'the test ran')
    // As in `console.log(status) // → 401`.
    for (const [, printed] of text.matchAll(/\/\/ → (.+)$/gm)) t.match(outputs[index], printed, path)
    for (const [printed] of outputs[index]!.matchAll(/^http.+$/gm)) t.equal((await fetch(printed)).headers.get('content-type'), 'image/png')
  }
})

t.test('each example test is a module of a page, after a comment with its command', async t => {
  const files = (await readdir(join(root, 'examples'))).filter(file => file.endsWith('.test.mjs'))
  t.ok(files.length > 1)
  const modules = pages.flatMap(modulesIn)
  for (const file of files) {
    const [comment, ...lines] = (await read(`examples/${file}`)).split('\n')
    t.ok(comment!.startsWith('// ') && comment!.endsWith(`: node --test examples/${file}`), file)
    t.ok(modules.includes(lines.join('\n')), file)
  }
})

t.test('the YAML and JSON blocks are valid: rule files load, Compose files name services', async t => {
  const isRuleFile = (text: string) => text.startsWith('rules:')
  for (const page of pages) {
    for (const { text } of blocksIn(page, 'json')) t.type(JSON.parse(text), 'object', page.path)
    for (const { text } of blocksIn(page, 'yaml')) {
      if (isRuleFile(text)) t.ok((await loadRules(t.testdir({ 'a.yaml': text }))).length > 0, page.path)
      else if (text.startsWith('models:')) t.ok(addModels(noCustomModels, parseYaml(text)).rows.size > 0, page.path)
      else checkOtherYaml(parseYaml(text), page.path)
    }
  }
  const rules = pages.flatMap(page => blocksIn(page, 'yaml')).filter(({ text }) => isRuleFile(text))
  t.equal(rules.length, 1)
  t.match(await loadRules(t.testdir({ 'a.yaml': rules[0]!.text })), [{ rule: { match: { prompt: '*otter*' }, respond: { retryAfter: '20s' }, times: 2 } }])
})

interface OtherYaml { services?: object, steps?: Array<{ run?: string, uses?: string }>, scrape_configs?: Array<{ metrics_path: string }> }

/** Checks a Compose file, the steps of a GitHub workflow, or a configuration of Prometheus. */
function checkOtherYaml ({ services = {}, steps = [], scrape_configs: scrapes = [] }: OtherYaml, path: string): void {
  t.ok(Object.keys(services).length + steps.length + scrapes.length > 0, path)
  for (const { metrics_path: metrics } of scrapes) t.match(pageOf('docs/http-api.md'), `\`GET ${metrics}\``)
  for (const step of steps) t.type(step.run ?? step.uses, 'string', path)
}

t.test('report.md has the report on the examples, and every flag of the command', async t => {
  const [block] = blocksIn({ text: pageOf('docs/report.md') }, 'text')
  let report: string | undefined
  // The report names retries without a back-off. On a busy machine they may be late, as if they had one.
  for (let runs = 0; runs < 3 && report !== block!.text; runs++) report = (await run(process.execPath, [join(root, 'scripts/example-report.js')])).stdout
  t.equal(block!.text, report, 'node scripts/example-report.js --write brings it up to date')
  t.strictSame(firstCells('docs/report.md', '## The command'), Object.keys(reportFlags).map(name => `--${name}`))
})

const hasPython = await run('python3', ['--version']).then(() => true, () => false)
t.test('the Python blocks compile', { skip: !hasPython && 'python3 is not installed' }, async t => {
  const blocks = pages.flatMap(page => blocksIn(page, 'python').map(({ text }) => [page.path, text]))
  t.ok(blocks.length > 1)
  const program = 'import ast, json, sys\nfor path, text in json.loads(sys.argv[1]): ast.parse(text, path)'
  await t.resolves(run('python3', ['-c', program, JSON.stringify(blocks)]))
})

t.test('the example client of the Compose file gets its image', async t => {
  const { baseURL } = await startMock(t)
  const { stdout } = await run(process.execPath, [join(root, 'examples/client.mjs')], { env: { ...process.env, OPENAI_BASE_URL: baseURL } })
  t.match(stdout, /^200 1536x1024 webp, \d{5,} bytes, 1384 tokens\n$/)
})

t.test('settings.md lists every setting with the description in the schema', async t => {
  const rows = settings.map(({ name, flag, variable, allowed, default: value, description }) =>
    `| \`${name}\` | \`${flag}\` | \`${variable}\` | ${allowed} | ${value === undefined ? 'unset' : `\`${value}\``} | ${description} |`)
  t.strictSame(pageOf('docs/settings.md').split('\n').filter(line => /^\| `\w+` \| `--/.test(line)), rows)
})

/** Returns the first cells of the table below a heading, without backticks. */
function firstCells (page: string, heading: string): string[] {
  const section = pageOf(page).split(`\n${heading}\n`)[1]!.split(/\n#{1,3} /)[0]!
  return section.split('\n').filter(line => line.startsWith('| `')).map(line => line.split('`')[1]!)
}

t.test('failures.md lists every member, error and fault of rules', async t => {
  t.strictSame(firstCells('docs/failures.md', '## `respond`'), Object.keys(Respond.properties))
  t.strictSame(firstCells('docs/failures.md', '### Faults'), Object.keys(faults))
  t.strictSame(firstCells('docs/failures.md', '### Faults at the image URL'), Object.keys(assetFaults))
  const errors = Object.entries(namedErrors).map(([name, { entry }]) => `| \`${name}\` | ${entry.example.status} |`)
  t.strictSame(pageOf('docs/failures.md').split('\n').filter(line => /^\| `\w+` \| \d{3} \|$/.test(line)), errors)
  const [match] = pageOf('docs/failures.md').split('\n## `match`\n')[1]!.split('\n## ')
  for (const name of Object.keys(Match.properties)) t.ok(match!.includes(`\`${name}\``), name)
})

t.test('report.md lists every finding, price and class of errors', async t => {
  const lines = pageOf('docs/report.md').split('\n')
  const findings = Object.entries(findingKinds).map(([id, { severity, summary }]) => `| \`${id}\` | ${severity} | ${summary} |`)
  t.strictSame(lines.filter(line => /^\| `[\w-]+` \| (?:error|warning) \|/.test(line)), findings)
  const rows = [...prices].map(([name, price]) => `| ${name} | ${priceText(price).replaceAll(', $', '<br>$')} | ${price.mark} ${price.date}: ${price.source} |`)
  t.strictSame(lines.filter(line => /^\| [\w.-]+ \| \$/.test(line)), rows)
  const classes = Object.entries({ ...refusalClasses, ...failureClasses }).map(([name, errors]) => `| ${name} | ${errors.map(error => `\`${error}\``).join(', ')} |`)
  t.strictSame(lines.filter(line => /^\| [\w ]+ \| `\w+`(?:, `\w+`)* \|$/.test(line)), classes)
})

t.test('http-api.md lists exactly the paths of the control API', async t => {
  const { app } = buildMock(t)
  const { paths } = (await app.inject('/_mock/openapi.json')).json<{ paths: Record<string, Record<string, unknown>> }>()
  const served = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`))
  const listed = [...pageOf('docs/http-api.md').matchAll(/^\| `((?:GET|POST|PATCH|DELETE) \/_mock\/[^`]+)` \|/gm)].map(([, path]) => path!)
  t.strictSame(listed.filter(path => path !== 'GET /_mock/openapi.json').sort(), served.sort())
  for (const path of ['/', '/openapi.json', '/openapi.yaml', '/docs/', '/_mock/openapi.json', '/_mock/health']) {
    t.equal((await app.inject(path)).statusCode, 200, path)
  }
})

t.test('http-api.md has each model in its table', async t => {
  const section = pageOf('docs/http-api.md').split('\n## Models\n')[1]!.split('\n## ')[0]!
  const named = [...section.matchAll(/^\| (`.+?) (?:\(previews\) )?\|/gm)].flatMap(([, names]) => names!.split(', ').map(name => name.replaceAll('`', '')))
  t.strictSame(named.sort(), [...models.keys()].filter(name => !/-\d{4}-\d\d-\d\d$/.test(name)).sort())
})

t.test('fidelity.md lists exactly the refusals of the catalogue, with their evidence', async t => {
  const fidelity = pageOf('docs/fidelity.md')
  const table = fidelity.split('## Refusals')[1]!.split('\n\n')[1]!
  const rows = Object.entries(catalogue).filter(([, entry]) => 'evidence' in entry).map(([name, entry]) => {
    const { example: { status, envelope }, evidence } = entry as typeof catalogue.missingApiKey
    const { message, type, param, code } = envelope.error
    const cell = (value: string | null) => value === null ? 'null' : value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``
    return `| ${name} | ${status} | ${cell(message)} | ${cell(type)} | ${cell(param)} | ${cell(code)} | ${evidence.mark}: ${evidence.source} |`
  })
  t.strictSame(table.split('\n').slice(2), rows)
  for (const [model, { released, retired = '', evidence }] of models) {
    t.ok(fidelity.includes(`| ${model} | ${released} | ${retired} | ${evidence} |\n`), model)
  }
})

t.test('CONTRIBUTING.md describes exactly the folders of the source tree', async t => {
  const tree = (await read('CONTRIBUTING.md')).split('```').find(block => block.startsWith('\nsrc/\n'))!
  const listed = [...tree.matchAll(/^ {2}([\w-]+)\/ /gm)].map(([, folder]) => folder!)
  const folders = (await readdir(join(root, 'src'), { withFileTypes: true })).filter(entry => entry.isDirectory()).map(({ name }) => name)
  t.strictSame(listed.sort(), folders.sort())
})

const decisions = (await readdir(join(root, 'docs/decisions'))).map(file => `docs/decisions/${file}`)

t.test('paths of the repository in the text exist', async t => {
  for (const page of [...pagePaths, 'CONTRIBUTING.md', ...decisions]) {
    for (const [, path] of (await read(page)).matchAll(/`((?:src|test|docs|scripts|bench)\/[\w./-]+)`/g)) {
      await t.resolves(access(join(root, path!)), `${page}: ${path}`)
    }
  }
})

/** Returns the anchor of a heading on GitHub. */
function anchorOf (heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
}

t.test('the files and headings of local links exist', async t => {
  t.ok(decisions.length > 5)
  for (const path of [...pagePaths, 'CONTRIBUTING.md', 'CHANGELOG.md', 'fonts/README.md', ...decisions]) {
    for (const [, target] of (await read(path)).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file, anchor] = target!.split('#')
      const linked = file === '' ? path : join(dirname(path), file!)
      await t.resolves(access(join(root, linked)), `${path}: ${target}`)
      if (anchor === undefined) continue
      const headings = [...(await read(linked)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading!))
      t.ok(headings.includes(anchor), `${path}: ${target}`)
    }
  }
})

t.test('the README has at most 150 lines, and links to every other page', async t => {
  t.ok(pageOf('README.md').trimEnd().split('\n').length <= 150)
  for (const path of pagePaths.filter(path => path !== 'README.md')) t.ok(pageOf('README.md').includes(`](${path})`), path)
})
