/** Findings about models: unknown, retired, or retired soon. */
import { models } from '../../contract/models.js'
import type { Find, Found } from '../found.js'
import { largestGroups } from '../groups.js'
import { plural } from '../sentences.js'
import { isCharged } from '../work-done.js'

/** How long before its last day a model is found: time to change clients. */
const noticeMs = 60 * 24 * 3600 * 1000

export const findModels: Find = ({ exchanges, contractMs }) =>
  largestGroups(exchanges.filter(isCharged), ({ request }) => request.parameters.model).flatMap((group): Found[] => {
    const [{ request: { parameters: { model }, model: { retired } } }] = group
    const shared = { model, exchanges: group }
    const sent = `Sent ${plural(group.length, 'request')} to ${model}`
    if (!models.has(model)) return [{ id: 'model-unknown', title: `${sent}, which is not a model of OpenAI.`, ...shared }]
    if (retired === undefined || Date.parse(retired) - contractMs > noticeMs) return []
    return [Date.parse(retired) <= contractMs
      ? { id: 'model-retired', title: `${sent}, which OpenAI retired on ${retired}.`, ...shared }
      : { id: 'model-retiring', title: `${sent}, which OpenAI retires on ${retired}.`, ...shared }]
  })
