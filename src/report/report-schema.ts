/** Schema of the report: the verdict on a client, what its requests would have cost, and what they covered. */
import { Type, type Static } from 'typebox'
import { StringEnum } from '../text/allowed-values.js'
import { findingIds } from './finding-kinds.js'

const text = (description: string) => Type.String({ description })
const count = (description: string) => Type.Integer({ description })
const usd = (description: string) => Type.Number({ description: `${description}, in US dollars.` })

export const Finding = Type.Object({
  id: StringEnum(findingIds, { description: 'The kind of the finding, as `allow` takes it. Several findings can have the same id, for different parameters, models, paths or keys.' }),
  severity: StringEnum(['error', 'warning'], { description: '`error`: OpenAI would refuse the request, or charge without a benefit. `warning`: it works, but is fragile, ends soon, or may be a mistake.' }),
  title: text('What the client did, as one sentence with the numbers.'),
  reality: text('What OpenAI does in this case.'),
  advice: text('How to fix it.'),
  count: count('How many requests, images or rules are concerned.'),
  requests: Type.Array(Type.String(), { maxItems: 20, description: 'The ids of the requests concerned, oldest first; at most 20.' }),
  param: Type.Optional(text('The parameter concerned. Undefined if the finding is not about one.')),
  model: Type.Optional(text('The model concerned. Undefined if the finding is not about one.')),
  path: Type.Optional(text('The path concerned. Undefined if the finding is not about one.')),
  key: Type.Optional(text('The end of the API key concerned, such as `…4f2a`. Undefined if the finding is not about one.')),
  rules: Type.Optional(Type.Array(Type.String(), { description: 'The ids of the rules concerned. Undefined if the finding is not about rules.' }))
}, { description: 'Something that a client did and should not do, or did not do and should.' })

export const RequestCounts = Type.Object({
  total: count('Requests, without downloads of images.'),
  answered: count('Requests with a complete response of a status below 400.'),
  refused: count('Requests with a complete response of status 4xx.'),
  failed: count('Requests with a complete response of status 5xx, and streams that ended with an error.'),
  incomplete: count('Requests without a complete response: a fault ended it, or the client disconnected.'),
  downloads: count('Downloads of images.'),
  from: Type.Optional(text('When the first request arrived, in ISO 8601. Undefined if there is none.')),
  to: Type.Optional(text('When the last response ended, in ISO 8601. Undefined if there is none.'))
}, { description: 'The requests in the journal.' })

export const BillLine = Type.Object({
  day: text('The day in UTC, such as `2026-11-28`.'),
  model: text('The model.'),
  key: Type.Optional(text('The end of the API key, such as `…4f2a`. Undefined if there is none.')),
  requests: count('The number of requests that OpenAI would charge for.'),
  images: count('The number of images.'),
  inputTokens: count('The number of input tokens; 0 for models that are charged by the image.'),
  outputTokens: count('The number of output tokens; 0 for models that are charged by the image.'),
  cost: Type.Optional(usd('The cost. Undefined if no price is known for the model')),
  wasted: usd('The part of the cost that was wasted: for responses that the client did not receive or requested again')
}, { description: 'The requests of one API key to one model on one day.' })

export const ListedPrice = Type.Object({
  model: text('The model.'),
  price: text('The price as text, such as `$30 per million tokens of image output`.'),
  source: text('Where the price was published, or what it was assumed from.'),
  date: text('The month in which the price was read, such as `2026-09`.')
}, { description: 'A price that the bill uses.' })

export const Bill = Type.Object({
  note: text('A sentence that says that the mock itself costs nothing.'),
  currency: StringEnum(['USD'], { description: 'The currency.' }),
  total: usd('What OpenAI would have charged'),
  wasted: usd('The part of the total that was wasted'),
  isLowerBound: Type.Optional(Type.Literal(true, { description: 'True if the journal has forgotten requests, which may have cost more. Otherwise undefined.' })),
  lines: Type.Array(BillLine, { description: 'By day, model and API key.' }),
  prices: Type.Array(ListedPrice, { description: 'The prices of the models in the bill.' })
}, { description: 'What the requests would have cost with OpenAI.' })

export const CoverageGroup = Type.Object({
  name: text('The name of the group, such as `operations` or `failures`.'),
  covered: Type.Array(Type.String(), { description: 'What the requests have exercised.' }),
  missing: Type.Array(Type.String(), { description: 'What they have not. Empty if the journal has forgotten requests.' })
}, { description: 'A part of the coverage.' })

export const Coverage = Type.Object({
  percent: count('The covered part of all groups together, rounded down.'),
  covered: count('How much is covered.'),
  total: count('How much could be covered by a suite that uses these operations and models.'),
  isLowerBound: Type.Optional(Type.Literal(true, { description: 'True if the journal has forgotten requests, which may have covered more. Otherwise undefined.' })),
  groups: Type.Array(CoverageGroup)
}, { description: 'Which operations, models, parameters, refusals and failures the requests have exercised.' })

export const Report = Type.Object({
  time: text('When the report was made, in ISO 8601.'),
  requests: RequestCounts,
  running: count('The number of requests that have not ended. They are not part of the report.'),
  forgotten: count('The number of older requests that the journal no longer has. If it is not 0, the report does not say that something never happened.'),
  verdict: StringEnum(['sound', 'warnings', 'errors'], { description: 'The highest severity of the findings; `sound` if there are none.' }),
  findings: Type.Array(Finding, { description: 'The findings, errors first.' }),
  bill: Bill,
  coverage: Coverage
}, { description: 'The report on the requests in the journal.' })

/**
 * What the clients of a mock did wrong, what their requests would have cost, and what they covered.
 *
 * ```js
 * const { verdict, findings, bill } = await mock.report()
 * ```
 */
export type Report = Static<typeof Report>
/** Something that a client did wrong. */
export type Finding = Static<typeof Finding>
export type RequestCounts = Static<typeof RequestCounts>
export type BillLine = Static<typeof BillLine>
export type ListedPrice = Static<typeof ListedPrice>
export type Bill = Static<typeof Bill>
export type CoverageGroup = Static<typeof CoverageGroup>
export type Coverage = Static<typeof Coverage>
