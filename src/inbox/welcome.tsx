/** The empty inbox: where to point a client, with lines to copy. */
import { Snippets } from './code.js'
import { CopyButton } from './copy-button.js'
import { useInbox } from './inbox.js'
import { firstSnippets } from './snippets.js'

export function Welcome () {
  const { api, address } = useInbox()
  const go = (event: MouseEvent) => {
    event.preventDefault()
    address.go({ panel: 'try' })
  }
  return (
    <section class='welcome'>
      <h2>Nothing has been asked yet</h2>
      <p>Point your client here. Whatever it asks for shows up on this page at once.</p>
      <p class='base-url'><code>{api.baseURL}</code><CopyButton text={api.baseURL} label='Copy base URL' /></p>
      <Snippets label='How to ask' snippets={firstSnippets(api.baseURL)} />
      <p class='remark'>Any API key will do, unless the mock was told otherwise. Or <a href={address.href({ panel: 'try' })} onClick={go}>send a request from here</a>.</p>
    </section>
  )
}
