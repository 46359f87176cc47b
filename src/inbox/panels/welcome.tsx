/** The empty inbox: where to point a client, with lines to copy. */
import { Snippets } from '../call/code.js'
import { CopyButton } from '../call/copy-button.js'
import { useInbox } from '../data/inbox-state.js'
import { firstSnippets } from '../data/snippets.js'

export function Welcome () {
  const { api, address } = useInbox()
  const go = (event: MouseEvent) => {
    event.preventDefault()
    address.go({ panel: 'try' })
  }
  return (
    <section class='welcome'>
      <h2>No requests yet</h2>
      <p>Point your client here. Requests appear as they arrive.</p>
      <p class='base-url'><code>{api.baseURL}</code><CopyButton text={api.baseURL} label='Copy base URL' /></p>
      <Snippets label='Example request' snippets={firstSnippets(api.baseURL)} />
      <p class='remark'>Any API key works unless <code>apiKeys</code> is set. Or <a href={address.href({ panel: 'try' })} onClick={go}>send a request from here</a>.</p>
    </section>
  )
}
