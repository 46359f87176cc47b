/** Findings about where requests come from and go to: API keys in web pages, unknown paths, and rules without requests. */
import { operations } from '../../contract/operations/operations.js'
import { endMsOf, isDownload, type StoredExchange } from '../../journal/store/recorded-exchange.js'
import { didYouMean, maskSecret } from '../../text/messages.js'
import { hasHadTime, type Find } from '../found.js'
import { largestGroups, unique } from '../groups.js'
import { listed, plural } from '../../text/sentences.js'
import { isRefusedByKey } from '../work-done.js'

const maxListed = 5
const maxPathLength = 200

export const findKeysInBrowsers: Find = ({ exchanges }) => {
  const fromPages = exchanges.filter(exchange =>
    exchange.operation !== undefined && exchange.key !== undefined && foreignOrigin(exchange) !== undefined)
  return largestGroups(fromPages, ({ key }) => key!).flatMap(group => {
    const origins = unique(group.map(exchange => foreignOrigin(exchange)!))
    if (origins.length < 2) return []
    const key = maskSecret(group[0].key!)
    return [{ id: 'key-in-browsers' as const, title: `Sent the key ${key} from web pages of ${origins.length} origins: ${shortList(origins)}.`, key, exchanges: group }]
  })
}

/** The origin of the page that sent the request; undefined if no page did, or the inbox. */
function foreignOrigin ({ headers: { origin, host } }: StoredExchange): string | undefined {
  if (typeof origin !== 'string' || !URL.canParse(origin) || new URL(origin).host === host) return undefined
  return origin.slice(0, maxPathLength)
}

function shortList (items: readonly string[]): string {
  return listed(items.length <= maxListed ? items : [...items.slice(0, maxListed), 'others'], 'and')
}

export const findIdleRules: Find = ({ exchanges, rules }) => {
  const idle = exchanges.length === 0 ? [] : rules.filter(({ served }) => served === 0)
  if (idle.length === 0) return []
  const ids = idle.map(({ id }) => id)
  return [{
    id: 'rule-never-applied',
    title: `${idle.length === 1 ? '1 rule has' : `${idle.length} rules have`} not applied to any request: ${shortList(ids)}.`,
    count: idle.length,
    rules: ids,
    exchanges: []
  }]
}

/** While clients may still be running, only their refusals say something. */
export const findNothingTested: Find = options => {
  const sent = options.exchanges.filter(({ operation }) => operation !== undefined)
  const latestMs = sent.reduce((most, exchange) => Math.max(most, endMsOf(exchange)), 0)
  const mayFollow = options.running > 0 || !hasHadTime(options, latestMs) || (sent.length === 0 && options.graceMs > 0)
  if (mayFollow || !sent.every(isRefusedByKey)) return []
  const title = sent.length === 0
    ? 'Nothing was tested: no image request was recorded.'
    : `Nothing was tested: ${sent.length === 1 ? 'the only request was' : `all ${sent.length.toLocaleString('en-US')} requests were`} refused because of the API key.`
  return [{ id: 'nothing-tested', title, exchanges: sent }]
}

/** Paths of the imitated API that clients mistype. */
const knownPaths: readonly string[] = [...Object.values(operations).map(({ path }) => `/v1${path}`), '/v1/models']

export const findUnknownPaths: Find = ({ exchanges }) =>
  largestGroups(exchanges.filter(isUnknownPath), ({ method, path }) => `${method} ${path}`).map(group => {
    const [{ method, path, status, decidedBy: { reason } }] = group
    const target = `${method} ${path.slice(0, maxPathLength)}`
    // The recorded reason is a hint, or OpenAI's message if the mistake is not a usual one.
    const hint = status === 404 && !reason.startsWith('Invalid URL') ? ` ${reason}` : ''
    const sent = `Sent ${plural(group.length, 'request')} to ${target}: status ${status}.`
    return {
      id: 'unknown-path' as const,
      ...status === 405
        ? { title: `${sent} The path accepts only POST.`, reality: 'OpenAI responds with status 405.', advice: 'Send the request with the method POST.' }
        : { title: `${sent}${hint}${nearestPath(path)}` },
      path: path.slice(0, maxPathLength),
      exchanges: group
    }
  })

function isUnknownPath (exchange: StoredExchange): boolean {
  const { status, operation, path, headers: { 'sec-fetch-mode': mode }, decidedBy: { kind } } = exchange
  if (operation !== undefined || isDownload(exchange) || isProbe(exchange) || kind !== 'transport' || (status !== 404 && status !== 405)) return false
  // Browsers request icons, and people open addresses.
  return mode !== 'navigate' && mode !== 'no-cors' && path !== '/favicon.ico' && !path.includes('/_mock') && !/^(?:\/v1)?\/models\//.test(path)
}

/** Whether it may be a health check or a scan of an orchestrator: those read something, and know neither the API nor a key. */
function isProbe ({ method, path, key }: StoredExchange): boolean {
  return (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') && key === undefined && !/images|models/i.test(path)
}

function nearestPath (path: string): string {
  const ending = knownPaths.find(known => path !== known && path.replace(/\/+$/, '').endsWith(known.replace('/v1', '')))
  return ending === undefined ? didYouMean(path, knownPaths.filter(known => known !== path)) : ` Did you mean ${ending}?`
}
