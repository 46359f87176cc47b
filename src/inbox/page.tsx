/** The page: top bar, grid, panels, the dialog of an open call, and notices. */
import type { ComponentChildren } from 'preact'
import { CallDialog } from './call/call-dialog.js'
import { useInbox } from './data/inbox-state.js'
import { NoMatches, Welcome } from './grid/empty-state.js'
import { Grid } from './grid/grid.js'
import { NewCallsButton } from './grid/paused-updates.js'
import { About } from './panels/about.js'
import { CloseIcon } from './panels/icons.js'
import { MakeItFail } from './panels/make-it-fail.js'
import { ReportPanel } from './panels/report-panel.js'
import { TopBar } from './panels/top-bar.js'
import { TryIt } from './panels/try-it.js'

export function Page () {
  const { router, savedAt } = useInbox()
  const { open, panel, like } = router.route.value
  const isLive = savedAt === undefined
  return (
    <>
      <TopBar />
      <div class='layout'>
        <main><Requests /></main>
        {isLive && panel === 'fail' && <MakeItFail key={like} like={like} />}
        {isLive && panel === 'try' && <TryIt key={like} like={like} />}
        {panel === 'report' && <ReportPanel />}
        {panel === 'about' && <About />}
      </div>
      <NewCallsButton />
      {open !== undefined && <CallDialog id={open} />}
      <Notices />
      <LiveRegion />
    </>
  )
}

function Requests (): ComponentChildren {
  const { calls, matches } = useInbox()
  if (calls.value === undefined) return null
  if (calls.value.length === 0) return <Welcome />
  return matches.value.length > 0 ? <Grid /> : <NoMatches />
}

/** Says that the mock cannot be reached, or that it was restarted. */
function Notices () {
  const { connection, restartedAt } = useInbox()
  const isLost = connection.value === 'lost'
  return (
    <div class='notices' role='status'>
      {isLost && <p class='notice'>The mock cannot be reached. Trying again …</p>}
      {!isLost && restartedAt.value !== undefined && (
        <p class='notice'>
          Restarted at {new Date(restartedAt.value).toLocaleTimeString(undefined, { timeStyle: 'short' })}. Earlier requests are gone.
          <button type='button' class='quiet' onClick={() => { restartedAt.value = undefined }}><CloseIcon /><span class='visually-hidden'>Dismiss</span></button>
        </p>
      )}
    </div>
  )
}

/** Announces new requests to screen readers. */
function LiveRegion () {
  const { announcement } = useInbox()
  return <p class='visually-hidden' role='status'>{announcement.value}</p>
}
