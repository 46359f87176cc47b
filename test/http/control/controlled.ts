/** A mock and calls to its control API. */
import type { Test } from 'tap'
import { buildMock } from '../../build-mock.js'

export function controlled (t: Test, ...given: Parameters<typeof buildMock> extends [Test, ...infer Rest] ? Rest : never) {
  const { app, send } = buildMock(t, ...given)
  const bearer = (key?: string): Record<string, string> => key ? { authorization: `Bearer ${key}` } : {}
  const control = async (method: 'GET' | 'POST' | 'DELETE', path: string, { body, key }: { body?: unknown, key?: string } = {}) => {
    const response = await app.inject({ method, url: `/_mock/${path}`, headers: bearer(key), ...(body !== undefined && { payload: body as object }) })
    return { status: response.statusCode, body: response.body ? response.json() : undefined }
  }
  const generate = async (body: object, key?: string) => send(body, bearer(key))
  return { app, control, generate }
}
