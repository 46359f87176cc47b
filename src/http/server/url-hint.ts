/** Names the probable mistake in a URL that is not served, for the log and the inbox. The response keeps to OpenAI's words. */

const hints: ReadonlyArray<readonly [pattern: RegExp, hint: string]> = [
  [/^\/v1\/v1(\/|$)/, 'The path has /v1 twice: the base URL already ends in /v1.'],
  [/\/images\/generations\/.*images\/generations/, 'The base URL should end in /v1, without /images/generations.'],
  [/\/\//, 'The path has a double slash: the base URL should end in /v1, without a slash.'],
  [/\/images\/generations\/+$/, 'The path should not end in a slash.'],
  [/^\/openai\//, 'The paths of Azure OpenAI are not imitated. The base URL should end in /v1.'],
  [/^\/v1\//, 'Only POST /v1/images/generations is imitated.']
]

/**
 * The hint for a path without its query; undefined if the mistake is not a usual one.
 *
 *     urlHint('/v1/v1/images/generations') // 'The path has /v1 twice: the base URL already ends in /v1.'
 */
export function urlHint (path: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(path))?.[1]
}
