/** Image files of the user: their size, their description, and masks painted over them. */
import type { Dimensions } from '../../contract/sizes.js'

/** Returns a number of bytes with its unit after a no-break space: `1 byte`, `512 bytes`, `1.4 kB`, `3.2 MB`. */
export function formatBytes (bytes: number): string {
  if (bytes < 1_000) return `${bytes}\u00a0${bytes === 1 ? 'byte' : 'bytes'}`
  const [value, unit] = bytes < 999_950 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB']
  return `${value.toFixed(1).replace('.0', '')}\u00a0${unit}`
}

/**
 * Decodes a file, with the orientation of its EXIF data. Only pixels are shown, so that no file is ever loaded by a URL.
 * Rejects if the browser cannot decode it.
 */
export function decodeImage (file: File): Promise<ImageBitmap> {
  return createImageBitmap(file)
}

/** A line of the brush. `points` are x and y in turn, and `width` is that of the brush, all in pixels of the image. */
export interface Stroke { width: number, points: readonly number[] }

/** Draws strokes with round ends, in the current style of the context. */
export function drawStrokes (context: CanvasRenderingContext2D, strokes: readonly Stroke[], scale: number): void {
  context.lineCap = context.lineJoin = 'round'
  for (const { width, points: [x = 0, y = 0, ...rest] } of strokes) {
    context.lineWidth = width * scale
    context.beginPath()
    context.moveTo(x * scale, y * scale)
    // A line without length would not be drawn.
    context.lineTo(x * scale + 0.01, y * scale)
    for (let at = 0; at < rest.length; at += 2) context.lineTo(rest[at]! * scale, rest[at + 1]! * scale)
    context.stroke()
  }
}

/** Creates the mask: a PNG file of the size of the image, transparent where it was painted. */
export async function createMask ({ width, height }: Dimensions, strokes: readonly Stroke[]): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')!
  context.fillRect(0, 0, width, height)
  context.globalCompositeOperation = 'destination-out'
  drawStrokes(context, strokes, 1)
  const blob = await new Promise<Blob | null>(resolve => { canvas.toBlob(resolve, 'image/png') })
  if (!blob) throw new Error('The image is too large for a mask painted in this browser.')
  return new File([blob], 'mask.png', { type: 'image/png' })
}
