/** Button that copies a text to the clipboard and confirms it. */
import { useEffect, useState } from 'preact/hooks'
import { CopyIcon, DoneIcon } from '../panels/icons.js'

export function CopyButton ({ text, label = 'Copy' }: { text: string, label?: string }) {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), 1_600)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => writeToClipboard(text).then(() => setState('done'), () => setState('failed'))
  return (
    <button type='button' class={`copy is-${state}`} onClick={copy}>
      {state === 'done' ? <DoneIcon /> : <CopyIcon />}
      <span aria-live='polite'>{{ ready: label, done: 'Copied', failed: 'Select and copy it' }[state]}</span>
    </button>
  )
}

/** Rejects if the browser does not allow it. Without HTTPS or localhost, browsers only have `execCommand`. */
async function writeToClipboard (text: string): Promise<void> {
  if (navigator.clipboard) return await navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  const parent = document.querySelector('dialog:modal') ?? document.body
  parent.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (!isCopied) throw new Error('The browser does not allow copying.')
}
