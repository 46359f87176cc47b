/** How a text is matched, by rules and by the journal's filters: exactly, with `*` wildcards, or by `/regex/flags`. */
import vm from 'node:vm'

/** Which of the values fit; nothing where a regular expression takes too long for them. */
export type Pattern = (values: readonly string[]) => boolean[] | undefined

/** A regular expression that is none, told by what is wrong with it. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** Makes the pattern; `maxRegexMs` bounds what a regular expression may take for all values. Throws a PatternError. */
export function createPattern (text: string, maxRegexMs: number): Pattern {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  if (source !== undefined) return createRegex(source, flags!, maxRegexMs)
  const fits = createWildcards(text)
  return values => values.map(fits)
}

/** `*` stands for any characters, or none. Looking for one piece after the other never goes back. */
export function createWildcards (text: string): (value: string) => boolean {
  const [start = '', ...rest] = text.split('*')
  const end = rest.pop()
  if (end === undefined) return value => value === text
  return value => {
    if (!value.startsWith(start)) return false
    let from = start.length
    for (const piece of rest) {
      const found = value.indexOf(piece, from)
      if (found < 0) return false
      from = found + piece.length
    }
    return value.length - end.length >= from && value.endsWith(end)
  }
}

/** A regex that goes back for ever, such as `(a+)+$`, is stopped: V8 stops only a script of its own. */
function createRegex (source: string, flags: string, maxRegexMs: number): Pattern {
  if (!/^[imsu]*$/.test(flags)) throw new PatternError(`unknown flags ${flags}`)
  const script = new vm.Script('values.map(value => pattern.test(value))')
  const globals = vm.createContext({ pattern: compiled(source, flags), values: [] })

  return values => {
    globals.values = values
    try {
      return script.runInContext(globals, { timeout: maxRegexMs })
    } catch {
      return undefined
    } finally {
      globals.values = []
    }
  }
}

function compiled (source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new PatternError((error as Error).message.split(': ').at(-1))
  }
}
