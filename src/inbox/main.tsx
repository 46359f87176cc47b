/** Entry of the page's script: creates the inbox and renders it. */
import { render } from 'preact'
import { createInbox, InboxContext } from './data/inbox-state.js'
import type { SavedInbox } from './data/mock-api.js'
import { Page } from './page.js'
import './style/inbox.css'

// A saved inbox has its requests in the page.
const text = document.getElementById('saved')?.textContent
const saved: SavedInbox | undefined = text ? JSON.parse(text) : undefined
// The script is in `_mock/inbox/`, so the mock's paths start two folders above it, also behind a proxy with a prefix.
const base = saved?.root ?? new URL('../../', import.meta.url).href

render(<InboxContext.Provider value={createInbox(window, base, saved)}><Page /></InboxContext.Provider>, document.getElementById('inbox')!)
