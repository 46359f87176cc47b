/** Loaded into a measured server before it starts: tells how long its event loop was blocked at most, in milliseconds. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', () => process.send!(delay.max / 1e6))
process.channel!.unref()
