/** Clients of streams: reads a job as JSON from standard input, and writes the result as JSON to standard output. */
import { connect, type Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import type { StreamJob, StreamResult } from './load-process.js'

const { url, count, unread, body, readMs, stayMs = 0 } = await json(process.stdin) as StreamJob
const { hostname, port } = new URL(url)
const sockets = Array.from({ length: count }, (_, index) => openStream(index))
const [completed] = await Promise.all([Promise.all(sockets.slice(unread).map(readSlowly)), setTimeout(stayMs)])
for (const socket of sockets) socket.destroy()
const result: StreamResult = { failed: completed.filter(isCompleted => !isCompleted).length }
console.log(JSON.stringify(result))
process.exit()

/** Sends the request. The socket reads nothing until it is resumed. */
function openStream (index: number): Socket {
  const bytes = body.replaceAll('{index}', String(index))
  const socket = connect({ host: hostname, port: Number(port) })
  socket.pause()
  socket.on('error', () => {})
  socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(bytes)}\r\n\r\n${bytes}`)
  return socket
}

/** Reads one piece of at most 64 KiB, then waits. Resolves to whether the stream had its last event. */
async function readSlowly (socket: Socket): Promise<boolean> {
  let end = ''
  let isCompleted = false
  try {
    for await (const piece of socket as AsyncIterable<Buffer>) {
      const text = end + piece.toString('latin1')
      isCompleted ||= text.includes('\nevent: image_generation.completed\n')
      end = text.slice(-100)
      await setTimeout(readMs)
    }
  } catch {
    return false
  }
  return isCompleted
}
