/** The whole page. */
import type { ComponentChildren } from 'preact'
import { About } from './about.js'
import { Grid } from './grid.js'
import { NewOnes } from './holding.js'
import { useInbox } from './inbox.js'
import { MakeItFail } from './make-it-fail.js'
import { Notices } from './notices.js'
import { explain, unknownFilters } from './search.js'
import { Story } from './story.js'
import { TopBar } from './top-bar.js'
import { TryIt } from './try-it.js'
import { Welcome } from './welcome.js'

export function Page () {
  const { address } = useInbox()
  const { open, panel } = address.place.value
  return (
    <>
      <TopBar />
      <div class='desk'>
        <main><Requests /></main>
        {panel === 'fail' && <MakeItFail />}
        {panel === 'try' && <TryIt />}
        {panel === 'about' && <About />}
      </div>
      <NewOnes />
      {open !== undefined && <Story id={open} />}
      <Notices />
      <LiveRegion />
    </>
  )
}

function Requests (): ComponentChildren {
  const { all, found, address } = useInbox()
  if (all.value === undefined) return null
  if (all.value.length === 0) return <Welcome />
  if (found.value.length > 0) return <Grid />
  return (
    <section class='welcome'>
      <h2>No matches</h2>
      {unknownFilters(address.place.value.q).map(filter => <p key={filter} class='faulty'>{explain(filter)}</p>)}
      <p>None of {all.value.length.toLocaleString()} requests matches the search.</p>
      <p><button type='button' class='primary' onClick={() => address.swap({ q: '' })}>Show all</button></p>
    </section>
  )
}

function LiveRegion () {
  const { said } = useInbox()
  return <p class='unseen' role='status'>{said.value}</p>
}
