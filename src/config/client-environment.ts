/** The environment variables with which OpenAI's clients find the mock: set during a test, and restored after it. */

export interface ClientEnvironment {
  baseURL: string
  apiKey: string
}

const names = ['OPENAI_BASE_URL', 'OPENAI_API_KEY'] as const

let original: Array<string | undefined> | undefined
/** The tests that are running, the newest last. */
const open: ClientEnvironment[] = []

/**
 * Sets `OPENAI_BASE_URL` and `OPENAI_API_KEY`. Returns a function that restores them: to the values of another test that is still
 * running in this process, otherwise to those before the first one.
 */
export function setClientEnvironment (environment: ClientEnvironment): () => void {
  original ??= names.map(name => process.env[name])
  open.push(environment)
  assign([environment.baseURL, environment.apiKey])
  return () => {
    open.splice(open.indexOf(environment), 1)
    const last = open.at(-1)
    assign(last ? [last.baseURL, last.apiKey] : original!)
    if (!last) original = undefined
  }
}

function assign (values: ReadonlyArray<string | undefined>): void {
  for (const [index, name] of names.entries()) {
    const value = values[index]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** The mock that Jest's global setup has started, whose URL its workers inherit. */
export const jestUrl = {
  get: (): string | undefined => process.env['OPENAI_IMAGES_MOCK_URL'],
  set: (url: string): void => { process.env['OPENAI_IMAGES_MOCK_URL'] = url },
  clear: (): void => { delete process.env['OPENAI_IMAGES_MOCK_URL'] }
}
