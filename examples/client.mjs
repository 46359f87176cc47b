// Requests an image as an application would, and writes what it got: node examples/client.mjs
const baseURL = process.env.OPENAI_BASE_URL ?? 'http://localhost:8080/v1'

const response = await fetch(`${baseURL}/images/generations`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer any-key' },
  body: JSON.stringify({ model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1536x1024', output_format: 'webp' })
})
const { data, error, output_format: format, size, usage } = await response.json()
if (error) throw new Error(error.message)

const file = Buffer.from(data[0].b64_json, 'base64')
console.log(`${response.status} ${size} ${format}, ${file.length} bytes, ${usage.total_tokens} tokens`)
