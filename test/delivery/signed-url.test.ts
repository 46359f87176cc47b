import t from 'tap'
import { createSignedUrls } from '../../src/delivery/signed-url.js'
import { imageRequest, withParameters } from '../image-request.js'
import { picturesOf } from '../../src/pictures/picture.js'

const createdMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)
const organization = 'org-MockMockMockMockMockMock'
const isAssetFault = (name: string): name is 'corrupt' => name === 'corrupt'
const createUrls = (signingKey = 'k', ttlMs = 3_600_000) => createSignedUrls({ signingKey, ttlMs, organization, isAssetFault })
const urls = createUrls()
const requestId = 'req_0123456789abcdef0123456789abcdef'
const pictureOf = (body: object) => picturesOf(imageRequest(body))[0]!
const picture = pictureOf({ prompt: 'A cute baby sea otter' })

function checked (url: string, nowMs = createdMs, by = urls) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  return by.check(pathname, Object.fromEntries(searchParams), nowMs)
}

t.test('a URL has the format of real ones', async t => {
  t.match(urls.create(picture, requestId, createdMs), new RegExp('^/private/org-[A-Za-z0-9]{24}/user-[\\w-]+/img-[A-Za-z0-9]{24}\\.png' +
    '\\?st=2026-05-06T21%3A51%3A35Z&se=2026-05-06T23%3A51%3A35Z&sp=r&sv=2026-02-06&sr=b&rscd=inline&rsct=image/png&sig=([A-Za-z0-9/]|%2B){43}%3D$'))
})

t.test('extension and content type are those of the format', async t => {
  for (const format of ['jpeg', 'webp', 'gif']) {
    const [given] = picturesOf(withParameters(imageRequest({ prompt: 'x' }), { output_format: format }))
    const url = urls.create(given!, requestId, createdMs)
    t.match(url, new RegExp(`/img-[A-Za-z0-9]{24}\\.${format}\\?.*&rscd=inline&rsct=image/${format}&sig=`))
    t.match(checked(url), { valid: true, picture: given })
    for (const changed of [url.replace(`.${format}?`, '.png?'), url.replace(`image/${format}`, 'image/png')]) {
      t.strictSame(checked(changed), { valid: false, reason: 'tampered' }, changed)
    }
  }
})

t.test('a URL of version 0.1 is valid', async t => {
  const url = '/private/org-aaaaaaaaaaaaaaaaaaaaaaaa/user-MQpkYWxsLWUtMwoxMDI0eDEwMjQKaGQKdml2aWQKMAoxCjlhY2NkNjMzOWFhNzE2ZjE1MWNmMWQ0YTljZmY1ZmM1CgoKQSBjdXRlIGJhYnkgc2VhIG90dGVy/' +
    'img-0123456789abcdef01234500.png?st=2026-10-31T23%3A00%3A00Z&se=2026-11-01T01%3A00%3A00Z&sp=r&sv=2026-02-06&sr=b&rscd=inline&rsct=image/png&sig=kCQ3fjZJRlcCOA77At%2BCGfqEV9pJywwNovLeJaUv9uY%3D'
  const [picture] = picturesOf(imageRequest({ prompt: 'A cute baby sea otter', model: 'dall-e-3', quality: 'hd' }))
  const createdMs = Date.UTC(2026, 10, 1)
  t.strictSame(checked(url, createdMs, createUrls('openai-images-mock')), { valid: true, picture, startMs: createdMs - 3_600_000, createdMs })
})

t.test('a file name is derived from the request id and the index of the image', async t => {
  const pictures = picturesOf(imageRequest({ prompt: 'x', n: 10 }))
  const names = pictures.map(each => urls.create(each, requestId, createdMs).split(/[/?]/)[4])
  t.strictSame(names, pictures.map(({ index }) => `img-0123456789abcdef0123450${index}.png`))
})

t.test('check returns the picture of a URL and the second in which it was created', async t => {
  for (const given of [
    picture,
    pictureOf({ prompt: 'ثعلب صغير', model: 'dall-e-3', quality: 'hd', style: 'natural', size: '1792x1024' }),
    pictureOf({ prompt: '\u0000\n', model: 'a\nb\u202e', n: 10 })
  ]) {
    for (const secondMs of [createdMs - 250, createdMs + 750]) {
      for (const ms of [secondMs, secondMs + 999]) {
        t.strictSame(checked(urls.create(given, requestId, ms), ms), { valid: true, picture: given, startMs: secondMs - 3_600_000, createdMs: secondMs })
      }
    }
  }
})

t.test('check returns the fault of a URL', async t => {
  t.match(checked(urls.create(picture, requestId, createdMs, 'corrupt')), { valid: true, assetFault: 'corrupt' })
  t.match(checked(urls.create(picture, requestId, createdMs, 'corrupt').replace('~corrupt', '')), { valid: false, reason: 'tampered' })
})

t.test('a URL with an unknown fault is refused as tampered with, even if its signature is valid', async t => {
  for (const word of ['boo', 'constructor', 'toString', 'corrupt_']) {
    t.strictSame(checked(urls.create(picture, requestId, createdMs, word)), { valid: false, reason: 'tampered' }, word)
  }
})

