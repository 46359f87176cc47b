/** Empty states of the page: how to send the first request, and a search without matches. */
import { Snippets } from '../call/code.js'
import { CopyButton } from '../call/copy-button.js'
import { useInbox } from '../data/inbox-state.js'
import { explainUnknownFilter, unknownFilters } from '../data/calls/search.js'
import { firstSnippets } from '../data/snippets/snippets.js'

export function Welcome () {
  const { api, router, savedAt } = useInbox()
  if (savedAt !== undefined) return <section class='empty-state'><h2>No requests</h2></section>
  const openTryIt = (event: MouseEvent) => {
    event.preventDefault()
    router.push({ panel: 'try' })
  }
  return (
    <section class='empty-state'>
      <h2>No requests yet</h2>
      <p>Point your client here. Requests appear as they arrive.</p>
      <p class='base-url'><code>{api.baseURL}</code><CopyButton text={api.baseURL} label='Copy base URL' /></p>
      <Snippets label='Example request' snippets={firstSnippets(api.baseURL)} />
      <p class='note'>
        Any API key works unless <code>apiKeys</code> is set. Or <a href={router.href({ panel: 'try' })} onClick={openTryIt}>send a request from here</a>.
      </p>
    </section>
  )
}

export function NoMatches () {
  const { calls, router, customParameters } = useInbox()
  const names = Object.keys(customParameters.value)
  return (
    <section class='empty-state'>
      <h2>No matches</h2>
      {unknownFilters(router.route.value.q, names).map(filter => <p key={filter} class='faulty'>{explainUnknownFilter(filter, names)}</p>)}
      <p>None of {calls.value?.length.toLocaleString()} requests matches the search.</p>
      <p><button type='button' class='primary' onClick={() => router.replace({ q: '' })}>Show all</button></p>
    </section>
  )
}
