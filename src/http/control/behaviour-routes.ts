/** The control API's paths of the standing behaviours: how every caller is treated. */
import type { FastifyInstance } from 'fastify'
import { Behaviours, SomeBehaviours, type RuntimeSettings } from '../../behaviours/runtime-settings.js'
import { answer, describe } from './control-schemas.js'

export interface BehaviourPathsOptions {
  standing: Pick<RuntimeSettings, 'get' | 'set' | 'reset'>
}

export function behaviourPaths (app: FastifyInstance, { standing }: BehaviourPathsOptions): void {
  const response = { 200: answer('The behaviours as they stand.', Behaviours) }

  app.get('/_mock/behaviours', {
    schema: describe('getBehaviours', 'Tells the standing behaviours.', { response })
  }, async () => standing.get())

  app.patch<{ Body: Partial<Behaviours> }>('/_mock/behaviours', {
    schema: describe('changeBehaviours', 'Changes those that are given, all or none of them, for every caller: with a key, too.', { body: SomeBehaviours, response })
  }, async request => standing.set(request.body))

  app.delete('/_mock/behaviours', {
    schema: describe('resetBehaviours', 'Returns to the behaviours that the mock was started with, for every caller: with a key, too.', { response })
  }, async () => {
    standing.reset()
    return standing.get()
  })
}
