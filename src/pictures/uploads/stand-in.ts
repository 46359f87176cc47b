/** Stand-ins for images that a request only refers to: by a URL that is not fetched, or by a file id. */
import { hash } from 'node:crypto'
import type { DecodedImage } from '../../contract/body/image-inputs.js'
import { toDisplayable } from '../text/displayable.js'
import { truncate } from '../text/truncate.js'
import type { Picture } from '../picture.js'
import type { Renderer } from '../render.js'

const edge = 1024

/**
 * Creates the function that draws a stand-in. Its name determines the scene and is the caption. A mask has a transparent background,
 * and the size of the image that it belongs to.
 */
export function createDrawStandIn ({ file }: Pick<Renderer, 'file'>) {
  return async (name: string, maskOf?: Pick<DecodedImage, 'width' | 'height'>): Promise<DecodedImage & { prepared: Buffer }> => {
    const isMask = maskOf !== undefined
    const picture: Picture = {
      model: isMask ? 'mask' : 'image',
      size: `${edge}x${edge}`,
      index: 0,
      count: 1,
      caption: truncate(toDisplayable(name), 200, 400),
      seed: hash('sha256', name).slice(0, 32),
      format: 'png',
      ...(isMask && { background: 'transparent' })
    }
    return {
      format: 'png',
      width: maskOf?.width ?? edge,
      height: maskOf?.height ?? edge,
      mode: isMask ? 'RGBA' : 'RGB',
      hasAlpha: isMask,
      transparency: isMask ? 'some' : 'none',
      prepared: await file(picture)
    }
  }
}
