/** The frame duration of a GIF file, in the file's own unit: sharp does not accept durations above 65,535 ms. */

/** The longest duration that a GIF file can hold, in milliseconds: it counts hundredths of a second in two bytes. */
export const maxFrameDurationMs = 655_350

const extension = 0x21
const graphicControl = 0xf9
const imageDescriptor = 0x2c

/** Writes how long each frame of a GIF file is shown, in milliseconds, into the file. */
export function setFrameDuration (file: Buffer, ms: number): Buffer {
  // After the header and the logical screen descriptor.
  let offset = 13 + colorTableBytes(file[10]!)
  while (file[offset] === extension || file[offset] === imageDescriptor) {
    if (file[offset] === imageDescriptor) {
      // The data of an image begin with one byte, the size of its codes.
      offset = endOfBlocks(file, offset + 10 + colorTableBytes(file[offset + 9]!) + 1)
    } else {
      if (file[offset + 1] === graphicControl) file.writeUInt16LE(Math.round(ms / 10), offset + 4)
      offset = endOfBlocks(file, offset + 2)
    }
  }
  return file
}

/** The size of the color table that follows, from the byte of flags before it. */
function colorTableBytes (flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Blocks begin with their length; one of length 0 ends them. */
function endOfBlocks (file: Buffer, start: number): number {
  let offset = start
  while (file[offset]) offset += 1 + file[offset]!
  return offset + 1
}
