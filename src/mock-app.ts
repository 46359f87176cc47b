/** Types of the mock's Fastify instance, reduced to what tests use, so that the package does not need Fastify's types. */

/**
 * The mock's Fastify 5 instance: requests without a socket, hooks, and routes of your own.
 *
 * For the rest of Fastify's API install `fastify` and write `mock.app as FastifyInstance`.
 *
 * @example
 * const app = buildApp()
 * app.addHook('onRequest', async request => { console.log(request.method, request.url) })
 * app.get('/ping', async () => ({ pong: true }))
 * const response = await app.inject('/ping')
 */
export interface MockApp {
  /** Sends a request without a socket. A string is the path of a GET request. */
  inject(request: string | InjectRequest): Promise<InjectResponse>
  /** Adds a hook, before the app is ready. It returns a promise, or calls `done`. */
  addHook(name: 'onRequest' | 'preValidation' | 'preHandler' | 'onResponse', hook: (request: AppRequest, reply: AppReply, done: () => void) => unknown): unknown
  /**
   * Adds a hook that is called for each response before it is sent; it resolves to another payload to replace it. The
   * payload is a string, a Buffer (image files), a stream (base64) or undefined.
   */
  addHook(name: 'onSend', hook: (request: AppRequest, reply: AppReply, payload: unknown, done: () => void) => unknown): unknown
  addHook(name: 'onReady' | 'onClose', hook: () => Promise<unknown>): unknown
  /** Adds a route, before the app is ready. The handler resolves to the body. */
  get(path: string, handler: RouteHandler): unknown
  post(path: string, handler: RouteHandler): unknown
  put(path: string, handler: RouteHandler): unknown
  patch(path: string, handler: RouteHandler): unknown
  delete(path: string, handler: RouteHandler): unknown
  route(route: { method: string | string[], url: string, handler: RouteHandler, schema?: object }): unknown
  /** Registers a plugin: routes and hooks in a scope of their own, before the app is ready. */
  register(plugin: (app: MockApp) => Promise<unknown>): unknown
  /** Loads the plugins and the rule files; rejects with a RuleError or a UserImageError. `inject` and `listen` do the same first. */
  ready(): PromiseLike<unknown>
  /** Listens; resolves to the address, such as `http://127.0.0.1:8080`. */
  listen(options: { port?: number, host?: string }): Promise<string>
  /** Waits for the requests in flight, at most 5 seconds, and stops listening. */
  close(): PromiseLike<unknown>
}

export interface InjectRequest {
  /** Default: GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  url: string
  headers?: Record<string, string | string[] | undefined>
  query?: string | Record<string, string | string[]>
  /** An object is sent as JSON. */
  payload?: string | object | Uint8Array
}

export interface InjectResponse {
  statusCode: number
  headers: Record<string, number | string | string[] | undefined>
  /** The body as text. */
  body: string
  /** The body as bytes. */
  rawPayload: Uint8Array
  /** Parses the body as JSON: `response.json<{ data: object[] }>()`. */
  json<Value = unknown>(): Value
}

/** Returns the body, a promise of it, or the result of `reply.send`. */
export type RouteHandler = (request: AppRequest, reply: AppReply) => unknown

/** Fastify's request. */
export interface AppRequest {
  readonly id: string
  readonly method: string
  /** The path with its query. */
  readonly url: string
  readonly headers: Record<string, string | string[] | undefined>
  /** The parsed body for your own routes; the bytes for the mock's routes. */
  body: unknown
  query: unknown
  params: unknown
}

/** Fastify's reply. */
export interface AppReply {
  readonly statusCode: number
  code(status: number): this
  header(name: string, value: unknown): this
  getHeader(name: string): number | string | string[] | undefined
  removeHeader(name: string): this
  type(contentType: string): this
  send(payload?: unknown): this
}