t.test('a URL is valid until it expires, on every replica with the same key', async t => {
  const url = urls.create(picture, requestId, createdMs)
  const replica = createUrls('k', 60_000)
  t.equal(checked(url, createdMs + 3_599_000, replica).valid, true)
  t.equal(checked(url, createdMs - 250 - 3_600_000).valid, true, 'valid from an hour before its creation')
  t.match(checked(url, createdMs + 3_600_000), { valid: false, reason: 'expired' })
  t.match(checked(url, createdMs - 251 - 3_600_000), { valid: false, reason: 'not yet valid' })
  t.match(checked(url, createdMs, createUrls('other')), { valid: false, reason: 'tampered' })
})

t.test('a URL stays valid if a client escapes its query again', async t => {
  const url = new URL(urls.create(picture, requestId, createdMs), 'http://localhost')
  url.search = new URLSearchParams(url.searchParams).toString()
  t.match(url.search, /rsct=image%2Fpng/)
  t.equal(checked(url.href).valid, true)
})

t.test('a changed URL is refused as tampered with, unsigned or malformed', async t => {
  const url = urls.create(picture, requestId, createdMs)
  const other = urls.create(pictureOf({ prompt: 'Another' }), requestId, createdMs)
  for (const changed of [
    url.replace('23%3A51', '23%3A59'),
    url.replace('sp=r', 'sp=rw'),
    url.replace('sv=2026', 'sv=2027'),
    url.replace('&rscd=inline', ''),
    url.replace('sig=', 'sig=A'),
    url.replace(/sig=.*/, 'sig='),
    url.replace(/\/img-.{24}/, `/img-${'a'.repeat(24)}`),
    other.split('?')[0] + '?' + url.split('?')[1]
  ]) {
    t.strictSame(checked(changed), { valid: false, reason: 'tampered' }, changed)
  }
  for (const unsigned of ['/private/x.png', url.split('?')[0]!, `${url.split('?')[0]}?`, `${url.split('?')[0]}?w=256`]) {
    t.strictSame(checked(unsigned), { valid: false, reason: 'unsigned' }, unsigned)
  }
  for (const malformed of ['/private/x.png?sig=x', url.replace(/st=[^&]*&/, ''), url.replace('.png', '.bmp'), url.replace('user-', 'user-/../')]) {
    t.strictSame(checked(malformed), { valid: false, reason: 'malformed' }, malformed)
  }
})

t.test('a picture that no request can create is refused, even if its URL is signed', async t => {
  for (const forged of [
    { size: '9999x9999' }, { size: '1x1' }, { quality: 'a\tb' }, { style: 'x'.repeat(33) }, { index: -1 }, { index: 10 }, { count: 0 },
    { count: 1e9 }, { seed: 'zz' }, { seed: '../../etc/passwd' }, { caption: 'x'.repeat(401) }, { model: 'm'.repeat(49) }, { caption: 'a\nb' }, { userImage: '../x' }, { minBytes: 1e12 }
  ]) {
    const url = urls.create({ ...picture, ...forged } as never, requestId, createdMs)
    t.match(checked(url), { valid: false, reason: /^(tampered|malformed)$/ }, JSON.stringify(forged))
  }
})

t.test('a URL has at most 2,000 characters for any prompt in any script', async t => {
  const longestOrigin = `https://${'a'.repeat(253)}:65535/${'b'.repeat(127)}`
  const tooLong: string[] = []
  const fileNames: string[] = []
  for (const unit of ['x', 'W ', 'é', 'я', '水', 'के', '🦦', '👩‍👩‍👧‍👦', '"', '\\', '<', '\u0000', '\u202e', '\u0301', '\u{20000}', 'ﷺ']) {
    for (const model of ['dall-e-3', unit.repeat(200)]) {
      const prompt = unit.repeat(4000).slice(0, 4000)
      const request = imageRequest({ prompt, model: model || 'm', n: model === 'dall-e-3' ? 1 : 10 })
      for (const output of [{}, { output_format: 'webp', output_compression: 50, background: 'transparent' }, { output_format: 'gif', frame_count: 16, frame_duration_ms: 655_350 }]) {
        const sources = { kind: 'edit' as const, id: 'a'.repeat(32), images: 16, guide: 'markup' as const }
        for (const shown of [{ userImages: ['a'.repeat(64)] }, { sources }]) {
          const [picture] = picturesOf(withParameters(request, output as Record<string, string>), { minBytes: 8_000_000, ...shown })
          const url = longestOrigin + urls.create(picture!, requestId, createdMs)
          if (url.length > 2000) tooLong.push(`${JSON.stringify(unit)}: ${url.length}`)
          fileNames.push(url.split('?')[0]!.split('/').at(-1)!)
        }
      }
    }
  }
  t.equal(fileNames.length, 192)
  t.strictSame(tooLong, [])
  t.strictSame(fileNames.filter(name => !/^img-.{24}\.\w{3,4}$/.test(name)), [], 'the file name is short enough for a file system')
})
