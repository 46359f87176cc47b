/** Which generation an image download belongs to. */
import { unescape } from 'node:querystring'
import type { Exchange, StoredExchange } from './recorded-exchange.js'
import { imageUrls } from './stored-images.js'

export interface ImageIndex {
  add: (kept: StoredExchange) => void
  remove: (kept: StoredExchange) => void
  /** The generation whose answer named the file of this download. Absent: it is no download of a known image. */
  attribute: (exchange: Pick<Exchange, 'method' | 'url'>) => StoredExchange | undefined
}

export function createImageIndex (): ImageIndex {
  /** The generations by the names of their images' files, which no other generation has. */
  const byFile = new Map<string, StoredExchange>()
  // Most images are never fetched: nothing is looked up before the first download.
  const unread = new Set<StoredExchange>()

  const readAll = () => {
    for (const kept of unread) {
      for (const url of imageUrls(kept.answer)) byFile.set(fileName(url), kept)
    }
    unread.clear()
  }

  return {
    add: kept => { unread.add(kept) },

    remove (kept) {
      if (unread.delete(kept)) return
      for (const url of imageUrls(kept.answer)) byFile.delete(fileName(url))
    },

    attribute ({ method, url }) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      readAll()
      return byFile.get(fileName(url))
    }
  }
}

/** What stands before it is a proxy's to change, and some clients escape a URL anew. */
function fileName (url: string): string {
  const [path] = url.split('?', 1) as [string]
  return unescape(path.slice(path.lastIndexOf('/') + 1))
}
