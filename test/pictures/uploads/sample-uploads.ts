/** Uploaded images for tests: PNG files of known colours, and the pixels of drawn files. */
import sharp from 'sharp'

export type Rgba = [red: number, green: number, blue: number, alpha: number]

export const red: Rgba = [230, 40, 30, 255]
export const blue: Rgba = [20, 60, 220, 255]
export const clear: Rgba = [0, 0, 0, 0]

/** A PNG file whose pixels have the colour that the function returns. It has alpha only if a pixel needs it. */
export async function imageOf (width: number, height: number, colorAt: (x: number, y: number) => Rgba): Promise<Buffer> {
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(colorAt(x, y), (y * width + x) * 4)
  }
  const image = sharp(pixels, { raw: { width, height, channels: 4 } })
  return (pixels.some((value, index) => index % 4 === 3 && value < 255) ? image : image.removeAlpha()).png().toBuffer()
}

/** A PNG file of one colour. */
export function plain (color: Rgba, width = 64, height = width): Promise<Buffer> {
  return imageOf(width, height, () => color)
}

/** Returns the pixels of a file as a function of their place. `page` is the frame of an animation. */
export async function readPixels (file: Buffer, page = 0): Promise<(x: number, y: number) => Rgba> {
  const { data, info } = await sharp(file, { page }).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return (x, y) => {
    const at = (y * info.width + x) * 4
    return [data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!]
  }
}
