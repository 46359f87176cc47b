/** The browser of the inbox tests: one process that all test files share, or one for the file that runs alone. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Debian's packages. The headless shell has no user interface of its own, and needs half as much CPU time. */
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const executablePath = process.env['CHROMIUM_PATH'] ?? installed.find(path => existsSync(path)) ?? installed[0]!
const isInstalled = existsSync(executablePath)
/** Environment variable with the URL of the shared browser, set by `scripts/test.js`. */
const endpoint = 'INBOX_BROWSER'

const options = {
  executablePath,
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
    // Host names of pages that tests serve.
    '--host-resolver-rules=MAP *.example 127.0.0.1'
  ]
}

/** Why the tests with a browser are skipped, or false. */
export const withoutBrowser = isInstalled ? false : `Expected a browser at ${executablePath}, got none. Install Debian's chromium-headless-shell or chromium, or set CHROMIUM_PATH.`

/** Connects to the shared browser, or launches one. Resolves to undefined if no browser is installed. */
export async function openBrowser (): Promise<Browser | undefined> {
  if (!isInstalled) return undefined
  const address = process.env[endpoint]
  return address ? chromium.connect(address) : chromium.launch(options)
}

/** Launches a browser for all processes that this process starts afterwards. Resolves to a function that closes it. */
export async function shareBrowser (): Promise<() => Promise<void>> {
  if (!isInstalled) return async () => {}
  const server = await chromium.launchServer(options)
  process.env[endpoint] = server.wsEndpoint()
  return () => server.close()
}
