/** The panel Try it: sends a real request and shows the response. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { AcceptedParameters, DescribedModels } from '../../contract/accepted-parameters.js'
import { operationNames, operations, type OperationName } from '../../contract/operations/operations.js'
import { fileFields, formFields, requestBody, requestForm, type ChosenFiles } from '../data/form-fields.js'
import { useInbox } from '../data/inbox-state.js'
import type { ImagesResponse } from '../data/mock-api.js'
import { formValuesOf, type FormValues } from '../data/snippets/repeat-request.js'
import { Field, Segments, valuesOf } from './field.js'
import { FileList } from './file-list.js'
import { useFileTransfer } from './file-transfer.js'
import { MaskPainter } from './mask-painter.js'
import { acceptedBy, ModelField, modelOptions, optionFor, ParameterField } from './parameter-fields.js'
import { Panel } from './panel.js'
import { TryItResult } from './try-it-result.js'

const operationOptions = operationNames.map(name => [name, operations[name].label] as const)

/** `like`: the id of the request whose values the form starts with. */
export function TryIt ({ like }: { like: string | undefined }) {
  const { api, connection } = useInbox()
  const start = useStart(like)
  const [operation, setOperation] = useState<OperationName>('generation')
  const served = useServedModels(operation)
  const [model, setModel] = useState<string>()
  const [typed, setTyped] = useState('')
  const [prompt, setPrompt] = useState('A cute baby sea otter')
  const [files, setFiles] = useState<ChosenFiles>({})
  const [isPainting, setPainting] = useState(false)
  const [state, setState] = useState<{ response?: ImagesResponse, problem?: string, isWaiting?: true }>({})

  useEffect(() => {
    if (!start.values) return
    setOperation(start.values.operation)
    setPrompt(start.values.prompt)
    setFiles(start.values.files)
  }, [start])
  const options = served ? modelOptions(served.list) : []
  useEffect(() => {
    if (!start.values || served?.operation !== start.values.operation || model !== undefined) return
    setModel(optionFor(served.list, start.values.model))
    setTyped(start.values.model ?? '')
  }, [start, served])
  const selected = options.find(option => option === model) ?? options[0]
  const accepted = served && acceptedBy(served.list, selected!, typed)
  const fields = fileFields(accepted?.files ?? {})
  const change = (name: string, list: readonly File[]) => setFiles(files => ({ ...files, [name]: list }))
  const isDragging = useFileTransfer(fields.length === 0
    ? undefined
    : (added, target) => {
        const name = target.closest<HTMLElement>('[data-field]')?.dataset['field'] ?? fields[0]!.name
        const isList = fields.find(field => field.name === name)!.maxItems > 1
        change(name, isList ? [...files[name] ?? [], ...added] : added)
      })

  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const { key, operation: _, ...values } = valuesOf(event.currentTarget as HTMLFormElement)
    const sent = Object.fromEntries(fields.map(({ name }) => [name, files[name] ?? []]))
    setState({ isWaiting: true })
    const body = fields.length === 0 ? requestBody(values, accepted!.parameters) : requestForm(values, sent)
    api.createImages(served!.operation, body, key, response => setState({ response, isWaiting: true })).then(
      response => setState({ response }),
      () => setState({ problem: connection.value === 'lost' ? 'The mock cannot be reached.' : 'No response: the connection was closed.' }))
  }
  const result = useRef<HTMLDivElement>(null)
  const hasResponse = state.response !== undefined
  useEffect(() => { if (hasResponse) result.current!.scrollIntoView({ block: 'nearest' }) }, [hasResponse])
  const [image] = files['image'] ?? []
  return (
    <Panel title='Try it'>
      {/* Values and files that the model does not accept are sent, too: the response says why. */}
      <form class={isDragging ? 'form is-dragging' : 'form'} noValidate onSubmit={send}>
        <Segments label='Operation' name='operation' values={operationOptions} selected={operation} onSelect={setOperation} />
        {fields.map(field => (
          <FileList key={field.name} field={field} files={files[field.name] ?? []} onChange={list => change(field.name, list)}>
            {field.name === 'mask' && <button type='button' class='small' disabled={!image} onClick={() => setPainting(true)}>Paint</button>}
          </FileList>
        ))}
        {accepted?.parameters.prompt && (
          <Field label='Prompt'><textarea name='prompt' rows={3} dir='auto' value={prompt} onInput={event => setPrompt(event.currentTarget.value)} /></Field>
        )}
        {served && <ModelField served={served.list} selected={selected!} onSelect={setModel} typed={typed} onType={setTyped} />}
        <div class='form-grid'>
          {formFields(accepted?.parameters ?? {}).map(field => (
            <ParameterField key={`${field.name} ${start.values !== undefined}`} field={field} value={start.values?.parameters[field.name]} />
          ))}
        </div>
        <LeftOut start={start} accepted={accepted?.parameters ?? {}} />
        <Field label='API key'><input name='key' placeholder='none' autocomplete='off' spellcheck={false} /></Field>
        <button type='submit' class='primary' disabled={!served || state.isWaiting}>{state.isWaiting ? 'Waiting …' : 'Send'}</button>
      </form>
      <div ref={result} aria-live='polite'>
        {state.problem !== undefined && <p class='problem'>{state.problem}</p>}
        {state.response && <TryItResult response={state.response} />}
      </div>
      {isPainting && image && (
        <MaskPainter
          image={image} onClose={() => setPainting(false)}
          onDone={mask => {
            change('mask', [mask])
            setPainting(false)
          }}
        />
      )}
    </Panel>
  )
}

interface Start { values?: FormValues, problem?: string }

/** Loads the values of the request that the form starts with. */
function useStart (like: string | undefined): Start {
  const { api } = useInbox()
  const [start, setStart] = useState<Start>({})
  useEffect(() => {
    if (like === undefined) return
    api.entry(like).then(entry => formValuesOf(entry, api.loadUpload))
      .then(values => setStart({ values }), ({ message }: Error) => setStart({ problem: message }))
  }, [like])
  return start
}

/** Names the members of the request that the form does not have. */
function LeftOut ({ start: { values, problem }, accepted }: { start: Start, accepted: AcceptedParameters }) {
  if (!values) return problem === undefined ? null : <p class='note'>{problem}</p>
  const unknown = Object.keys(values.parameters).filter(name => !Object.hasOwn(accepted, name))
  const names = [...values.leftOut, ...unknown]
  return names.length === 0 ? null : <p class='note'>Left out: {names.join(', ')}.</p>
}

/** If the list cannot be loaded, a request can be sent with any model. */
const unknownModels: DescribedModels = { defaultModel: null, models: [], customParameters: {}, otherParameters: { prompt: { type: 'string' } }, otherFiles: {} }

/** The models of the operation, or those of the previous one until they are loaded. */
function useServedModels (operation: OperationName): { operation: OperationName, list: DescribedModels } | undefined {
  const { api } = useInbox()
  const [served, setServed] = useState<{ operation: OperationName, list: DescribedModels }>()
  useEffect(() => {
    let isWanted = true
    const use = (list: DescribedModels) => { if (isWanted) setServed({ operation, list }) }
    api.models(operation).then(use, () => use(unknownModels))
    return () => { isWanted = false }
  }, [operation])
  return served
}
