/** Whether this Node can run the mock. This file must load on any Node, and so imports nothing. */

/** As `engines` in package.json has it. */
const oldest = { major: 20, minor: 19 }

/** What is wrong with a version of Node; nothing if the mock runs on it. */
export function unsupportedNode (version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return undefined
  return `openai-images-mock needs Node ${oldest.major}.${oldest.minor} or later, this is ${version}.`
}
