/** Text layout and rendering by Pango, called through sharp. */
import type sharp from 'sharp'
import { loadSharp, pangoFont } from './fonts.js'
import { languageOf, lineHeightEm, withBreakOpportunities } from './scripts.js'

/** The space for a caption in pixels. */
export interface CaptionBox {
  width: number
  maxHeight: number
  /** The font sizes to choose from, the largest first. */
  sizes: readonly number[]
}

/** A text in one size. */
export interface TextRun {
  text: string
  sizePx: number
  /** The width in pixels at which lines are wrapped. Default: lines are not wrapped. */
  wrapWidth?: number
  /** Whether a line may break within a word that is longer than the line. */
  breakWords?: boolean
}

/** A run and the number of its lines. */
export interface Layout { run: TextRun, lines: number }

export interface Extent { width: number, height: number, lines: number }

export interface Mask { bytes: Uint8Array, width: number, height: number }

/** Measures the visible pixels of a run: infinite if the text is too large to be drawn, and 0 × 0 if nothing is visible. */
export async function measureText (run: TextRun): Promise<Extent> {
  try {
    const { width, height } = await (await pangoImage(run)).metadata()
    return { width, height, lines: countLines(height, lineHeightPx(run)) }
  } catch (error) {
    const side = sideWithoutPixels(error)
    return { width: side, height: side, lines: side }
  }
}

/** Draws a run as a mask from 0 (transparent) to 255 (opaque). Its size is the one that `measureText` returns. */
export async function drawText (run: TextRun): Promise<Mask> {
  try {
    const { data, info } = await (await pangoImage(run)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch (error) {
    const side = sideWithoutPixels(error)
    return { bytes: new Uint8Array(0), width: side, height: side }
  }
}

/** Converts the two errors of libvips for texts that have no pixels or too many; throws any other error. */
function sideWithoutPixels (error: unknown): number {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('no text to render')) return 0
  if (message.includes('too big')) return Infinity
  throw error
}

async function pangoImage (run: TextRun): Promise<ReturnType<typeof sharp>> {
  const sharp = await loadSharp()
  const attributes = `lang="${languageOf(run.text)}" line_height="${lineHeightPx(run) * 1024}" insert_hyphens="false"`
  return sharp({
    limitInputPixels: false,
    text: {
      text: `<span ${attributes}>${escapeMarkup(withBreakOpportunities(run.text))}</span>`,
      font: pangoFont(run.sizePx),
      dpi: 72,
      wrap: run.wrapWidth === undefined ? 'none' : run.breakWords ? 'word-char' : 'word',
      ...(run.wrapWidth === undefined ? {} : { width: run.wrapWidth })
    }
  })
}

function lineHeightPx (run: TextRun): number {
  return Math.round(lineHeightEm(run.text) * run.sizePx)
}

/** Derives the number of lines from the height of the visible pixels. A single line has 0.2 to 1.2 times the line height. */
function countLines (visibleHeight: number, lineHeight: number): number {
  return 1 + Math.max(0, Math.round(visibleHeight / lineHeight - 0.7))
}

function escapeMarkup (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
