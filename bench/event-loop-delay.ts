/** Preloaded into a measured server: reports the longest delay of its event loop, in milliseconds. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', () => process.send!(delay.max / 1e6))
process.channel!.unref()
