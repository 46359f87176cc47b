/** The browser of the inbox tests, which all test files of a process share. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Debian's packages. The headless shell has no user interface of its own, and needs half as much CPU time. */
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
export const executablePath = process.env['CHROMIUM_PATH'] ?? installed.find(path => existsSync(path)) ?? installed[0]!
const isInstalled = existsSync(executablePath)

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

/** Launches the browser. Resolves to undefined if none is installed. */
export async function openBrowser (): Promise<Browser | undefined> {
  return isInstalled ? chromium.launch(options) : undefined
}
