/** Fields of Try it for the model and its parameters. */
import type { AcceptedMembers, DescribedModels } from '../../contract/accepted-parameters.js'
import { modelsByFamily, type FormField } from '../data/form-fields.js'
import { Field } from './field.js'

/** Options of the list of models that are not names of models. */
const noModel = '(none)'
const otherModel = '(other)'

/** Returns the options to choose from, by value, the first one selected by default. */
export function modelOptions ({ models }: DescribedModels): string[] {
  return [...models.map(({ id }) => id), otherModel, noModel]
}

/** Returns the option that sends this model. */
export function optionFor ({ models }: DescribedModels, model: string | undefined): string {
  if (model === undefined) return noModel
  return models.some(({ id }) => id === model) ? model : otherModel
}

/** Returns what the selected model accepts. `typed` is the name of another model. */
export function acceptedBy (served: DescribedModels, selected: string, typed: string): AcceptedMembers {
  const { defaultModel, models, otherParameters, otherFiles } = served
  const name = { [noModel]: defaultModel ?? '', [otherModel]: typed }[selected] ?? selected
  return models.find(({ id }) => id === name) ?? { parameters: otherParameters, files: otherFiles }
}

interface ModelFieldProps {
  served: DescribedModels
  selected: string
  onSelect: (selected: string) => void
  typed: string
  onType: (typed: string) => void
}

export function ModelField ({ served: { defaultModel, models }, selected, onSelect, typed, onType }: ModelFieldProps) {
  return (
    <>
      <Field label='Model'>
        <select value={selected} onChange={event => onSelect(event.currentTarget.value)}>
          {modelsByFamily(models).map(([family, names]) => (
            <optgroup key={family} label={family}>{names.map(id => <option key={id} value={id}>{id}</option>)}</optgroup>
          ))}
          <option value={noModel}>none{defaultModel !== null && ` (${defaultModel})`}</option>
          <option value={otherModel}>another name …</option>
        </select>
      </Field>
      {selected === otherModel
        ? <Field label='Name of the model'><input name='model' value={typed} autocomplete='off' spellcheck={false} onInput={event => onType(event.currentTarget.value)} /></Field>
        : selected !== noModel && <input type='hidden' name='model' value={selected} />}
    </>
  )
}

interface ParameterFieldProps {
  field: FormField
  /** The value to start with. Default: none. */
  value: string | undefined
}

/** The field of a parameter. An empty field leaves the parameter out of the request. */
export function ParameterField ({ field, value }: ParameterFieldProps) {
  const { name, label, control, values, placeholder, hint, minimum, maximum } = field
  const list = `values-of-${name}`
  if (control === 'select') {
    // A value that the model does not accept can be sent again.
    const offered = value === undefined || values.includes(value) ? values : [...values, value]
    return (
      <Field label={label}>
        <select name={name}>
          <option value=''>{placeholder}</option>
          {offered.map(option => <option key={option} selected={option === value}>{option}</option>)}
        </select>
      </Field>
    )
  }
  return (
    <Field label={label} hint={hint}>
      <input
        name={name} defaultValue={value} type={control} step={control === 'number' ? 'any' : undefined} min={minimum} max={maximum} list={values.length > 0 ? list : undefined}
        placeholder={placeholder} autocomplete='off' spellcheck={false}
      />
      {values.length > 0 && <datalist id={list}>{values.map(value => <option key={value} value={value} />)}</datalist>}
    </Field>
  )
}
