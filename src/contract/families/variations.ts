/** The contract of image variations, which only DALL·E 2 supports. Refusals have the wording of the first backend. */
import { wrongMode } from '../../errors/catalogue.js'
import type { InputCheck, Family } from './family.js'
import { legacyWords } from '../validation/parameter-words.js'
import { dallE } from './dall-e.js'
import { smallSquarePng } from './edits.js'

const { model, n, response_format: responseFormat, size, user } = dallE.request.properties
const modes = ['RGB', 'RGBA']

const colourMode: InputCheck = ({ images }) => {
  const { mode } = images[0]!.decoded!
  return modes.includes(mode) ? undefined : wrongMode(mode, modes)
}

export const dallEVariations: Family = {
  ...dallE,
  request: {
    $id: 'CreateImageVariationRequest',
    type: 'object',
    required: ['image'],
    properties: {
      // Any media type is accepted, since the content determines the format (recorded with an empty type, ruby-openai).
      image: { description: 'The image to use as the basis for the variation(s).', file: { mediaTypes: [] } },
      model: model!,
      n: n!,
      response_format: responseFormat!,
      size: size!,
      user: user!
    }
  },
  unsupported: {},
  enforced: { response_format: { listed: ['b64_json', 'url'] } },
  checkedFirst: ['image', 'size'],
  words: legacyWords,
  inputChecks: [smallSquarePng, colourMode]
}
