import t from 'tap'
import { flagsOfContainer, readArguments } from '../../src/cli/arguments.js'
import { command } from '../../src/cli/command.js'
import { packageVersion } from '../../src/config/package.js'
import { settings } from '../../src/config/settings.js'

t.test('a switch can be used without a value, or negated', async t => {
  for (const [args, flags] of [
    [['--no-inbox', '--no-control-api'], { inbox: 'off', 'control-api': 'off' }],
    [['--inbox', '--image-cors'], { inbox: 'on', 'image-cors': 'on' }],
    [['--inbox', 'off', '--port', '1'], { inbox: 'off', port: '1' }],
    [['--inbox=no', '-p', '1'], { inbox: 'no', port: '1' }]
  ] as const) t.strictSame({ ...readArguments(args).flags }, flags)
  t.throws(() => readArguments(['--no-port']), { message: /^Unknown flag --no-port\./ })
})

const commandLine = (...args: string[]) => args.map(arg => `${arg}\0`).join('')

t.test('the flags of a container are those of process 1 if it runs this program', async t => {
  const flagsOf = (...args: string[]) => ({ ...flagsOfContainer(commandLine(...args), '/app/dist/cli/main.js') })
  t.strictSame(flagsOf('node', '/app/dist/cli/main.js', '--port', '81', '--host=::1'), { port: '81', host: '::1' })
  t.strictSame(flagsOf('node', 'dist/cli/main.js', 'serve', '-p', '81'), { port: '81' }, 'with a relative path')
  t.strictSame(flagsOf('node', './main.js', '--port', '81'), { port: '81' })
  t.strictSame(flagsOf('/sbin/docker-init', '--', 'node', '/app/dist/cli/main.js', '--port', '81'), { port: '81' }, 'under an init process')
  for (const other of [
    ['/usr/lib/systemd/systemd', '--port', '81'],
    ['node', '/srv/main.js', '--port', '81'],
    ['node', '/other/dist/cli/main.js', '--port', '81'],
    ['node', '/app/dist/cli/main.js', '--unknown', '81'],
    ['']
  ]) t.strictSame(flagsOf(...other), {}, other.join(' '))
})

t.test('there are no flags if process 1 is another program', async t => {
  t.strictSame(flagsOfContainer(undefined, '/nowhere/main.js'), {})
})

t.test('invalid usage prints one line and exits with 2', async t => {
  const errors = t.capture(console, 'error', () => {})
  for (const [args, line] of [
    [['--prot', '1'], 'Unknown flag --prot. Did you mean --port? See --help.'],
    [['-x'], 'Unknown flag -x. See --help.'],
    [['--port', '-1'], 'Expected a value for --port. If it begins with a dash, write --port=-1. See --help.'],
    [['--port', 'x'], 'Expected an integer from 0 to 65535 for --port, got "x".'],
    [['--port'], 'Expected a value for --port. If it begins with a dash, write --port=-1. See --help.'],
    [['--help=yes'], 'The flag --help takes no value. See --help.'],
    [['start'], 'Expected one of serve, healthcheck, report, help, version, got "start". See --help.'],
    [['start', 'serve'], 'Expected one of serve, healthcheck, report, help, version, got "start". See --help.'],
    [['serve', 'twice'], 'Expected one of serve, healthcheck, report, help, version, got "twice". See --help.'],
    [['-p', '81', 'report'], 'Expected the command report before its flags. See report --help.'],
    [['__proto__'], 'Expected one of serve, healthcheck, report, help, version, got "__proto__". See --help.'],
    [['--latency', '70m'], 'Expected a duration up to 60m (such as 250ms or 2s), a range (such as 1s-3s) or realistic for --latency, got "70m".']
  ] as const) {
    t.equal(await command([...args]), 2)
    t.strictSame(errors().map(({ args }) => args), [[line]])
  }
})

t.test('help and version have the usual aliases', async t => {
  const printed = t.capture(console, 'log', () => {})
  const outputs = async (...aliases: string[]) => {
    for (const alias of aliases) t.equal(await command([alias]), 0)
    return [...new Set(printed().map(({ args: [text] }) => text as string))]
  }
  t.strictSame(await outputs('--version', '-v', '-V', 'version'), [packageVersion])
  const [help, ...others] = await outputs('--help', '-h', 'help')
  t.strictSame(others, [])
  const lines = help!.split('\n')
  t.match(lines, [/^A mock of/, '', /^Usage: openai-images-mock/])
  for (const { flag } of settings) t.equal(lines.filter(line => line.trim().split(/[ ,]/)[0] === flag).length, 1, flag)
  t.match(help, /^ {2}--port, -p <number> +Port to listen on; 0 picks a free one\. \[8080\]$/m)
  t.strictSame(lines.filter(line => line.length > 100), [], 'it fits a terminal of 100 columns')
  t.ok(lines.length <= 54, `${lines.length} lines fit a screen`)
})
