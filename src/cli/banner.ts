/** What the command shows on a terminal when the mock is ready. */
import type { Paint } from '../logging/terminal-color.js'

export interface BannerFacts {
  version: string
  /** From the start of the process until the mock listened, in milliseconds. */
  readyMs: number
  /** What to show, such as `['Base URL', 'http://127.0.0.1:8080/v1']`. */
  rows: ReadonlyArray<readonly [name: string, value: string]>
}

export function banner ({ version, readyMs, rows }: BannerFacts, paint: Paint): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${paint('green', '➜')}  ${paint('bold', name.padEnd(width))}  ${value.startsWith('http') ? paint('cyan', value) : value}`)
  return `\n  ${paint('bold', 'openai-images-mock')} ${version}   ${paint('dim', `ready in ${readyMs} ms`)}\n\n${lines.join('\n')}\n`
}
