/** Findings about image URLs: fetched too late, with a key, by browsers, or never. */
import { isDownload, endMsOf, type StoredExchange } from '../../journal/store/recorded-exchange.js'
import { imageFileName, imageUrls } from '../../journal/store/stored-exchange.js'
import { hasHadTime, type Find } from '../found.js'
import { plural } from '../../text/sentences.js'

export const findLateDownloads: Find = ({ exchanges }) => {
  const late = exchanges.filter(({ status, decidedBy: { kind, reason } }) => status === 403 && kind === 'auth' && reason === 'The URL is expired').filter(isDownload)
  if (late.length === 0) return []
  return [{ id: 'url-expired', title: `Fetched ${plural(late.length, 'image')} after the URL had expired.`, exchanges: late }]
}

export const findDownloadsWithKey: Find = ({ exchanges }) => {
  const withKey = exchanges.filter(exchange => isDownload(exchange) && exchange.headers['authorization'] !== undefined)
  if (withKey.length === 0) return []
  return [{ id: 'url-with-authorization', title: `Fetched ${plural(withKey.length, 'image')} with an Authorization header.`, exchanges: withKey }]
}

export const findHotLinks: Find = ({ exchanges }) => {
  const linked = exchanges.filter(exchange => isDownload(exchange) && isHotLink(exchange))
  if (linked.length === 0) return []
  return [{ id: 'hot-linked', title: `Showed ${plural(linked.length, 'image')} in a web page by the URL of the response.`, exchanges: linked }]
}

/** Whether a page of another origin shows the image. The inbox is of the same origin. */
function isHotLink ({ headers: { 'sec-fetch-dest': destination, 'sec-fetch-site': site, referer, host } }: StoredExchange): boolean {
  if (site === 'same-origin') return false
  return destination === 'image' || (destination === undefined && typeof referer === 'string' && URL.canParse(referer) && new URL(referer).host !== host)
}

export const findMissingDownloads: Find = options => {
  const { exchanges } = options
  const fetched = new Set(exchanges.flatMap(exchange => exchange.method === 'GET' && isDownload(exchange) ? [imageFileName(exchange.path)] : []))
  const answers = exchanges.filter(exchange => exchange.outcome === undefined && hasHadTime(options, endMsOf(exchange)))
    .map(exchange => ({ exchange, urls: imageUrls(exchange.answer) }))
  const missed = answers.map(({ exchange, urls }) => ({ exchange, count: urls.filter(url => !fetched.has(imageFileName(url))).length }))
    .filter(({ count }) => count > 0)
  if (missed.length === 0) return []
  const all = answers.reduce((sum, { urls }) => sum + urls.length, 0)
  const count = missed.reduce((sum, { count }) => sum + count, 0)
  return [{
    id: 'never-fetched',
    title: `Did not fetch ${count} of ${plural(all, 'image')}.`,
    count,
    exchanges: missed.map(({ exchange }) => exchange)
  }]
}
