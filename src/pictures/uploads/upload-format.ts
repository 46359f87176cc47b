/** Format of an uploaded file by its first bytes, and the modes of its pixels as Python's PIL names them. */
import type { Metadata } from 'sharp'

/** `mpo` is a JPEG file that contains several pictures. Phones write it for HDR. */
export type UploadFormat = 'png' | 'jpeg' | 'mpo' | 'webp'

const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/**
 * Returns the format of a file by its content, regardless of its name and media type; undefined for other formats and for
 * files that are not images. The file may still be damaged.
 */
export function formatOfUpload (bytes: Buffer): UploadFormat | undefined {
  if (bytes.subarray(0, 8).equals(pngSignature)) return 'png'
  if (bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff') return hasSeveralPictures(bytes) ? 'mpo' : 'jpeg'
  return bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP' ? 'webp' : undefined
}

const startOfScan = 0xda
const application2 = 0xe2

/** Whether a JPEG file has the index of a multi-picture file in one of its headers. */
function hasSeveralPictures (bytes: Buffer): boolean {
  let position = 2
  while (position + 4 <= bytes.length && bytes[position] === 0xff) {
    const marker = bytes[position + 1]!
    if (marker === startOfScan) return false
    // A marker can be preceded by any number of fill bytes.
    if (marker === 0xff) position++
    else if (marker === application2 && bytes.subarray(position + 4, position + 8).toString('latin1') === 'MPF\0') return true
    else position += 2 + bytes.readUInt16BE(position + 2)
  }
  return false
}

/**
 * Returns the mode in which PIL opens the file, as in the API's `format must be in ['RGBA', 'LA', 'L'], got RGB.` A palette
 * is P with or without transparency, as in PIL's PngImagePlugin.
 */
export function pilModeOf (bytes: Buffer, { format, channels, hasAlpha }: Metadata): string {
  if (format === 'png') return pngModeOf(bytes[24]!, bytes[25]!)
  if (format === 'jpeg' && channels !== 3) return channels === 1 ? 'L' : 'CMYK'
  return hasAlpha ? 'RGBA' : 'RGB'
}

function pngModeOf (bitDepth: number, colourType: number): string {
  switch (colourType) {
    case 0: return bitDepth === 1 ? '1' : bitDepth === 16 ? 'I;16' : 'L'
    case 3: return 'P'
    case 4: return bitDepth === 16 ? 'RGBA' : 'LA'
    case 6: return 'RGBA'
    default: return 'RGB'
  }
}
