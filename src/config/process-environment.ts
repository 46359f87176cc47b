/** The process: its version of Node, and whether a package manager started it. It must load on any version of Node, so it imports nothing. */

/** As in `engines` of package.json. */
const oldest = { major: 20, minor: 19 }

/** The error message for a version of Node that is too old; undefined if the mock runs on it. */
export function unsupportedNode (version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return undefined
  return `openai-images-mock needs Node ${oldest.major}.${oldest.minor} or later, this is ${version}.`
}

/** Whether a script or `npx` started this process: npm, pnpm, yarn and bun say so in the environment. */
export function isStartedByScript (environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return Boolean(environment.npm_lifecycle_event || environment.npm_command)
}
