/** What happened to the mock itself: it cannot be reached, or it was restarted. */
import { CloseIcon } from './icons.js'
import { useInbox } from '../data/inbox-state.js'

export function Notices () {
  const { connection, restartedAt } = useInbox()
  const isLost = connection.value === 'lost'
  return (
    <div class='notices' role='status'>
      {isLost && <p class='notice'>The mock cannot be reached. Trying again …</p>}
      {!isLost && restartedAt.value !== undefined && (
        <p class='notice'>
          Restarted at {new Date(restartedAt.value).toLocaleTimeString(undefined, { timeStyle: 'short' })}. Earlier requests are gone.
          <button type='button' class='quiet' onClick={() => { restartedAt.value = undefined }}><CloseIcon /><span class='unseen'>Dismiss</span></button>
        </p>
      )}
    </div>
  )
}
