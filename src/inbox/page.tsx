/** The whole page. */
import type { ComponentChildren } from 'preact'
import { Grid } from './grid.js'
import { NewOnes } from './holding.js'
import { useInbox } from './inbox.js'
import { MakeItFail } from './make-it-fail.js'
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
      </div>
      <NewOnes />
      {open !== undefined && <Story id={open} />}
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
      <h2>Nothing fits</h2>
      <p>None of {all.value.length.toLocaleString()} requests fits what you search for.</p>
      <p><button type='button' class='primary' onClick={() => address.swap({ q: '' })}>Show all</button></p>
    </section>
  )
}

function LiveRegion () {
  const { said } = useInbox()
  return <p class='unseen' role='status'>{said.value}</p>
}
