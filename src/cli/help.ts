/** The help text: one line for each setting, under the heading of its group. */
import { settings, type Setting } from '../config/settings.js'

export function helpText (): string {
  const names = [...new Set(settings.map(({ group }) => group))]
  const groups = names.map(name => ({ name, lines: settings.filter(({ group }) => group === name).map(lineOf) }))
  const width = Math.max(...groups.flatMap(({ lines }) => lines.map(({ usage }) => usage.length)))
  const sections = groups.map(({ name, lines }) => [`${name}:`, ...lines.map(({ usage, text }) => `  ${usage.padEnd(width)}  ${text}`)].join('\n'))
  return `A mock of OpenAI's image generation API.

Usage: openai-images-mock [serve] [settings]       Serve the mock.
       openai-images-mock healthcheck [settings]   Exit with 0 if a mock serves there.
       openai-images-mock report [options]         Write the report. See report --help.

${sections.join('\n')}

Examples:
  openai-images-mock --port 9000 --scenarios ./rules.yaml --models-file preset:xai --no-inbox
  PORT=9000 MOCK_API_KEYS=any openai-images-mock

Each setting is also an environment variable: MOCK_API_KEYS is --api-keys. HOST, PORT and LOG_LEVEL
have no prefix. docs/settings.md describes the settings in full. Also: --help, -h; --version, -v.`
}

/** Returns the two columns of a setting: `--port, -p <number>` and `Port to listen on; 0 picks a free one. [8080]`. */
function lineOf ({ name, flag, schema, description, placeholder, default: value }: Setting): { usage: string, text: string } {
  const { enum: choices = ['on', 'off'] } = schema as { enum?: string[] }
  const sentence = description.split(/\. (?=[A-Z`])/, 1)[0]!.replace(/\.?$/, '.').replaceAll('`', '')
  return {
    usage: `${flag}${name === 'port' ? ', -p' : ''} ${placeholder === undefined ? choices.join('|') : `<${placeholder}>`}`,
    text: `${sentence}${value === undefined ? '' : ` [${value}]`}`
  }
}
