/** The text form of a picture, which image URLs contain. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { imageRequest } from '../image-request.js'
import { pictureFromText, pictureToText, picturesOf } from '../../src/pictures/picture.js'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '\ud83e', '🦦', 'ّ') })
)
const dallE2 = fc.record({ n: fc.integer({ min: 1, max: 10 }), size: fc.constantFrom('256x256', '512x512', '1024x1024') })
const dallE3 = fc.record({
  model: fc.constant('dall-e-3'),
  size: fc.constantFrom('1024x1024', '1792x1024', '1024x1792'),
  quality: fc.constantFrom('standard', 'hd'),
  style: fc.constantFrom('vivid', 'natural')
})
const other = fc.record({ model: anyText.filter(text => text !== ''), n: fc.integer({ min: 1, max: 10 }) })
const options = fc.record({
  userImages: fc.option(fc.array(fc.stringMatching(/^[0-9a-f]{8,64}$/), { minLength: 1, maxLength: 3 }), { nil: undefined }),
  minBytes: fc.option(fc.integer({ min: 1, max: 8 * 2 ** 20 }), { nil: undefined })
})
const pictures = fc.tuple(anyText.filter(text => text !== ''), fc.oneof(dallE2, dallE3, other), options)
  .map(([prompt, body, options]) => picturesOf(imageRequest({ prompt, ...body }), options))

t.test('property: decoding the text of any picture returns the picture', async t => {
  holds(t, [pictures], pictures => {
    for (const picture of pictures) assert.deepEqual(pictureFromText(pictureToText(picture)), picture)
  })
})

t.test('property: different pictures have different texts', async t => {
  holds(t, [pictures], pictures => {
    assert.equal(new Set(pictures.map(pictureToText)).size, pictures.length)
  })
})

t.test('property: any other text is rejected, or is exactly the text of the decoded picture', async t => {
  const altered = fc.tuple(pictures, fc.nat(), anyText).map(([[picture], at, inserted]) => {
    const text = Buffer.from(pictureToText(picture!), 'base64url').toString()
    const from = at % (text.length + 1)
    return Buffer.from(text.slice(0, from) + inserted + text.slice(from + 1)).toString('base64url')
  })
  holds(t, [fc.oneof(altered, fc.string({ unit: 'binary' }), fc.base64String())], text => {
    const picture = pictureFromText(text)
    if (picture) assert.equal(pictureToText(picture), text)
  }, 500)
})
