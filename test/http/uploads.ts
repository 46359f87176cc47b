/** Builds bodies of edits and variations for tests. */
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'

export interface Part {
  name: string
  value: string | Buffer
  filename?: string
  type?: string
}

const boundary = 'form-boundary'

/** Encodes a form. Parts with a file name are files, of the type image/png unless `type` is another or empty. */
export function formOf (parts: readonly Part[]): { payload: Buffer, headers: Record<string, string> } {
  const pieces = parts.flatMap(({ name, value, filename, type = 'image/png' }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n`,
    filename === undefined || type === '' ? '\r\n' : `content-type: ${type}\r\n\r\n`,
    value,
    '\r\n'
  ])
  const payload = Buffer.concat([...pieces, `--${boundary}--\r\n`].map(piece => Buffer.from(piece as string)))
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

/** Sends a form. An object has the members as texts, except for Buffers, which are PNG files. */
export async function postForm (app: FastifyInstance, path: string, fields: Readonly<Record<string, string | Buffer>> | readonly Part[], headers: Record<string, string> = {}) {
  const parts = Array.isArray(fields)
    ? fields as readonly Part[]
    : Object.entries(fields as Record<string, string | Buffer>).map(([name, value]) => ({ name, value, ...(Buffer.isBuffer(value) && { filename: `${name}.png` }) }))
  const form = formOf(parts)
  return app.inject({ method: 'POST', url: `/v1/images/${path}`, payload: form.payload, headers: { ...form.headers, ...headers } })
}

/** Creates a picture of one colour. Default: an opaque red PNG of 64x64. */
export function imageOf ({ width = 64, height = 64, color = '#d02020', alpha, format = 'png' }: {
  width?: number, height?: number, color?: string, alpha?: number, format?: 'png' | 'jpeg' | 'webp'
} = {}): Promise<Buffer> {
  const { r, g, b } = { r: parseInt(color.slice(1, 3), 16), g: parseInt(color.slice(3, 5), 16), b: parseInt(color.slice(5, 7), 16) }
  const background = alpha === undefined ? { r, g, b } : { r, g, b, alpha }
  return sharp({ create: { width, height, channels: alpha === undefined ? 3 : 4, background } }).toFormat(format).toBuffer()
}

/** Creates a mask whose left half is transparent. */
export async function halfMask (width = 64, height = 64): Promise<Buffer> {
  const half = await sharp({ create: { width: width >> 1, height, channels: 4, background: '#000' } }).png().toBuffer()
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite([{ input: half, left: width >> 1, top: 0 }]).png().toBuffer()
}
