/** Usage of the GPT image models against recorded and published values. */
import t from 'tap'
import { models } from '../../../src/contract/models.js'
import { countTokens } from '../../../src/contract/usage/prompt-tokens.js'
import { replaceUsage, usageOf } from '../../../src/contract/usage/usage.js'
import { cpuTimeMs } from '../../cpu-time.js'

const outputTokens = (model: string, quality: string, size: string, n = 1) =>
  usageOf({ imageTokens: models.get(model)!.imageTokens!, quality, size, n, promptTokens: 4 }).output_tokens

t.test('gpt-image-2 counts the tokens that were recorded and published', async t => {
  for (const [quality, size, tokens] of [
    // Recorded.
    ['low', '1536x864', 120], ['medium', '1254x1254', 2058], ['low', '1024x1024', 196],
    // Published.
    ['high', '1024x1024', 7024], ['high', '1536x1024', 5488], ['high', '1024x1536', 5488], ['high', '1792x1024', 5063], ['high', '3584x2048', 12329],
    ['high', '3840x2160', 13342], ['high', '2048x2048', 14272], ['high', '2560x1440', 7370], ['low', '976x704', 129], ['low', '960x720', 130],
    // The table of the published calculator.
    ['medium', '1024x1024', 1756], ['low', '1536x1024', 158], ['medium', '1024x1536', 1372], ['low', '2048x2048', 397], ['medium', '2048x2048', 3568],
    ['low', '2048x1152', 157], ['medium', '2048x1152', 1413], ['high', '2048x1152', 5650], ['low', '3840x2160', 371], ['medium', '2160x3840', 3336],
    ['low', '1254x1254', 229], ['high', '1254x1254', 8232]
  ] as const) t.equal(outputTokens('gpt-image-2', quality, size), tokens, `${quality} ${size}`)
})

t.test('gpt-image-2.5 counts with a finer grid', async t => {
  for (const [quality, ...counts] of [
    ['low', 196, 158, 397, 157, 371, 229], ['medium', 439, 343, 892, 367, 865, 515], ['high', 1756, 1372, 3568, 1413, 3336, 2058],
    ['xhigh', 3122, 2459, 6343, 2511, 5930, 3659], ['max', 7024, 5488, 14272, 5650, 13342, 8232]
  ] as const) {
    const sizes = ['1024x1024', '1536x1024', '2048x2048', '2048x1152', '3840x2160', '1254x1254']
    for (const model of ['gpt-image-2.5-flare', 'gpt-image-2.5-sunburst-2026-09-08']) {
      t.strictSame(sizes.map(size => outputTokens(model, quality, size)), counts, quality)
    }
  }
})

t.test('gpt-image-1 and -mini count by a table, gpt-image-1.5 adds text tokens', async t => {
  for (const [quality, ...counts] of [['low', 272, 408, 400], ['medium', 1056, 1584, 1568], ['high', 4160, 6240, 6208]] as const) {
    const sizes = ['1024x1024', '1024x1536', '1536x1024']
    for (const model of ['gpt-image-1', 'gpt-image-1-mini']) t.strictSame(sizes.map(size => outputTokens(model, quality, size)), counts)
    t.strictSame(sizes.map(size => outputTokens('gpt-image-1.5', quality, size)), counts.map(count => count + 209))
  }
  t.equal(outputTokens('gpt-image-1', 'medium', '1024x1024', 2), 2112, 'recorded')
  t.equal(outputTokens('gpt-image-1', 'high', '1024x1536', 2), 12480, 'recorded')
})

t.test('all tokens are multiplied by the number of images, and the prompt has six more', async t => {
  const { imageTokens } = models.get('gpt-image-1.5')!
  t.strictSame(usageOf({ imageTokens: imageTokens!, quality: 'low', size: '1024x1024', n: 2, promptTokens: 5 }), {
    input_tokens: 22,
    input_tokens_details: { image_tokens: 0, text_tokens: 22 },
    output_tokens: 962,
    output_tokens_details: { image_tokens: 544, text_tokens: 418 },
    total_tokens: 984
  })
})

t.test('a replaced usage adds up unless its sums are replaced', async t => {
  const { imageTokens } = models.get('gpt-image-1')!
  const usage = usageOf({ imageTokens: imageTokens!, quality: 'low', size: '1024x1024', n: 1, promptTokens: 4 })
  t.strictSame(replaceUsage(usage, {}), usage)
  t.strictSame(replaceUsage(usage, { output_tokens: 4160 }), {
    ...usage, output_tokens: 4160, output_tokens_details: { image_tokens: 4160, text_tokens: 0 }, total_tokens: 4170
  })
  t.strictSame(replaceUsage(usage, { input_tokens: 0, output_tokens_details: { text_tokens: 8 } }), {
    input_tokens: 0,
    input_tokens_details: { image_tokens: 0, text_tokens: 0 },
    output_tokens: 280,
    output_tokens_details: { image_tokens: 272, text_tokens: 8 },
    total_tokens: 280
  })
  t.match(replaceUsage(usage, { total_tokens: 1 }), { input_tokens: 10, output_tokens: 272, total_tokens: 1 }, 'inconsistent, as asked')
})

t.test('prompts are counted in o200k_base', async t => {
  for (const [prompt, tokens] of [
    // Recorded, less the six.
    ['a siamese cat', 4], ['An isolated stop sign.', 5], ['a red circle', 3],
    ['', 0], ['<|endoftext|>', 7], ['🦦', 3]
  ] as const) t.equal(await countTokens(prompt), tokens, prompt)
})

t.test('the longest prompts are counted in a fraction of a second, regardless of their characters', async t => {
  await countTokens('load')
  const longest = (text: string) => text.repeat(Math.ceil(32_000 / [...text].length))
  for (const [text, exact] of [['a', 4000], [' ', 250], ['-', 500], ['ภาษาไทย', 9142], ['漢字仮名交じり文の例', 35_200], ['🦦', 96_000]] as const) {
    const startMs = cpuTimeMs()
    const count = await countTokens(longest(text))
    const usedMs = cpuTimeMs() - startMs
    t.ok(usedMs < 500, `${text}: ${usedMs} ms`)
    t.ok(count >= exact && count <= exact * 1.02, `${text}: ${count} instead of ${exact}`)
  }
})
