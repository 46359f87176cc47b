/** The bundled fonts, and loading sharp so that it renders text with them only. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type Sharp from 'sharp'

/** Font families in the order in which Pango looks for a glyph: letters first, then symbols, which several fonts have. */
const families = [
  'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Devanagari', 'Noto Sans Bengali', 'Noto Sans Thai',
  'Noto Sans Tamil', 'Noto Sans Telugu', 'Noto Sans Kannada', 'Noto Sans Malayalam', 'Noto Sans Gujarati',
  'Noto Sans Gurmukhi', 'Noto Sans Oriya', 'Noto Sans Sinhala', 'Noto Sans Khmer', 'Noto Sans Lao', 'Noto Sans Myanmar',
  'Noto Serif Tibetan', 'Noto Sans Georgian', 'Noto Sans Armenian', 'Noto Sans Ethiopic', 'Noto Sans Cherokee',
  'Noto Sans Canadian Aboriginal', 'Noto Sans Mongolian', 'Noto Sans Syriac', 'Noto Sans Thaana', 'Noto Sans NKo',
  'Noto Sans Adlam', 'Noto Sans Tifinagh', 'Noto Sans Vai', 'Noto Sans Osage', 'Noto Sans Ol Chiki',
  'Noto Sans Meetei Mayek', 'Noto Sans Javanese', 'Noto Sans Balinese', 'Noto Sans Sundanese', 'Noto Sans Cham',
  'Noto Sans Lisu', 'Noto Sans Yi', 'Noto Sans Math', 'Noto Emoji', 'Noto Sans Symbols',
  'Noto Sans Symbols2'
]

/** Returns the Pango font description for a size in pixels, to be rendered at 72 dpi. */
export function pangoFont (sizePx: number): string {
  return `${families.join(',')}, Medium ${sizePx}`
}

/** Thrown if sharp cannot be loaded. The message names the command that installs it; `cause` is sharp's error. */
export class SharpLoadError extends Error {
  override readonly name = 'SharpLoadError'

  constructor (cause: Error) {
    super(describeFailure(cause as NodeJS.ErrnoException), { cause })
  }
}

function describeFailure ({ code, message }: NodeJS.ErrnoException): string {
  const failure = `Could not load sharp for ${process.platform}-${process.arch}`
  // Sharp lists the reasons from the second line on. It lists none if the package for this platform is missing.
  const [first, reason = first] = message.split('\n')
  if (code === 'MODULE_NOT_FOUND' || reason === 'Possible solutions:') return `${failure}. Run: npm install --include=optional sharp`
  return `${failure}: ${reason}. See https://sharp.pixelplumbing.com/install`
}

const require = createRequire(import.meta.url)

/** The folder `fonts`. It is resolved by the package's own name, which works from the sources, the build and each chunk of it. */
export const fontsFolder = join(dirname(require.resolve('openai-images-mock/package.json')), 'fonts')

/** Environment variables that fontconfig and Pango read once in a process, when the first text is rendered. */
const fontVariables = {
  FONTCONFIG_FILE: join(fontsFolder, 'fonts.conf'),
  // Otherwise Pango chooses some glyph variants by the locale of the machine.
  PANGO_LANGUAGE: 'en'
}

/** Module state, since fontconfig is initialised once in a process. */
let loaded: Promise<typeof Sharp> | undefined

/**
 * Loads sharp and renders a first text, so that fontconfig uses the bundled fonts from then on.
 *
 * For this it sets `FONTCONFIG_FILE` and `PANGO_LANGUAGE`, and restores them before it returns its promise. Other code
 * does not see the change, and child processes do not inherit it. The only exception: if the first text is not rendered
 * within 500 ms, because Node's thread pool is busy, the variables stay set until it is.
 *
 * The fonts of the machine are used instead if the process has rendered a text by sharp before this call, in a worker
 * thread, and in a Jest test: there `process.env` is a copy that fontconfig does not read.
 *
 * Rejects with a SharpLoadError if sharp is not installed for this platform or cannot render text.
 */
export function loadSharp (): Promise<typeof Sharp> {
  loaded ??= load()
  return loaded
}

async function load (): Promise<typeof Sharp> {
  const restore = changeEnvironment(fontVariables)
  try {
    // `require` takes 75 ms, `import` of sharp's ES module 130 ms.
    const sharp = require('sharp') as typeof Sharp
    // Clears libvips' cache of operations: its first entry shows that the text is rendered.
    sharp.cache(false)
    sharp.cache(true)
    const firstText = sharp({ text: { text: '.', font: pangoFont(10), dpi: 72 } }).raw().toBuffer()
    if (waitForFirstOperation(sharp)) restore()
    await firstText
    // No operation is repeated, since rendered texts and pictures are cached by this package.
    sharp.cache(false)
    return sharp
  } catch (error) {
    throw new SharpLoadError(error as Error)
  } finally {
    restore()
  }
}

const firstTextTimeoutMs = 500

/**
 * Blocks this thread for about 10 ms, until a thread of the pool has rendered the text: libvips adds an operation to its
 * cache when it is built. Returns false after a timeout, or if sharp is processing other images, whose operations are
 * cached too.
 */
function waitForFirstOperation (sharp: typeof Sharp): boolean {
  const { queue, process } = sharp.counters()
  if (queue + process > 1) return false
  const never = new Int32Array(new SharedArrayBuffer(4))
  const deadlineMs = performance.now() + firstTextTimeoutMs
  while (sharp.cache().items.current === 0) {
    if (performance.now() > deadlineMs) return false
    Atomics.wait(never, 0, 0, 1)
  }
  return true
}

/** Sets environment variables. Returns a function that restores the previous values the first time it is called. */
function changeEnvironment (variables: Record<string, string>): () => void {
  const previous = Object.keys(variables).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of previous.splice(0)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
