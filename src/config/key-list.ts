/** The API keys that the settings name. */

/** The keys of `any` or a comma-separated list. */
export function keyList (apiKeys: string | string[] | undefined): 'any' | string[] | undefined {
  if (apiKeys === undefined || apiKeys === 'any') return apiKeys as 'any' | undefined
  return Array.isArray(apiKeys) ? apiKeys : apiKeys.split(',').map(key => key.trim()).filter(Boolean)
}
