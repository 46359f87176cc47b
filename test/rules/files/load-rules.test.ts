import t from 'tap'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Check } from 'typebox/value'
import { parse } from 'yaml'
import { packageFolder } from '../../../src/config/package.js'
import { loadRules, ruleFilesOf } from '../../../src/rules/files/load-rules.js'
import { preview } from '../../../src/text/messages.js'
import { ruleFileSchema } from '../../../src/rules/rule.js'

const samples = join(packageFolder, 'fixtures/scenarios')
const rule = '{ respond: { error: server_error } }'

t.test('reads JSON and YAML files in the order of their names, and no other files', async t => {
  const dir = t.testdir({
    'b.json': '\ufeff{\n\t"$schema": "./rules.schema.json",\n\t"rules": [{ "respond": { "delay": "1s" } }, { "respond": {}, "times": 2 }]\n}',
    'a.yaml': '# a comment\nrules:\n  - respond: { error: server_error }\n    match: { prompt: "*otter*" }\n',
    'c.yml': 'rules: []',
    'rules.schema.json': '{}',
    '.hidden.yaml': '!',
    'notes.txt': '!'
  })
  t.strictSame(await loadRules(dir), [
    { rule: { respond: { error: 'server_error' }, match: { prompt: '*otter*' } }, file: 'a.yaml', index: 0, images: [] },
    { rule: { respond: { delay: '1s' } }, file: 'b.json', index: 0, images: [] },
    { rule: { respond: {}, times: 2 }, file: 'b.json', index: 1, images: [] }
  ])
})

t.test('an empty folder has no rules', async t => {
  t.strictSame(await loadRules(t.testdir({})), [])
})

t.test('an error of a file begins with file, line and column, and names the member, the expected and the given value', async t => {
  for (const [file, content, message] of [
    ['a.yaml', `rules: [${rule}, { respond: { delay: soon } }]`, 'a.yaml:1:67: Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds), a range with the shorter end first (such as 1s-3s) or realistic for rules[1].respond.delay, got "soon".'],
    ['a.yaml', `rules: [${rule}, { respond: { delay: 2s-1s } }]`, 'a.yaml:1:67: Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds), a range with the shorter end first (such as 1s-3s) or realistic for rules[1].respond.delay, got "2s-1s".'],
    ['a.yaml', `[${rule}]`, 'a.yaml:1:1: Expected an object with some of $schema, rules for the file, got [{"respond":{"error":"server_error"}}].'],
    ['a.yaml', '', 'a.yaml:1:1: Expected an object with some of $schema, rules for the file, got null.'],
    ['a.yaml', `rule: [${rule}]`, 'a.yaml:1:1: Unknown member "rule" in the file. Did you mean rules? Expected some of $schema, rules.'],
    ['a.yaml', 'rules:\n  - respond: {}\n    respond: {}', 'a.yaml:3:5: Invalid YAML or JSON: Map keys must be unique.'],
    ['a.yaml', 'rules:\n  - respond: {}\n    repond: {}', 'a.yaml:3:5: Unknown member "repond" in rules[0]. Did you mean respond? Expected some of description, match, respond, times.'],
    ['a.yaml', 'rules:\n  - respond: {}\n  - times: 2', 'a.yaml:3:5: Expected an object with some of error, retryAfter, delay, fault, after, partials, partialDelay, asset, image, revised_prompt, bytes, usage, asOf for rules[1].respond, got nothing.'],
    ['a.yaml', 'rules:\n  - respond: {}\n    match: { prompt: /(/ }', 'a.yaml:3:22: Expected a JavaScript regular expression with the flags i, m, s and u (Unterminated group) for rules[0].match.prompt, got "/(/".'],
    ['a.yaml', 'rules: !secret x', 'a.yaml:1:8: Invalid YAML or JSON: Unresolved tag: !secret.'],
    ['a.yaml', 'rules:\n  - match: { prompt: *otter* }\n    respond: {}', 'a.yaml:2:22: *otter* is a YAML alias without an anchor. Put text that begins with * in quotes: "*otter*".'],
    ['b.json', '{\n"rules": [\n{ "respond": {} }\n{ "respond": {} }\n]}', 'b.json:4:1: Invalid YAML or JSON: Missing , or : between flow sequence items.'],
    ['b.json', '{ "rules": [] }\n{ "rules": [] }', 'b.json:2:1: Invalid YAML or JSON: Unexpected flow-map-start at node end.'],
    ['b.json', '{ "rules": [\n', 'b.json:2:1: Invalid YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ].']
  ] as const) {
    await t.rejects(loadRules(t.testdir({ [file]: content })), { name: 'RuleError', message })
  }
})

