/** A picture made small, for lists of many. */
import { loadSharp } from '../text/fonts.js'

/** The PNG at most `width` pixels wide, in its own proportions; never enlarged. */
export async function shrunk (png: Buffer, width: number): Promise<Buffer> {
  const sharp = await loadSharp()
  return sharp(png)
    .resize({ width, withoutEnlargement: true })
    .png({ compressionLevel: 6, palette: false })
    .toBuffer()
}
