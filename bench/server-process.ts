/** A server in a process of its own: started on a free port, measured from outside, stopped. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  pid: number
  url: string
  /** When it was spawned, by `performance.now()`. */
  spawnedMs: number
  /** Sends a message to it, and gives the next that comes back. */
  ask: (question: string) => Promise<unknown>
  stop: () => Promise<void>
}

export interface Start {
  /** The Node to run. Default: this one. */
  node?: string
  nodeArgs?: string[]
}

/** A file of the bundled bench or of the bundled product. */
export const built = (path: string) => fileURLToPath(new URL(path, import.meta.url.replace(/parts\/[^/]*$/, '')))

export const startOurs = (start?: Start) => startServer([built('../../dist/cli/main.js'), '--port', '0', '--host', '127.0.0.1', '--log-level', 'info'], start)
export const startBareFastify = (bodyFile?: string) => startServer([built('references/bare-fastify.js'), ...(bodyFile ? [bodyFile] : [])])
export const startRawGradient = () => startServer([built('references/raw-gradient.js')])
export const startBareFastifyCold = (start?: Start) => startServer([built('references/bare-fastify-cold.js')], start)

/** Starts a server, which says its URL in its first line of output. */
export async function startServer (args: string[], { node = process.execPath, nodeArgs = [] }: Start = {}): Promise<ServerProcess> {
  const spawnedMs = performance.now()
  const child = spawn(node, [...nodeArgs, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`Failed to start ${args[0]}: found exit code ${code}. Please see its output.`)))
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
    async ask (question) {
      const answer = once(child, 'message')
      child.send(question)
      return (await answer)[0]
    },
    async stop () {
      if (child.connected) child.disconnect()
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    }
  }
}

/** One request on a connection of its own; the body. Rejects for a status other than 200. */
export function ask (url: string, body?: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: body ? 'POST' : 'GET', agent: false, headers: body && { 'content-type': 'application/json' } }, async answer => {
      const bytes = Buffer.concat(await answer.toArray())
      if (answer.statusCode === 200) resolve(bytes)
      else reject(new Error(`Failed to ask ${url}: found the answer ${answer.statusCode}. Please see its body: ${bytes.subarray(0, 200)}`))
    })
    asked.on('error', reject)
    asked.end(body && JSON.stringify(body))
  })
}

/** The path of the image that a server of ours would serve. */
export async function imagePath (url: string, prompt: string, size = '1024x1024'): Promise<string> {
  const answer = JSON.parse(String(await ask(`${url}/v1/images/generations`, { prompt, size }))) as { data: [{ url: string }] }
  return answer.data[0].url.slice(url.length)
}
