// Requests an image and downloads it, as an application would: node examples/client.mjs
const baseURL = process.env.OPENAI_BASE_URL ?? 'http://localhost:8080/v1'

const response = await fetch(`${baseURL}/images/generations`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer any-key' },
  body: JSON.stringify({ model: 'dall-e-3', prompt: 'A cute baby sea otter', size: '1792x1024' })
})
const { data, error } = await response.json()
if (error) throw new Error(error.message)

const image = await fetch(data[0].url)
const bytes = await image.arrayBuffer()
console.log(`${image.status} ${image.headers.get('content-type')} ${bytes.byteLength} bytes: ${data[0].revised_prompt}`)
if (!image.ok) process.exitCode = 1
