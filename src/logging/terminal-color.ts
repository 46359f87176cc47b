/** Styles text for a terminal. */
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Returns a function that styles text, or leaves it plain if the output has no colours. */
export function createPaint (hasColours: boolean): Paint {
  return hasColours ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text
}

/** Whether standard output is a terminal with colours. NO_COLOR, FORCE_COLOR and TERM are honoured. */
export function hasColours (output: Partial<Pick<NodeJS.WriteStream, 'hasColors'>> = process.stdout): boolean {
  return output.hasColors?.() ?? false
}
