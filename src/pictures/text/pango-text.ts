/** One text handed to Pango, through sharp: measured without being drawn, and drawn as a mask. */
import type sharp from 'sharp'
import { loadSharp, pangoFont } from './fonts.js'
import { breakable, languageOf, leadingOf } from './scripts.js'

export interface TextRun {
  text: string
  sizePx: number
  /** Absent: one line, however long. */
  wrapWidth?: number
  /** Whether a line may break within a word that is longer than it. */
  breakWords?: boolean
}

/** A run of which it is known in how many lines it is set. */
export interface Layout { run: TextRun, lines: number }

export interface Extent { width: number, height: number, lines: number }

export interface Mask { bytes: Uint8Array, width: number, height: number }

/** The size of what would be inked; infinite where it is beyond what can be drawn at all, and 0 × 0 where nothing is. */
export async function measure (run: TextRun): Promise<Extent> {
  try {
    const { width, height } = await (await pango(run)).metadata()
    return { width, height, lines: linesWithin(height, leadingPx(run)) }
  } catch (error) {
    const side = sideWithoutInk(error)
    return { width: side, height: side, lines: side }
  }
}

/** The ink of the text: 255 where it covers a pixel wholly, 0 where it does not touch it. Sizes are as those measured. */
export async function draw (run: TextRun): Promise<Mask> {
  try {
    const { data, info } = await (await pango(run)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch (error) {
    const side = sideWithoutInk(error)
    return { bytes: new Uint8Array(0), width: side, height: side }
  }
}

function sideWithoutInk (error: unknown): number {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('no text to render')) return 0
  if (message.includes('too big')) return Infinity
  throw error
}

async function pango (run: TextRun): Promise<ReturnType<typeof sharp>> {
  const sharp = await loadSharp()
  return sharp({
    limitInputPixels: false,
    text: {
      text: `<span lang="${languageOf(run.text)}" line_height="${leadingPx(run) * 1024}" insert_hyphens="false">${escapeMarkup(breakable(run.text))}</span>`,
      font: pangoFont(run.sizePx),
      dpi: 72,
      wrap: run.wrapWidth === undefined ? 'none' : run.breakWords ? 'word-char' : 'word',
      ...(run.wrapWidth === undefined ? {} : { width: run.wrapWidth })
    }
  })
}

function leadingPx (run: TextRun): number {
  return Math.round(leadingOf(run.text) * run.sizePx)
}

/** Ink begins and ends somewhere within the first and the last line: of one line alone it takes a fifth to six fifths. */
function linesWithin (inkHeight: number, leading: number): number {
  return 1 + Math.max(0, Math.round(inkHeight / leading - 0.7))
}

function escapeMarkup (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
