/** PNG files written byte by byte, for kinds that sharp does not write. */
import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export interface PngFile {
  width: number
  height: number
  bitDepth: number
  colourType: number
  /** The bytes of all rows, each preceded by its filter. Default: zeros for one row after the other. */
  rows?: Buffer
  /** Chunks between the header and the rows. */
  chunks?: Buffer[]
}

export function pngFile ({ width, height, bitDepth, colourType, rows, chunks = [] }: PngFile): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bitDepth, colourType], 8)
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType]!
  const rowLength = 1 + Math.ceil(width * bitDepth * channels / 8)
  return Buffer.concat([
    signature, pngChunk('IHDR', header), ...chunks, pngChunk('IDAT', deflateSync(rows ?? Buffer.alloc(rowLength * height))), pngChunk('IEND')
  ])
}

export function pngChunk (type: string, data = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}
