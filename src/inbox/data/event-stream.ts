/** Reader of a stream of server-sent events. */

/**
 * Reads the events of a response, and passes the data of all events so far to `onEvent` after each one: JSON values, or the
 * text of data that are not JSON. Resolves to the data of all events. If the connection breaks, these are the events before.
 */
export async function readEvents (response: Response, onEvent: (data: readonly unknown[]) => void): Promise<readonly unknown[]> {
  let data: readonly unknown[] = []
  let rest = ''
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value = '' } = await reader.read().catch(() => ({ done: true, value: '' }))
    if (done) return data
    const frames = (rest + value).split('\n\n')
    rest = frames.pop()!
    const arrived = frames.flatMap(dataIn)
    if (arrived.length === 0) continue
    data = [...data, ...arrived]
    onEvent(data)
  }
}

/** Returns the data of an event; nothing for a comment. */
function dataIn (frame: string): unknown[] {
  return frame.split('\n').filter(line => line.startsWith('data: ')).map(line => jsonOrText(line.slice('data: '.length)))
}

/** Returns the JSON value of a text, or the text itself if it is not JSON. */
export function jsonOrText (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
