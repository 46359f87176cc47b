/** A real nginx with its default settings, in front of a mock. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'

const path = process.env['NGINX_PATH'] ?? '/usr/sbin/nginx'

/** Why tests with nginx are left out, or false. */
export const withoutNginx = existsSync(path) ? false : `found no nginx at ${path}: please install it, or set NGINX_PATH`

/** Serves `target` below `/mock/` until the test ends, with more directives if need be. Answers nginx's own origin. */
export async function startNginx (t: Test, target: string, directives = ''): Promise<string> {
  const port = await freePort()
  const folder = t.testdir({
    'nginx.conf': `
      daemon off;
      pid nginx.pid;
      error_log stderr;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${name};`).join(' ')}
        server {
          listen 127.0.0.1:${port};
          location /mock/ {
            proxy_pass ${target}/;
            ${directives}
          }
        }
      }`
  })
  const nginx = spawn(path, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  nginx.stderr.on('data', data => { complaints += data })
  const ended = once(nginx, 'exit')
  t.teardown(async () => {
    nginx.kill()
    await ended
  })
  const origin = `http://127.0.0.1:${port}`
  while (!await fetch(`${origin}/mock/_mock/health`).then(() => true, () => false)) {
    if (nginx.exitCode !== null) throw new Error(complaints)
    await setTimeout(10)
  }
  return origin
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
