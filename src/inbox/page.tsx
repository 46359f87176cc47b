/** The whole page. */
import type { ComponentChildren } from 'preact'
import { About } from './panels/about.js'
import { Grid } from './grid/grid.js'
import { NewOnes } from './grid/paused-updates.js'
import { useInbox } from './data/inbox-state.js'
import { MakeItFail } from './panels/make-it-fail.js'
import { Notices } from './panels/notices.js'
import { explain, unknownFilters } from './data/search.js'
import { CallDialog } from './call/call-dialog.js'
import { TopBar } from './panels/top-bar.js'
import { TryIt } from './panels/try-it.js'
import { Welcome } from './panels/welcome.js'

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
      {open !== undefined && <CallDialog id={open} />}
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
