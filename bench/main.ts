/** The benchmark: measures the mock and its references, and prints one table. */
import { parseArgs } from 'node:util'
import type { Row, Scale } from './row.js'
import { peerRows } from './peers.js'
import { burstRows, memoryRows } from './rows-of-memory.js'
import { pictureRows } from './rows-of-pictures.js'
import { requestRows } from './rows-of-requests.js'
import { startRows } from './rows-of-starts.js'
import { streamRows } from './rows-of-streams.js'
import { machine } from './system.js'
import { table } from './table.js'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } } })
const scale: Scale = values.short ? { short: true, pairs: 1, share: 0.05 } : { short: false, pairs: 4, share: 1 }

if (process.platform !== 'linux') throw new Error(`Expected Linux for the platform, got ${process.platform}. Run the benchmark on Linux: it reads CPU times from /proc.`)

const startedMs = performance.now()
const rows: Row[] = []
for (const group of [requestRows, pictureRows, startRows, memoryRows, burstRows, streamRows, peerRows]) {
  for await (const row of group(scale)) {
    rows.push(row)
    console.error(`${seconds()} s: ${row.name}: ${row.mock.toFixed(1)} ${row.unit} ${row.ratio?.toFixed(2) ?? ''}`)
  }
}
if (values.json) console.log(JSON.stringify({ machine: machine(), short: values.short, seconds: seconds(), rows }, null, 2))
else console.log(`\n${machine()}; ${seconds()} s${values.short ? '; short form, the numbers are not meaningful' : ''}\n\n${table(rows)}`)

function seconds (): number {
  return Math.round((performance.now() - startedMs) / 1000)
}
