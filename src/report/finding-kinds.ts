/** The kinds of findings: their severity, what OpenAI does in each case, and how to fix it. docs/report.md lists them. */

interface FindingKind {
  /** `error`: OpenAI would refuse the request, or charge without a benefit. `warning`: it works, but is fragile, ends soon, or may be a mistake. */
  severity: 'error' | 'warning'
  /** What the client did, for the table of the documents. */
  summary: string
  /** What OpenAI does in this case. */
  reality: string
  /** How to fix it. */
  advice: string
  /** Whether it says that something never happened. It is not made if the journal has forgotten requests. */
  isAbsence?: true
}

/** By id, in the order of the documents. */
export const findingKinds = {
  'retried-refusal': {
    severity: 'error',
    summary: 'a request was sent again after a refusal that a retry cannot change: 400, 401, 403, 404, 413, 415 or a blocked prompt',
    reality: 'OpenAI refuses an equal request again. Retries delay the error, and count towards the rate limit.',
    advice: 'Retry only after 408, 409, 429, 5xx and connection errors, as the official SDKs do.'
  },
  'not-retried': {
    severity: 'warning',
    isAbsence: true,
    summary: 'no equal request followed within 60 s of a 429, a 5xx or a lost connection',
    reality: 'Rate limits, overload and lost connections are temporary. Most requests succeed when they are sent again.',
    advice: 'Retry with a back-off, and after the time in retry-after if the response has it. The official SDKs retry twice by default.'
  },
  'early-retry': {
    severity: 'error',
    summary: 'a retry came before the time that `retry-after` asked for',
    reality: 'OpenAI refuses requests until the limit has been refilled, and a retry that comes too early uses up an attempt.',
    advice: 'Wait for the time in retry-after-ms or retry-after before the retry.'
  },
  'no-back-off': {
    severity: 'warning',
    summary: 'retries came within 100 ms, or at a fixed interval',
    reality: 'An overloaded service gets more requests than before, and the retries fail, too.',
    advice: 'Double the time between retries, beginning with about half a second, and vary it at random.'
  },
  'paid-twice': {
    severity: 'error',
    summary: 'a request was sent again although OpenAI had done the work: after a success, a client timeout, a lost or a damaged response',
    reality: 'OpenAI charges for every generation, even if its response is not received, and for the repeated one again.',
    advice: 'Use a longer timeout than the slowest generation, and do not retry generations automatically after a timeout or a lost response.'
  },
  'gave-up-early': {
    severity: 'error',
    summary: 'the client disconnected before the recorded latency of the model, quality and size',
    reality: 'OpenAI takes longer than the client waits. It finishes the generation and charges for it.',
    advice: 'Set the timeout to at least two minutes, or to that of the slowest model and quality in use.'
  },
  'abandoned-response': {
    severity: 'error',
    summary: 'the client disconnected while a response with base64 was being sent',
    reality: 'OpenAI has charged for the image, which the client does not have.',
    advice: 'Read responses to their end. An image in base64 has several megabytes: raise limits on size and time.'
  },
  'url-expired': {
    severity: 'error',
    summary: 'an image URL was fetched after it had expired',
    reality: 'The URLs of images expire after an hour. Later downloads get status 403.',
    advice: 'Download images at once, and store the files instead of the URLs.'
  },
  'url-with-authorization': {
    severity: 'error',
    summary: 'an image URL was fetched with an `Authorization` header',
    reality: 'The storage behind image URLs refuses the header, and it receives the API key.',
    advice: 'Fetch image URLs with a client of their own, without the headers of the API.'
  },
  'hot-linked': {
    severity: 'warning',
    summary: 'a browser showed an image by its URL in a page',
    reality: 'The URLs of images expire after an hour. The page shows broken images then.',
    advice: 'Store the files, and show them from a place of your own.'
  },
  'never-fetched': {
    severity: 'warning',
    isAbsence: true,
    summary: 'image URLs of a response were not fetched',
    reality: 'The URLs of images expire after an hour. The images are lost then, although they were charged.',
    advice: 'Download every image at once, or request fewer.'
  },
  'stream-left-early': {
    severity: 'error',
    summary: 'the client disconnected from a stream before its `completed` event',
    reality: 'OpenAI finishes the generation and charges for it.',
    advice: 'Read streams to their end, or request fewer partial images.'
  },
  'stream-incomplete': {
    severity: 'warning',
    isAbsence: true,
    summary: 'a stream ended without its `completed` event, and no equal request followed',
    reality: 'A stream without completed has no final image: the last partial image is a draft.',
    advice: 'Check that the client treats the end of a stream without completed as an error.'
  },
  'request-refused': {
    severity: 'error',
    summary: 'a request was refused because of a parameter or its body; with `validation: warn`, OpenAI would refuse it',
    reality: 'OpenAI refuses the request, mostly with status 400.',
    advice: 'Send only parameters and values that the model accepts. GET /_mock/models lists them.'
  },
  'parameter-ignored': {
    severity: 'error',
    summary: 'a request has a parameter that the model does not have, and `unknownParameters: ignore` or `validation: warn` left it out',
    reality: 'OpenAI refuses the request with status 400, as an unknown parameter.',
    advice: 'Leave the parameter out for this model.'
  },
  'parameter-deprecated': {
    severity: 'warning',
    summary: 'a request has a parameter that OpenAI has deprecated',
    reality: 'OpenAI accepts the parameter for now.',
    advice: 'Send safety_identifier instead of user.'
  },
  'key-missing': {
    severity: 'error',
    summary: 'a request without an API key was answered',
    reality: 'OpenAI refuses the request with status 401.',
    advice: 'Send a key. Set apiKeys to any to get the same refusal from the mock.'
  },
  'model-unknown': {
    severity: 'warning',
    summary: 'a request for a model that OpenAI does not have was answered',
    reality: 'OpenAI refuses the request with status 400 or 404. A gateway may know the name.',
    advice: 'Check the name of the model. Set unknownModels to reject to get the same refusal from the mock.'
  },
  'model-retired': {
    severity: 'error',
    summary: 'a request for a model that OpenAI has retired was answered',
    reality: 'OpenAI refuses the request: the model no longer exists.',
    advice: 'Change to a model that is served. Set asOf to today to get the same refusal from the mock.'
  },
  'model-retiring': {
    severity: 'warning',
    summary: 'a request for a model that OpenAI retires within 60 days was answered',
    reality: 'OpenAI will refuse the request from that day on.',
    advice: 'Change to a newer model before that day. Set asOf to that day to test it.'
  },
  'key-in-browsers': {
    severity: 'warning',
    summary: 'requests with one API key came from web pages of several origins',
    reality: 'Everybody who opens such a page can read and use the key.',
    advice: 'Send the requests from a server, and keep the key there.'
  },
  'rule-never-applied': {
    severity: 'warning',
    isAbsence: true,
    summary: 'a rule of a file or an added rule has not applied to any request',
    reality: 'The failure that the rule describes was not tested.',
    advice: 'Check the match of the rule, or remove the rule.'
  },
  'unknown-path': {
    severity: 'error',
    summary: 'a request was sent to a path or with a method that the API does not have, other than a probe such as `GET /health`',
    reality: 'OpenAI responds with status 404.',
    advice: 'Correct the base URL or the path.'
  },
  'nothing-tested': {
    severity: 'error',
    isAbsence: true,
    summary: 'no image request was recorded, or each was refused because of its API key',
    reality: 'A run that tests nothing finds nothing.',
    advice: 'Check that the tests run, and that the base URL and the API key of their client are those of the mock.'
  }
} as const satisfies Record<string, FindingKind>

export type FindingId = keyof typeof findingKinds

export const findingIds = Object.keys(findingKinds) as FindingId[]

export function kindOf (id: FindingId): FindingKind {
  return findingKinds[id]
}
