/** Whether a package manager started this process, by a script or as `npx` does: npm, pnpm, yarn and bun say so in the environment. */

export function isStartedByScript (environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return Boolean(environment.npm_lifecycle_event || environment.npm_command)
}
