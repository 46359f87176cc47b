/** A labelled field of a form, and a choice of few. */
import type { ComponentChildren } from 'preact'

interface FieldProps {
  label: string
  hint?: string | undefined
  /** Why its value was not accepted. */
  problem?: string | undefined
  /** Whether its value has just been saved. */
  isSaved?: boolean
  children: ComponentChildren
}

export function Field ({ label, hint, problem, isSaved = false, children }: FieldProps) {
  return (
    <label class={problem === undefined ? 'field' : 'field has-problem'}>
      <span class='field-label'>{label}{isSaved && <span class='field-saved'> Saved</span>}</span>
      {children}
      {problem !== undefined && <span role='alert' class='field-problem'>{problem}</span>}
      {hint !== undefined && <span class='field-hint'>{hint}</span>}
    </label>
  )
}

interface SegmentsProps<Value extends string> { label: string, name: string, values: ReadonlyArray<readonly [Value, string]>, chosen: Value, choose: (value: Value) => void }

export function Segments<Value extends string> ({ label, name, values, chosen, choose }: SegmentsProps<Value>) {
  return (
    <fieldset class='segments'>
      <legend class='unseen'>{label}</legend>
      {values.map(([value, words]) => (
        <label key={value}>
          <input type='radio' name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** What a form's fields hold, without those left empty. */
export function valuesOf (form: HTMLFormElement): Record<string, string> {
  const values = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
  return Object.fromEntries(values.map(([name, value]) => [name, value.trim()]))
}
