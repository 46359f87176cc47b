/** The browser of the inbox tests: one process that all test files share, or one for the file that runs alone. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const isInstalled = existsSync(executablePath)
/** The address of the shared browser, set by `scripts/test.js`. */
const endpoint = 'INBOX_BROWSER'

const options = {
  executablePath,
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
    // Names that a test's own pages are served under.
    '--host-resolver-rules=MAP *.example 127.0.0.1'
  ]
}

/** Why the tests with a browser are skipped, or false. */
export const withoutBrowser = isInstalled ? false : `found no browser at ${executablePath}: please install Debian's chromium, or set CHROMIUM_PATH`

/** The shared browser if there is one, otherwise one of its own. Undefined if no browser is installed. */
export async function openBrowser (): Promise<Browser | undefined> {
  if (!isInstalled) return undefined
  const address = process.env[endpoint]
  return address ? chromium.connect(address) : chromium.launch(options)
}

/** Starts a browser for the processes that this one starts from now on. Resolves to what ends it. */
export async function shareBrowser (): Promise<() => Promise<void>> {
  if (!isInstalled) return async () => {}
  const server = await chromium.launchServer(options)
  process.env[endpoint] = server.wsEndpoint()
  return () => server.close()
}
