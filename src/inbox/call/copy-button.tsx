/** Copies a text, and says so. */
import { useEffect, useState } from 'preact/hooks'
import { CopyIcon, DoneIcon } from '../panels/icons.js'

export function CopyButton ({ text, label = 'Copy' }: { text: string, label?: string }) {
  const [state, setState] = useState<'ready' | 'done' | 'refused'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), 1_600)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => write(text).then(() => setState('done'), () => setState('refused'))
  return (
    <button type='button' class={`copy is-${state}`} onClick={copy}>
      {state === 'done' ? <DoneIcon /> : <CopyIcon />}
      <span aria-live='polite'>{{ ready: label, done: 'Copied', refused: 'Select and copy it' }[state]}</span>
    </button>
  )
}

/** On plain http at another name than localhost, browsers know only the old way. */
async function write (text: string): Promise<void> {
  if (navigator.clipboard) return await navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  const parent = document.querySelector('dialog:modal') ?? document.body
  parent.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (!isCopied) throw new Error('Failed to copy: found no way that the browser allows. Please select the text.')
}
