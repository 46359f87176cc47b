/** The fonts that ship with the product, and sharp made to letter with these and no others. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type Sharp from 'sharp'

/** Our families in the order in which Pango looks for a character: letters first, then the signs that several fonts share. */
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

/** The Pango font description of our lettering at a size in pixels, given that 72 dots make an inch. */
export function pangoFont (sizePx: number): string {
  return `${families.join(',')}, Medium ${sizePx}`
}

/** Sharp cannot be loaded. The message says which command installs it; `cause` is sharp's own error. */
export class SharpLoadError extends Error {
  override readonly name = 'SharpLoadError'

  constructor (cause: Error) {
    super(loadFailure(cause as NodeJS.ErrnoException), { cause })
  }
}

function loadFailure ({ code, message }: NodeJS.ErrnoException): string {
  const failure = `Could not load sharp for ${process.platform}-${process.arch}`
  // Sharp lists its reasons from the second line on, and none if its package for this platform is missing.
  const [first, reason = first] = message.split('\n')
  if (code === 'MODULE_NOT_FOUND' || reason === 'Possible solutions:') return `${failure}. Run: npm install --include=optional sharp`
  return `${failure}: ${reason}. See https://sharp.pixelplumbing.com/install`
}

const require = createRequire(import.meta.url)

/** The folder of our fonts, found by the package's own name, which resolves from its source, its build and any part of that alike. */
export const fontsFolder = join(dirname(require.resolve('openai-images-mock/package.json')), 'fonts')

/** What fontconfig and Pango read of the environment, once, when the first text is set. */
const lettering = {
  FONTCONFIG_FILE: join(fontsFolder, 'fonts.conf'),
  // Without it Pango derives the forms of some letters from the machine's locale.
  PANGO_LANGUAGE: 'en'
}

/** Fontconfig is one for the whole process, and so is this. */
let prepared: Promise<typeof Sharp> | undefined

/**
 * Loads sharp, made to letter with our fonts.
 *
 * The environment is changed and restored before this function returns, so that no other code sees the change and no
 * program that the process starts inherits it. Only if the first text is not set within half a second, since Node's
 * thread pool is busy, the change lasts until it is.
 *
 * A process that has lettered with sharp before it calls this keeps the machine's fonts, and so do a worker thread and
 * a test of Jest, whose `process.env` is a copy that fontconfig does not see.
 *
 * Rejects with a SharpLoadError if sharp is not installed for this platform or cannot set text.
 */
export function loadSharp (): Promise<typeof Sharp> {
  prepared ??= prepare()
  return prepared
}

async function prepare (): Promise<typeof Sharp> {
  const restore = changeEnvironment(lettering)
  try {
    // Required, since to import its other form takes 130 ms instead of 75.
    const sharp = require('sharp') as typeof Sharp
    // Empties the cache, which then tells when the text is set.
    sharp.cache(false)
    sharp.cache(true)
    const firstText = sharp({ text: { text: '.', font: pangoFont(10), dpi: 72 } }).raw().toBuffer()
    if (waitForText(sharp)) restore()
    await firstText
    // Nothing is asked of libvips twice: texts and pictures are remembered here, in memory that is bounded here.
    sharp.cache(false)
    return sharp
  } catch (error) {
    throw new SharpLoadError(error as Error)
  } finally {
    restore()
  }
}

const textTimeoutMs = 500

/**
 * Blocks this thread, some 10 ms, until another one has set the first text: libvips caches an operation when it has
 * built it. False if that takes too long, or if other images are in work, whose operations are cached as well.
 */
function waitForText (sharp: typeof Sharp): boolean {
  const { queue, process } = sharp.counters()
  if (queue + process > 1) return false
  const clock = new Int32Array(new SharedArrayBuffer(4))
  const giveUpMs = performance.now() + textTimeoutMs
  while (sharp.cache().items.current === 0) {
    if (performance.now() > giveUpMs) return false
    Atomics.wait(clock, 0, 0, 1)
  }
  return true
}

/** Sets the variables; the function that it returns restores the values from before, once. */
function changeEnvironment (variables: Record<string, string>): () => void {
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before.splice(0)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
