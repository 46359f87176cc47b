/** The panel about this mock: version, keyboard shortcuts, links to its documents, and its settings. */
import { ago } from '../data/time-text.js'
import { useInbox } from '../data/inbox-state.js'
import type { ShownSetting } from '../data/mock-api.js'
import { PanelFrame } from './panel.js'

const shortcuts = [
  ['/', 'Search'],
  ['← ↑ ↓ →', 'Move between requests'],
  ['Enter', 'Open the request'],
  ['← →', 'In an open request: newer, older'],
  ['Esc', 'Close, or clear the search'],
  ['?', 'This panel']
]

export function About () {
  const { api, start } = useInbox()
  const links = [['docs', 'API reference'], ['openapi.json', 'OpenAPI document'], ['_mock/openapi.json', 'OpenAPI document of the control API']] as const
  return (
    <PanelFrame title='About'>
      <Version />
      <section>
        <h3>Shortcuts</h3>
        <dl class='shortcuts'>{shortcuts.map(([keys, what]) => <div key={what}><dt>{keys!.split(' ').map(key => <kbd key={key}>{key}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
      </section>
      <section>
        <h3>Documents</h3>
        <ul class='links'>{links.map(([path, text]) => <li key={path}><a href={api.root + path} target='_blank' rel='noreferrer'>{text}</a></li>)}</ul>
      </section>
      {start.value && <Settings settings={start.value.settings} />}
    </PanelFrame>
  )
}

function Version () {
  const { start, nowMs } = useInbox()
  if (!start.value) return null
  const { version, startedAt } = start.value
  const uptime = ago(startedAt, nowMs.value)
  return (
    <section>
      <p class='about-name'>openai-images-mock {version}</p>
      <p class='remark'>Started <time dateTime={startedAt}>{new Date(startedAt).toLocaleString()}</time>{uptime !== 'now' && `, up ${uptime}`}</p>
    </section>
  )
}

function Settings ({ settings }: { settings: readonly ShownSetting[] }) {
  const changed = settings.filter(({ isDefault }) => !isDefault)
  const others = settings.filter(({ isDefault }) => isDefault)
  return (
    <section>
      <h3>Settings</h3>
      {changed.length === 0 ? <p class='remark'>All settings have their defaults.</p> : <SettingList settings={changed} />}
      <details>
        <summary>{others.length} defaults</summary>
        <SettingList settings={others} />
      </details>
    </section>
  )
}

function SettingList ({ settings }: { settings: readonly ShownSetting[] }) {
  return <dl class='headers'>{settings.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{shown(value)}</dd></div>)}</dl>
}

function shown (value: ShownSetting['value']) {
  if (value === null) return <span class='remark'>not set</span>
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}
