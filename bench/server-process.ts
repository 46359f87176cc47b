/** Server processes: started on a free port, measured from outside, and stopped. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  pid: number
  url: string
  /** The value of `performance.now()` when it was spawned. */
  spawnedMs: number
  /** Sends a message to the process, and resolves to the next message from it. */
  request: (message: string) => Promise<unknown>
  stop: () => Promise<void>
}

export interface StartOptions {
  /** The path of Node. Default: the one that runs the benchmark. */
  node?: string
  nodeArgs?: string[]
}

/** Returns the path of a built file, relative to the built benchmark. */
export const builtFile = (path: string) => fileURLToPath(new URL(path, import.meta.url.replace(/parts\/[^/]*$/, '')))

export const startMock = (start?: StartOptions) => startServer([builtFile('../../dist/cli/main.js'), '--port', '0', '--host', '127.0.0.1', '--log-level', 'info'], start)
export const startBareFastify = (bodyFile?: string) => startServer([builtFile('references/bare-fastify.js'), ...(bodyFile ? [bodyFile] : [])])
export const startSvgScene = () => startServer([builtFile('references/svg-scene.js')])
export const startDrawAndEncode = () => startServer([builtFile('references/draw-and-encode.js')])
export const startBareFastifyCold = (start?: StartOptions) => startServer([builtFile('references/bare-fastify-cold.js')], start)

/** Starts a server that prints its URL. */
export async function startServer (args: string[], { node = process.execPath, nodeArgs = [] }: StartOptions = {}): Promise<ServerProcess> {
  const spawnedMs = performance.now()
  const child = spawn(node, [...nodeArgs, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`Expected a URL in the output of ${args[0]}, got exit code ${code}. See its output.`)))
    child.stdout!.on('data', (data: Buffer) => {
      output = output.length < 10_000 ? output + data : output
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (found) resolve(found)
    })
  })
  return {
    pid: child.pid!,
    url,
    spawnedMs,
    async request (message) {
      const response = once(child, 'message')
      child.send(message)
      return (await response)[0]
    },
    async stop () {
      if (child.connected) child.disconnect()
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    }
  }
}

/** Sends a request on a new connection, and resolves to the body. Rejects for a status other than 200. */
export function fetchBytes (url: string, body?: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: body ? 'POST' : 'GET', agent: false, headers: body && { 'content-type': 'application/json' } }, async response => {
      const bytes = Buffer.concat(await response.toArray())
      if (response.statusCode === 200) resolve(bytes)
      else reject(new Error(`Expected status 200 from ${url}, got ${response.statusCode}: ${bytes.subarray(0, 200)}`))
    })
    outgoing.on('error', reject)
    outgoing.end(body && JSON.stringify(body))
  })
}

/** Requests an image from the mock, and returns the path and query of its URL. */
export async function imagePath (url: string, prompt: string, size = '1024x1024'): Promise<string> {
  const body = JSON.parse(String(await fetchBytes(`${url}/v1/images/generations`, { prompt, size }))) as { data: [{ url: string }] }
  return body.data[0].url.slice(url.length)
}
