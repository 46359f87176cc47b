/** The panel Report: the verdict on the clients with links to the requests, the bill and the coverage. */
import type { Bill, Coverage, CoverageGroup, Finding, Report } from '../../report/report-schema.js'
import { useInbox } from '../data/inbox-state.js'
import { Panel } from './panel.js'

export function ReportPanel () {
  const report = useInbox().report.value
  return (
    <Panel title='Report'>
      {report ? <Sections report={report} /> : <p class='note'>Loading …</p>}
    </Panel>
  )
}

function Sections ({ report }: { report: Report }) {
  const { findings, bill, coverage } = report
  return (
    <>
      <VerdictSection report={report} />
      {findings.length > 0 && (
        <section>
          <h3>Findings</h3>
          <ul class='findings'>{findings.map((finding, index) => <FindingItem key={`${finding.id} ${index}`} finding={finding} />)}</ul>
        </section>
      )}
      <BillSection bill={bill} />
      <CoverageSection coverage={coverage} />
      <Downloads />
    </>
  )
}

function VerdictSection ({ report: { verdict, findings, requests, running, forgotten } }: { report: Report }) {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const counts = [[errors, 'error'], [findings.length - errors, 'warning']] as const
  const words = counts.flatMap(([count, word]) => count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`])
  const endings = (['answered', 'refused', 'failed', 'incomplete'] as const).filter(name => requests[name] > 0)
  return (
    <section>
      <p class={`verdict is-${verdict}`}>{requests.total === 0 ? 'No requests' : words.join(', ') || 'Sound'}</p>
      <p class='note'>
        {requests.total.toLocaleString()} {requests.total === 1 ? 'request' : 'requests'}
        {endings.length > 0 && `: ${endings.map(name => `${requests[name].toLocaleString()} ${name}`).join(', ')}`}
        {requests.downloads > 0 && `; ${requests.downloads.toLocaleString()} ${requests.downloads === 1 ? 'download' : 'downloads'}`}.
      </p>
      {running > 0 && <p class='note'>{running.toLocaleString()} {running === 1 ? 'request is still running and is' : 'requests are still running and are'} not part of this report.</p>}
      {forgotten > 0 && (
        <p class='note'>
          The journal no longer has {forgotten.toLocaleString()} older {forgotten === 1 ? 'request' : 'requests'}, so nothing is said to be missing.
        </p>
      )}
    </section>
  )
}

/** Further requests are only counted. */
const maxLinks = 5

function FindingItem ({ finding: { id: kind, severity, title, reality, advice, requests } }: { finding: Finding }) {
  return (
    <li class={`report-finding is-${severity}`}>
      <p class='report-title'><span class='visually-hidden'>{severity}: </span>{title}</p>
      <p>{reality}</p>
      <p class='note'>{advice}</p>
      <p class='note'><code>{kind}</code></p>
      {requests.length > 0 && (
        <p class='report-requests'>
          {requests.slice(0, maxLinks).map(id => <RequestLink key={id} id={id} />)}
          {requests.length > maxLinks && <span class='note'>and {requests.length - maxLinks} more</span>}
        </p>
      )}
    </li>
  )
}

function RequestLink ({ id }: { id: string }) {
  const { router, callOf } = useInbox()
  const card = callOf(id)?.attempts.find(attempt => attempt.id === id)
  const open = (event: MouseEvent) => {
    event.preventDefault()
    router.push({ open: id })
  }
  return <a class='chip' href={router.href({ open: id })} onClick={open}>{card?.prompt?.trim() || card?.path || `${id.slice(0, 12)}…`}</a>
}

function BillSection ({ bill: { note, total, wasted, lines, isLowerBound } }: { bill: Bill }) {
  return (
    <section>
      <h3>Bill</h3>
      <p class='note'>{note}</p>
      {lines.length > 0 && (
        <table class='bill'>
          <thead><tr><th scope='col'>Model</th><th scope='col'>Images</th><th scope='col'>Cost</th></tr></thead>
          <tbody>
            {lines.map(({ day, model, key, images, cost }) => (
              <tr key={`${day} ${model} ${key}`}>
                <td>{model} <span class='note'>{[day, key].filter(Boolean).join(' · ')}</span></td>
                <td>{images.toLocaleString()}</td>
                <td>{cost === undefined ? 'no price' : dollars(cost)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr><th scope='row' colSpan={2}>{isLowerBound ? 'Total, at least' : 'Total'}</th><td>{dollars(total)}</td></tr>
            {wasted > 0 && <tr class='is-wasted'><th scope='row' colSpan={2}>Of which wasted</th><td>{dollars(wasted)}</td></tr>}
          </tfoot>
        </table>
      )}
    </section>
  )
}

/** `$0.04`, `$0.0052`, `$1,204.50`: at least two digits of what is less than a cent. */
function dollars (amount: number): string {
  const isSmall = amount > 0 && amount < 0.01
  const digits = isSmall
    ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
    : { minimumFractionDigits: 2, maximumFractionDigits: 3 }
  return amount.toLocaleString('en', { style: 'currency', currency: 'USD', ...digits })
}

function CoverageSection ({ coverage: { percent, covered, total, isLowerBound, groups } }: { coverage: Coverage }) {
  return (
    <section>
      <h3>Coverage</h3>
      <p><strong>{isLowerBound && 'at least '}{percent} %</strong> <span class='note'>{covered} of {total}</span></p>
      <meter class='coverage-meter' min={0} max={100} value={percent} aria-label='Coverage' />
      {groups.map(group => <CoverageGroupItem key={group.name} group={group} />)}
    </section>
  )
}

function CoverageGroupItem ({ group: { name, covered, missing } }: { group: CoverageGroup }) {
  const total = covered.length + missing.length
  if (total === 0) return null
  return (
    <details>
      <summary>{name}: {covered.length} of {total}</summary>
      {([['Missing', missing], ['Covered', covered]] as const).map(([label, items]) => items.length > 0 && (
        <p key={label} class='coverage-list'><span class='note'>{label}:</span> {items.map(item => <code key={item} class='chip'>{item}</code>)}</p>
      ))}
    </details>
  )
}

const formats = [['markdown', 'Markdown'], ['junit', 'JUnit'], ['text', 'Text'], ['json', 'JSON']] as const

function Downloads () {
  const { api, savedAt } = useInbox()
  if (savedAt !== undefined) return null
  return (
    <section>
      <h3>Download</h3>
      <p class='report-requests'>
        {formats.map(([format, label]) => <a key={format} href={`${api.root}_mock/report?format=${format}`} target='_blank' rel='noreferrer'>{label}</a>)}
        <a href={`${api.root}_mock/inbox.html`} download>Inbox as HTML</a>
      </p>
    </section>
  )
}
