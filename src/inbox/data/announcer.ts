/** What has come, for those who hear the page: one sentence for all of the last seconds. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { lastOf, type Call } from './calls.js'
import { isFailed } from './call-outcome.js'

const gatherMs = 2_000

export interface News {
  readonly said: ReadonlySignal<string>
  tell: (calls: readonly Call[]) => void
}

export function createNews (): News {
  const said = signal('')
  let untold: Call[] = []
  const say = () => {
    said.value = sentence(untold)
    untold = []
  }
  return {
    said,
    tell (calls) {
      if (calls.length === 0) return
      if (untold.length === 0) setTimeout(say, gatherMs)
      untold.push(...calls)
    }
  }
}

function sentence (calls: readonly Call[]): string {
  const failed = calls.filter(call => isFailed(lastOf(call))).length
  if (calls.length > 1) return `${calls.length} new requests${failed === 0 ? '' : `, ${failed} of them failed`}.`
  const { prompt, path, images } = lastOf(calls[0]!)
  const what = failed > 0 ? 'failure' : images > 0 ? 'picture' : 'request'
  return `New ${what}: ${(prompt ?? path).slice(0, 120)}`
}
