/** The response in Try it: status, pictures and body. */
import type { Usage } from '../../contract/usage/usage.js'
import { Json } from '../call/code.js'
import { useInbox } from '../data/inbox-state.js'
import type { ImagesResponse } from '../data/mock-api.js'

export function TryItResult ({ response: { status, requestId, body } }: { response: ImagesResponse }) {
  const { router, api } = useInbox()
  const open = (event: MouseEvent) => {
    event.preventDefault()
    router.push({ open: requestId })
  }
  const { data = [], background, output_format: format = 'png', usage } = status === 200 ? imagesIn(body) : {}
  // An image in base64 is shown as received. To load a URL would count as a download.
  const sources = data.flatMap(({ b64_json: base64 }, index) => {
    if (base64 !== undefined) return [`data:image/${format};base64,${base64}`]
    return requestId === undefined ? [] : [api.imageUrl(requestId, index, { width: 480 })]
  })
  return (
    <section>
      <h3>Response</h3>
      <p class='call-status'>
        <span class={`status is-${status < 400 ? 'drawn' : status < 500 ? 'refused' : 'failed'}`}>{status}</span>
        {usage?.total_tokens !== undefined && <span>{usage.total_tokens.toLocaleString()} tokens ({usage.input_tokens?.toLocaleString()} input, {usage.output_tokens?.toLocaleString()} output)</span>}
        {requestId !== undefined && <a href={router.href({ open: requestId })} onClick={open}>Details</a>}
      </p>
      {sources.length > 0 && (
        <div class={background === 'transparent' ? 'try-it-pictures is-transparent' : 'try-it-pictures'}>
          {sources.map((source, index) => <img key={index} class='picture' src={source} alt='The generated picture' />)}
        </div>
      )}
      <Json value={shortened(body)} label='Response' />
    </section>
  )
}

/** Of a stream: the latest picture. */
function imagesIn (body: unknown): ImagesBody {
  if (!Array.isArray(body)) return typeof body === 'object' ? body as ImagesBody : {}
  const latest = body.findLast(event => typeof event?.b64_json === 'string')
  return latest ? { ...latest, data: [latest] } : {}
}

/** A successful response. */
interface ImagesBody {
  data?: Array<{ b64_json?: string }>
  background?: string
  output_format?: string
  /** Of a model of another vendor, its members may be others. */
  usage?: Partial<Usage>
}

/** Returns the body with long strings cut: an image in base64 has megabytes. */
function shortened (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_, value) => typeof value === 'string' && value.length > 1_000
    ? `${value.slice(0, 60)}… (${value.length.toLocaleString()} characters)`
    : value))
}
