/** The help text, from the schema of settings. */
import { settings } from '../config/settings.js'

export function helpText (): string {
  const entries = settings.map(({ flag, variable, description, allowed, default: value }) => {
    const facts = `${plain(allowed)}${value === undefined ? '' : `; default ${value}`}`
    return `  ${flag}  (${variable})\n      ${plain(description)}\n      ${facts}`
  })
  return `A mock of OpenAI's image generation endpoint.

Usage: openai-images-mock [serve] [settings]
       openai-images-mock healthcheck [settings]

  serve        serves the mock (the default)
  healthcheck  exits 0 where a mock with these settings serves, otherwise 1

Settings, as flags or environment variables; a flag wins:

${entries.join('\n')}

  --help, -h
  --version, -v`
}

function plain (markdown: string): string {
  return markdown.replaceAll('`', '')
}