t.test('rejects a file with excessive aliases', async t => {
  const levels = Array.from({ length: 12 }, (_, level) => `a${level}: &a${level} [${Array(10).fill(level ? `*a${level - 1}` : 'x').join(',')}]`)
  await t.rejects(loadRules(t.testdir({ 'a.yaml': `${levels.join('\n')}\nrules: []` })), { name: 'RuleError', message: /^a\.yaml:1:1: Invalid YAML: Excessive alias count/ })
})

t.test('rejects a missing folder or file, and a file of another type', async t => {
  const dir = t.testdir({ file: '', 'rules.schema.json': '{}' })
  const path = (name: string) => join(dir, name)
  for (const [name, message] of [
    ['none', `Scenarios folder ${path('none')} does not exist.`],
    ['none.yaml', `Scenarios file ${path('none.yaml')} does not exist.`],
    ['file/none', `Scenarios folder ${path('file/none')} cannot be read: part of the path is a file.`],
    ['file', `Expected a folder of rule files, or a file that ends in .json, .yaml or .yml for scenarios, got ${preview(path('file'))}.`],
    ['rules.schema.json', /^Expected a folder of rule files, /]
  ] as const) await t.rejects(loadRules(path(name)), { name: 'RuleError', message })
})

t.test('reads a single rule file with the images of its folder, also through a link', async t => {
  const rule = (image: string) => JSON.stringify({ rules: [{ respond: { image } }] })
  const dir = await realpath(t.testdir({ rules: { 'a.json': rule('a.png'), 'b.json': rule('b.png'), 'a.png': 'x' }, 'link.json': t.fixture('symlink', 'rules/a.json') }))
  for (const file of ['rules/a.json', 'link.json']) {
    t.match(await loadRules(join(dir, file)), [{ file: 'a.json', index: 0, images: [join(dir, 'rules/a.png')] }])
  }
})

t.test('rejects a rule file outside of the folder, and anything but a regular file, without opening it', async t => {
  const root = t.testdir({ secret: 'password', 'in-sibling': { 'a.yaml': 'rules: []' }, in: {} })
  const dir = join(root, 'in')
  const away = ' is outside of the folder of the rule file. Put the file itself into the folder.'
  for (const [target, problem] of [
    ['../secret', `"p.yaml"${away}`],
    ['../in-sibling/a.yaml', `"p.yaml"${away}`],
    ['/dev/zero', `"p.yaml"${away}`],
    ['none', 'it does not exist. Make it a file that can be read.']
  ]) {
    await symlink(target!, join(dir, 'p.yaml'))
    await t.rejects(loadRules(dir), { name: 'RuleError', message: `p.yaml: Cannot use the file: ${problem}` })
    await rm(join(dir, 'p.yaml'))
  }
  await mkdir(join(dir, 'p.yaml'))
  await t.rejects(loadRules(dir), { message: 'p.yaml: Cannot use the file: "p.yaml" is not a regular file. Replace it with a regular file.' })
})

t.test('a named pipe does not block the start', { skip: process.platform === 'win32' }, async t => {
  const dir = t.testdir({})
  execFileSync('mkfifo', [join(dir, 'x.yaml')])
  await t.rejects(loadRules(dir), { message: 'x.yaml: Cannot use the file: "x.yaml" is not a regular file. Replace it with a regular file.' })
})

