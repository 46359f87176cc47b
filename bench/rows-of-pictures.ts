/** Rows about the CPU time of the server process for each new picture. */
import { generate } from './load-process.js'
import { comparedRow, cpuPerRequest, type Row, type Scale } from './row.js'
import { imagePath, startDrawAndEncode, startMock, startSvgScene } from './server-process.js'

const prompt = 'A cute baby sea otter'

export async function * pictureRows (scale: Scale): AsyncGenerator<Row> {
  yield pngPictures(scale)
  yield pictures('jpeg', scale)
  yield pictures('webp', scale)
}

function amountOf ({ share }: Scale) {
  return { count: 80 * share, warmUp: 100 * share, connections: 4 }
}

/** Against the same kind of scene as SVG. */
function pngPictures (scale: Scale): Promise<Row> {
  const amount = amountOf(scale)
  return comparedRow({
    name: 'new picture as PNG, 1024x1024, against SVG',
    unit: 'µs',
    max: 0.75,
    scale,
    mock: () => cpuPerRequest(startMock, {
      ...amount,
      requests: ({ url }) => Promise.all(Array.from({ length: amount.count + amount.warmUp }, async (_, index) => ({ path: await imagePath(url, `${prompt} ${index}`) })))
    }),
    reference: () => cpuPerRequest(startSvgScene, { ...amount, requests: () => [{ path: '/' }] })
  })
}

/** Against the same drawing and sharp's encoder alone. */
function pictures (format: 'jpeg' | 'webp', scale: Scale): Promise<Row> {
  const amount = amountOf(scale)
  const body = { model: 'gpt-image-1', size: '1024x1024', quality: 'medium', output_format: format }
  const requests = () => Array.from({ length: amount.count + amount.warmUp }, (_, index) => generate({ ...body, prompt: `${prompt} ${index}` }))
  return comparedRow({
    name: `new picture as ${format === 'jpeg' ? 'JPEG' : 'WebP'}, 1024x1024, against drawing and encoding alone`,
    unit: 'µs',
    max: 1.2,
    scale,
    mock: () => cpuPerRequest(startMock, { ...amount, requests }),
    reference: () => cpuPerRequest(startDrawAndEncode, { ...amount, requests })
  })
}
