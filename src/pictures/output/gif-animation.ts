/** Animated GIF files, joined from one file for each frame, so that the pixels of only one frame are in memory. */

/** The longest duration that a GIF file can hold, in milliseconds: it counts hundredths of a second in two bytes. */
export const maxFrameDurationMs = 655_350

const extension = 0x21
const graphicControl = 0xf9
const imageDescriptor = 0x2c
const trailer = 0x3b
/** The length of the header and the logical screen descriptor. */
const headBytes = 13
/** Set if a color table follows. The lowest three bits are its size. */
const hasColorTable = 0x80
const sizeBits = 7
/** How a frame ends: it stays below the next one, or the decoder clears it first. */
const doNotDispose = 1 << 2
const restoreToBackground = 2 << 2

/** The application extension that repeats an animation forever. */
const endlessLoop = Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1')

export interface AnimationOptions {
  /** How long each frame is shown, in milliseconds. */
  durationMs: number
  /** Whether earlier frames are visible through transparent pixels. */
  keepsFrames: boolean
}

/** Joins GIF files of one size as the frames of an endless animation. Only the first image of each file is used. */
export function joinFrames (files: readonly Buffer[], options: AnimationOptions): Buffer {
  const head = Buffer.from(files[0]!.subarray(0, headBytes))
  // Each frame has its own color table.
  head[10] = head[10]! & ~(hasColorTable | sizeBits)
  return Buffer.concat([head, endlessLoop, ...files.flatMap(file => frameOf(file, options)), Buffer.of(trailer)])
}

/** Returns the blocks of a file's first image as a frame. */
function frameOf (file: Buffer, options: AnimationOptions): Buffer[] {
  const globalTable = colorTableAt(file, headBytes, file[10]!)
  let offset = headBytes + globalTable.length
  let transparentIndex: number | undefined
  while (file[offset] === extension) {
    if (file[offset + 1] === graphicControl && file[offset + 3]! & 1) transparentIndex = file[offset + 6]!
    offset = endOfBlocks(file, offset + 2)
  }
  if (file[offset] !== imageDescriptor) throw new Error('Expected an image in a GIF file, got none.')
  const descriptor = Buffer.from(file.subarray(offset, offset + 10))
  const localTable = colorTableAt(file, offset + 10, descriptor[9]!)
  // The data of an image begins with one byte, the size of its codes.
  const dataStart = offset + 10 + localTable.length
  if (localTable.length === 0) descriptor[9] = descriptor[9]! & ~sizeBits | file[10]! & (hasColorTable | sizeBits)
  return [
    controlOf(options, transparentIndex),
    descriptor,
    localTable.length === 0 ? globalTable : localTable,
    file.subarray(dataStart, endOfBlocks(file, dataStart + 1))
  ]
}

/** Returns the graphic control extension of a frame. */
function controlOf ({ durationMs, keepsFrames }: AnimationOptions, transparentIndex: number | undefined): Buffer {
  const control = Buffer.of(extension, graphicControl, 4, keepsFrames ? doNotDispose : restoreToBackground, 0, 0, 0, 0)
  control.writeUInt16LE(Math.round(durationMs / 10), 4)
  if (transparentIndex !== undefined) {
    control[3]! |= 1
    control[6] = transparentIndex
  }
  return control
}

/** Returns the color table at this offset; an empty buffer if the byte of flags before it says that there is none. */
function colorTableAt (file: Buffer, offset: number, flags: number): Buffer {
  return file.subarray(offset, offset + (flags & hasColorTable ? 3 * 2 ** ((flags & sizeBits) + 1) : 0))
}

/** Blocks begin with their length; one of length 0 ends them. */
function endOfBlocks (file: Buffer, start: number): number {
  let offset = start
  while (file[offset]) offset += 1 + file[offset]!
  return offset + 1
}
