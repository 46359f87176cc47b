/** Entry of the page's script: creates the inbox and renders it. */
import { render } from 'preact'
import { createInbox, InboxContext } from './data/inbox-state.js'
import { Page } from './page.js'
import './style/inbox.css'

// The script is in `_mock/inbox/`, so the mock's paths start two folders above it, also behind a proxy with a prefix.
const base = new URL('../../', import.meta.url).href

render(<InboxContext.Provider value={createInbox(window, base)}><Page /></InboxContext.Provider>, document.getElementById('inbox')!)
