/** Reference for a new picture: a landscape with a caption as SVG, rendered by sharp with its defaults. Each request gets another one. */
import Fastify from 'fastify'
import sharp from 'sharp'

const side = 1024
const palettes = [
  ['#3d1f4e', '#f4a259', '#e76f51', '#c8443f', '#96284a', '#5f1b47', '#2f1238', '#ffe1a8'],
  ['#dfe8dc', '#f7ead0', '#b7c9a8', '#8fae8b', '#5f8a70', '#37655a', '#1d4044', '#e8825a'],
  ['#a3cce0', '#f4f1e0', '#8fbcd0', '#5f98b8', '#38739a', '#1f4f74', '#12304c', '#f26b4e']
] as const

/** Returns the outline of a hill of width `side` whose top is near `top`. */
function hill (top: number, height: number, shift: number): string {
  const points = Array.from({ length: 9 }, (_, index) => {
    const x = index * side / 8
    return `${x.toFixed(1)},${(top + Math.sin(index * 1.7 + shift) * height).toFixed(1)}`
  })
  const curves = points.slice(1).map((point, index) => `S${(index + 0.6) * side / 8},${point.split(',')[1]} ${point}`)
  return `M${points[0]} ${curves.join(' ')} L${side},${side} L0,${side} Z`
}

function tree (x: number, y: number, height: number, color: string): string {
  return `<path d="M${x},${y - height} L${x + height / 3},${y} L${x - height / 3},${y} Z" fill="${color}"/>`
}

function scene (index: number): string {
  const [high, low, ...rest] = palettes[index % palettes.length]!
  const sun = rest.pop()
  const hills = rest.map((color, depth) => {
    const top = 430 + depth * 110
    const trees = Array.from({ length: 8 }, (_, number) => tree((number * 137 + index * 61 + depth * 53) % side, top + 60, 20 + depth * 14, color))
    return `<linearGradient id="h${depth}" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${color}"/><stop offset="1" stop-color="${low}"/></linearGradient>` +
      `${trees.join('')}<path d="${hill(top, 60 - depth * 6, index + depth)}" fill="url(#h${depth})"/>`
  })
  const clouds = Array.from({ length: 4 }, (_, number) =>
    `<ellipse cx="${(number * 300 + index * 97) % side}" cy="${110 + number * 45}" rx="110" ry="18" fill="#ffffff" opacity="0.5"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${high}"/><stop offset="1" stop-color="${low}"/></linearGradient>
    <rect width="${side}" height="${side}" fill="url(#sky)"/>
    <circle cx="${200 + index * 83 % 600}" cy="300" r="210" fill="${sun}" opacity="0.15"/>
    <circle cx="${200 + index * 83 % 600}" cy="300" r="130" fill="${sun}"/>
    ${clouds.join('')}${hills.join('')}
    <rect x="48" y="720" width="620" height="256" rx="12" fill="#fff4e3"/>
    <text x="90" y="810" font-family="Noto Sans" font-size="64" fill="#2a1030">A cute baby sea</text>
    <text x="90" y="885" font-family="Noto Sans" font-size="64" fill="#2a1030">otter ${index}</text>
    <text x="90" y="945" font-family="Noto Sans" font-size="24" fill="#2a1030">dall-e-2 · 1024x1024</text>
  </svg>`
}

let index = 0
const app = Fastify()
app.get('/', async (_request, reply) => {
  return reply.type('image/png').send(await sharp(Buffer.from(scene(index++))).png().toBuffer())
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(app.listeningOrigin)