t.test('follows links within the folder, as Kubernetes mounts need', async t => {
  const dir = t.testdir({ '..2026': { 'a.yaml': 'rules: [{ respond: {} }]' } })
  await symlink('..2026', join(dir, '..data'))
  await symlink('..data/a.yaml', join(dir, 'a.yaml'))
  t.match(await loadRules(dir), [{ file: 'a.yaml' }])
  await symlink(dir, `${dir}-link`)
  t.teardown(() => rm(`${dir}-link`))
  t.match(await loadRules(`${dir}-link`), [{ file: 'a.yaml' }])
})

t.test('finds images in the folder', async t => {
  const dir = t.testdir({ 'a.yaml': 'rules: [{ respond: { image: [a.png, b/c.jpg] } }]', 'a.png': 'x', b: { 'c.jpg': 'x' } })
  const real = await realpath(dir)
  t.match(await loadRules(dir), [{ images: [join(real, 'a.png'), join(real, 'b/c.jpg')] }])
})

t.test('rejects an image that is missing, a folder, too large or outside of the folder', async t => {
  const root = t.testdir({ 'secret.png': 'x', 'in-sibling': { 'a.png': 'x' }, in: { 'a.yaml': '', folder: {}, 'large.png': '' } })
  const dir = join(root, 'in')
  await truncate(join(dir, 'large.png'), 20 * 2 ** 20 + 1)
  await symlink('../secret.png', join(dir, 'link.png'))
  await symlink('../in-sibling', join(dir, 'sibling'))
  await symlink('..', join(dir, 'up'))
  for (const [image, problem] of [
    ['none.png', '"none.png" does not exist. Put the image into the folder of the rule file.'],
    ['folder', '"folder" is not a regular file. Replace it with a regular file.'],
    ['large.png', '"large.png" has 20971521 bytes. Use an image file of at most 20 MiB.'],
    ['link.png', '"link.png" is outside of the folder of the rule file. Put the file itself into the folder.'],
    ['sibling/a.png', '"sibling/a.png" is outside of the folder of the rule file. Put the file itself into the folder.'],
    ['up/secret.png', '"up/secret.png" is outside of the folder of the rule file. Put the file itself into the folder.'],
    ['./.', '"./." is outside of the folder of the rule file. Put the file itself into the folder.']
  ] as const) {
    await writeFile(join(dir, 'a.yaml'), JSON.stringify({ rules: [{ respond: { image } }] }))
    const { message } = await loadRules(dir).then(() => new Error(`took ${image}`), (error: Error) => error)
    t.equal(message, `a.yaml:1:31: Cannot use rules[0].respond.image: ${problem}`)
  }
})

t.test('rejects an image without read permission', { skip: process.getuid?.() === 0 && 'root may read everything' }, async t => {
  const dir = t.testdir({ 'a.yaml': 'rules: [{ respond: { image: a.png } }]', 'a.png': 'x' })
  await chmod(join(dir, 'a.png'), 0)
  await t.rejects(loadRules(dir), {
    message: 'a.yaml:1:29: Cannot use rules[0].respond.image: "a.png" cannot be read (permission denied). Make the file readable.'
  })
})

t.test('the samples load, and match the published schema', async t => {
  const rules = await loadRules(samples)
  t.ok(rules.length >= 10)
  t.ok(rules.every(({ rule }) => rule.description))
  for (const name of (await ruleFilesOf(samples)).names) {
    t.ok(Check(ruleFileSchema, parse(await readFile(join(samples, name), 'utf8'))), name)
  }
})

t.test('the published schema is the one that validates rules', async t => {
  t.strictSame(JSON.parse(await readFile(join(samples, 'rules.schema.json'), 'utf8')), ruleFileSchema)
  t.notMatch(JSON.stringify(ruleFileSchema), /"allowed"/)
  t.notOk(Check(ruleFileSchema, { rules: [{ respond: { eror: 'x' } }] }))
})
