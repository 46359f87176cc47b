/** Form controls: a labelled field, a segmented control, and the values of a form. */
import type { ComponentChildren } from 'preact'

interface FieldProps {
  label: string
  hint?: string | undefined
  /** Why the value is not accepted. */
  problem?: string | undefined
  /** Whether the value has just been saved. */
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

interface SegmentsProps<Value extends string> {
  label: string
  name: string
  /** Each value with its label. */
  values: ReadonlyArray<readonly [Value, string]>
  selected: Value
  onSelect: (value: Value) => void
}

/** A choice of few values side by side. */
export function Segments<Value extends string> ({ label, name, values, selected, onSelect }: SegmentsProps<Value>) {
  return (
    <fieldset class='segments'>
      <legend class='visually-hidden'>{label}</legend>
      {values.map(([value, text]) => (
        <label key={value}>
          <input type='radio' name={name} value={value} checked={value === selected} onChange={() => onSelect(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Returns the values of a form's fields by name, without empty ones. */
export function valuesOf (form: HTMLFormElement): Record<string, string> {
  const values = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
  return Object.fromEntries(values.map(([name, value]) => [name, value.trim()]))
}
