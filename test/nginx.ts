/** Runs nginx with its default settings as a reverse proxy. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort } from './free-port.js'

const path = process.env['NGINX_PATH'] ?? '/usr/sbin/nginx'

/** The reason why tests with nginx are skipped, or false. */
export const withoutNginx = existsSync(path) ? false : `nginx is not installed at ${path}; set NGINX_PATH`

/** Serves `target` below `/mock/` until the test ends, with additional directives. Resolves to the origin of nginx. */
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
  let errors = ''
  nginx.stderr.on('data', data => { errors += data })
  const ended = once(nginx, 'exit')
  t.teardown(async () => {
    nginx.kill()
    await ended
  })
  const origin = `http://127.0.0.1:${port}`
  while (!await fetch(`${origin}/mock/_mock/health`).then(() => true, () => false)) {
    if (nginx.exitCode !== null) throw new Error(errors)
    await setTimeout(10)
  }
  return origin
}
