/** Metrics of a mock, in the text format of Prometheus. They count from the start: a reset does not change them. */
import type { CustomModelStore } from '../contract/custom-models/custom-model-store.js'
import type { RecordedExchange } from '../journal/store/recorded-exchange.js'
import { createTally, type Sample, type Tally } from './request-tally.js'

export interface MetricsOptions {
  version: string
  /** In milliseconds since 1970. */
  startedMs: number
  journal: { readonly size: number, readonly bytes: number }
  renderer: { readonly counts: { readonly drawn: number, readonly cacheHits: number } }
  customModels: CustomModelStore
}

export interface Metrics {
  /** Counts a request whose response has ended. */
  count: Tally['add']
  /** A stream has sent an event, and has not ended. */
  streamIsOpen: (id: string) => void
  /** Returns all metrics. The first call loads prom-client. */
  format: () => Promise<{ contentType: string, text: string }>
}

export function createMetrics ({ version, startedMs, journal, renderer, customModels }: MetricsOptions): Metrics {
  const tally = createTally(name => customModels.get().rows.has(name) || customModels.get().aliases.has(name))
  const openStreams = new Set<string>()

  const collect = () => [
    family('gauge', 'info', 'The version of the mock; the value is always 1.', [{ labels: { version }, value: 1 }]),
    family('gauge', 'start_time_seconds', 'When the mock was started, in seconds since 1970.', [{ labels: {}, value: startedMs / 1000 }]),
    family('counter', 'requests_total', 'Requests whose response has ended, without those to the control API and the inbox.', tally.requests()),
    family('histogram', 'request_duration_seconds', 'From the arrival of a request to the end of its response, in seconds.', tally.durations()),
    family('counter', 'request_bytes_total', 'Bytes in the bodies of requests.', tally.uploadedBytes()),
    family('counter', 'images_total', 'Images in responses: as base64, as a URL, as an event of a stream, or downloaded.', tally.images()),
    family('counter', 'image_bytes_total', 'Bytes of the image files that were sent as base64, counted decoded, or downloaded.', tally.imageBytes()),
    family('counter', 'pictures_drawn_total', 'Pictures that were drawn.', valueOf(renderer.counts.drawn)),
    family('counter', 'picture_cache_hits_total', 'Pictures and thumbnails that did not have to be created, because they were in the cache.', valueOf(renderer.counts.cacheHits)),
    family('gauge', 'open_streams', 'Streams that have sent an event and have not ended.', valueOf(openStreams.size)),
    family('gauge', 'journal_entries', 'Requests in the journal.', valueOf(journal.size)),
    family('gauge', 'journal_bytes', 'The approximate size of the journal, in bytes.', valueOf(journal.bytes))
  ]

  return {
    count (exchange: RecordedExchange, sent) {
      openStreams.delete(exchange.id)
      tally.add(exchange, sent)
    },
    streamIsOpen: id => { openStreams.add(id) },
    async format () {
      const { default: promClient } = await import('prom-client')
      const registry = promClient.AggregatorRegistry.aggregate([collect()])
      return { contentType: registry.contentType, text: await registry.metrics() }
    }
  }
}

function valueOf (value: number): Sample[] {
  return [{ labels: {}, value }]
}

const prefix = 'openai_images_mock_'

/** A metric in the form in which prom-client exchanges metrics between processes. */
function family (type: 'counter' | 'gauge' | 'histogram', name: string, help: string, samples: readonly Sample[]): object {
  return {
    name: prefix + name,
    help,
    type,
    aggregator: 'sum',
    values: samples.map(({ labels, value, suffix = '' }) => ({ labels, value, metricName: prefix + name + suffix }))
  }
}
