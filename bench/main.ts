/** The bench: measures ours and what it is compared with, and prints one table. */
import { parseArgs } from 'node:util'
import type { Row, Scale } from './row.js'
import { rowsOfPeers } from './peers.js'
import { rowsOfBurst, rowsOfMemory } from './rows-of-memory.js'
import { rowsOfRequests } from './rows-of-requests.js'
import { rowsOfStarts } from './rows-of-starts.js'
import { machine } from './system.js'
import { table } from './table.js'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } } })
const scale: Scale = values.short ? { short: true, pairs: 1, share: 0.05 } : { short: false, pairs: 4, share: 1 }

if (process.platform !== 'linux') throw new Error(`Failed to measure: found ${process.platform}. Please run the bench on Linux, which tells CPU times in /proc.`)

const startedMs = performance.now()
const rows: Row[] = []
for (const group of [rowsOfRequests, rowsOfStarts, rowsOfMemory, rowsOfBurst, rowsOfPeers]) {
  for await (const row of group(scale)) {
    rows.push(row)
    console.error(`${seconds()} s: ${row.name}: ${row.ours.toFixed(1)} ${row.unit} ${row.ratio?.toFixed(2) ?? ''}`)
  }
}
if (values.json) console.log(JSON.stringify({ machine: machine(), short: values.short, seconds: seconds(), rows }, null, 2))
else console.log(`\n${machine()}; ${seconds()} s${values.short ? '; the short form: the numbers say nothing' : ''}\n\n${table(rows)}`)

function seconds (): number {
  return Math.round((performance.now() - startedMs) / 1000)
}
