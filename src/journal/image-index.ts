/** Which generation an image download belongs to. */
import type { Exchange, Kept } from './exchange.js'
import { imageUrls } from './held-answer.js'

export interface ImageIndex {
  add: (kept: Kept) => void
  remove: (kept: Kept) => void
  /** The generation whose answer contained the URL of this download. Absent: it is no download of a known image. */
  attribute: (exchange: Pick<Exchange, 'method' | 'url' | 'key'>) => Kept | undefined
}

/** The generations that answered with one image, oldest first, and how often it was fetched for each. */
type Downloads = Map<Kept, number>

export function createImageIndex (): ImageIndex {
  const byImage = new Map<string, Downloads>()
  // Most images are never fetched: nothing is looked up before the first download.
  const unread = new Set<Kept>()

  const readAll = () => {
    for (const kept of unread) {
      for (const key of imageKeys(kept)) byImage.set(key, (byImage.get(key) ?? new Map()).set(kept, 0))
    }
    unread.clear()
  }

  return {
    add: kept => { unread.add(kept) },

    remove (kept) {
      if (unread.delete(kept)) return
      for (const key of imageKeys(kept)) {
        const downloads = byImage.get(key)
        downloads?.delete(kept)
        if (downloads?.size === 0) byImage.delete(key)
      }
    },

    attribute ({ method, url, key }) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      readAll()
      const downloads = byImage.get(imageKey(url))
      if (!downloads) return undefined
      const generation = likeliest(downloads, key)
      downloads.set(generation, downloads.get(generation)! + 1)
      return generation
    }
  }
}

/**
 * The same request twice within a second gives the same URL twice: then those of the download's API key, and among
 * them the one with the fewest downloads, the oldest first, so that each gets its own.
 */
function likeliest (downloads: Downloads, owner: string | undefined): Kept {
  const all = [...downloads.keys()]
  const own = all.filter(generation => owner !== undefined && generation.owner === owner)
  return (own.length > 0 ? own : all)
    .reduce((best, generation) => downloads.get(generation)! < downloads.get(best)! ? generation : best)
}

function imageKeys (kept: Kept): string[] {
  return imageUrls(kept.answer).map(imageKey)
}

/**
 * What an image is known by: the file's name and the query of its URL, unescaped. What stands before is a
 * proxy's to change, and some clients escape a URL anew.
 */
function imageKey (url: string): string {
  const query = url.indexOf('?')
  const key = url.slice(url.lastIndexOf('/', query < 0 ? url.length : query))
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
