/** The panel About: version, keyboard shortcuts, links to documents, and settings. */
import { useInbox } from '../data/inbox-state.js'
import type { SettingValue } from '../data/mock-api.js'
import { formatAge } from '../data/time-text.js'
import { Panel } from './panel.js'

const shortcuts = [
  ['/', 'Search'],
  ['← ↑ ↓ →', 'Move between requests'],
  ['Enter', 'Open the request'],
  ['← →', 'In an open request: newer, older'],
  ['Esc', 'Close, or clear the search'],
  ['?', 'This panel']
] as const

const links = [
  ['docs', 'API reference'],
  ['openapi.json', 'OpenAPI document'],
  ['_mock/openapi.json', 'OpenAPI document of the control API']
] as const

export function About () {
  const { api, info, savedAt } = useInbox()
  return (
    <Panel title='About'>
      <Version />
      <section>
        <h3>Shortcuts</h3>
        <dl class='shortcuts'>
          {shortcuts.map(([keys, action]) => (
            <div key={action}><dt>{keys.split(' ').map(key => <kbd key={key}>{key}</kbd>)}</dt><dd>{action}</dd></div>
          ))}
        </dl>
      </section>
      {savedAt === undefined && (
        <section>
          <h3>Documents</h3>
          <ul class='links'>
            {links.map(([path, text]) => <li key={path}><a href={api.root + path} target='_blank' rel='noreferrer'>{text}</a></li>)}
          </ul>
        </section>
      )}
      {savedAt === undefined && (
        <section>
          <h3>Save</h3>
          <p class='links'><a href={`${api.root}_mock/inbox.html`} download>Save the inbox as HTML</a></p>
          <p class='note'>A single file with all requests and pictures. It works without the mock.</p>
        </section>
      )}
      {info.value && <Settings settings={info.value.settings} />}
    </Panel>
  )
}

function Version () {
  const { info, nowMs } = useInbox()
  if (!info.value) return null
  const { version, startedAt } = info.value
  const uptime = formatAge(startedAt, nowMs.value)
  return (
    <section>
      <p class='about-name'>openai-images-mock {version}</p>
      <p class='note'>Started <time dateTime={startedAt}>{new Date(startedAt).toLocaleString()}</time>{uptime !== 'now' && `, up ${uptime}`}</p>
    </section>
  )
}

function Settings ({ settings }: { settings: readonly SettingValue[] }) {
  const changed = settings.filter(({ isDefault }) => !isDefault)
  const others = settings.filter(({ isDefault }) => isDefault)
  return (
    <section>
      <h3>Settings</h3>
      {changed.length === 0 ? <p class='note'>All settings have their defaults.</p> : <SettingList settings={changed} />}
      <details>
        <summary>{others.length} defaults</summary>
        <SettingList settings={others} />
      </details>
    </section>
  )
}

function SettingList ({ settings }: { settings: readonly SettingValue[] }) {
  return <dl class='headers'>{settings.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{formatSetting(value)}</dd></div>)}</dl>
}

function formatSetting (value: SettingValue['value']) {
  if (value === null) return <span class='note'>not set</span>
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}
