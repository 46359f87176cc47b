/** Starts the inbox in its page. */
import { render } from 'preact'
import { createInbox, InboxContext } from './data/inbox-state.js'
import { Page } from './page.js'
import './style/inbox.css'

// The script lies in `_mock/inbox/`: two folders above it begin the mock's paths, behind a proxy's prefix too.
const base = new URL('../../', import.meta.url).href

render(<InboxContext.Provider value={createInbox(window, base)}><Page /></InboxContext.Provider>, document.getElementById('inbox')!)
