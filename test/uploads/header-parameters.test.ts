import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { decodeText, filenameOf, parseHeader } from '../../src/uploads/header-parameters.js'

const parse = (text: string) => {
  const { value, parameters } = parseHeader(text)
  return [value, Object.fromEntries(parameters)]
}

t.test('parses values and parameters, quoted or not', async t => {
  const cases: [text: string, value: string, parameters: Record<string, string>][] = [
    ['', '', {}],
    ['  Image/PNG ', 'image/png', {}],
    ['form-data; name=image; filename=a.png', 'form-data', { name: 'image', filename: 'a.png' }],
    ['form-data;name="image[]";filename="a b.png"', 'form-data', { name: 'image[]', filename: 'a b.png' }],
    ['form-data; name=image; filename=my cat.png ; x=1', 'form-data', { name: 'image', filename: 'my cat.png', x: '1' }],
    ['Form-Data ; NAME = "a;b=c" ', 'form-data', { name: 'a;b=c' }],
    ['form-data; name="a\\"b\\\\c"', 'form-data', { name: 'a"b\\c' }],
    ['form-data; name=""', 'form-data', { name: '' }],
    ['form-data; name=', 'form-data', { name: '' }],
    ['form-data; name', 'form-data', {}],
    ['form-data; name=a; name=b', 'form-data', { name: 'a' }],
    ['form-data; name="never closed', 'form-data', { name: '"never closed' }],
    ['multipart/form-data; boundary="eWaUU3IR7UhEs2iCcA9sOus4IH=JmhnpTWMxTKvt8mHVMD6CCrW5aFwQk7YTXwkEA22urF"', 'multipart/form-data',
      { boundary: 'eWaUU3IR7UhEs2iCcA9sOus4IH=JmhnpTWMxTKvt8mHVMD6CCrW5aFwQk7YTXwkEA22urF' }],
    ['multipart/form-data; boundary=----formdata-undici-049447613411', 'multipart/form-data', { boundary: '----formdata-undici-049447613411' }],
    ['multipart/form-data; boundary=a=b_c', 'multipart/form-data', { boundary: 'a=b_c' }],
    ['text/plain; charset=UTF-8', 'text/plain', { charset: 'UTF-8' }]
  ]
  for (const [text, value, parameters] of cases) t.strictSame(parse(text), [value, parameters], text)
})

t.test('parses every name that is quoted and escaped', async t => {
  holds(t, [fc.string({ unit: 'grapheme' }), fc.string()], (name, other) => {
    const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
    const [, parameters] = parse(`form-data; other=${quote(other)}; name=${quote(name)}`)
    if (JSON.stringify(parameters) !== JSON.stringify({ other, name })) throw new Error(JSON.stringify(parameters))
  })
})

t.test('parses long hostile headers in linear time', async t => {
  const length = 100_000
  for (const text of ['; a="' + '\\"'.repeat(length), ';'.repeat(length), '; a'.repeat(length), ';' + ' '.repeat(length), '; a=' + ' '.repeat(length) + ';', `; a="${'x"'.repeat(length)}`]) {
    t.type(parseHeader(text).value, 'string')
  }
})

t.test('returns the name of a file without its folders and control characters', async t => {
  const cases: [disposition: string, filename: string | undefined][] = [
    ['form-data; name=image', undefined],
    ['form-data; filename="a.png"', 'a.png'],
    ['form-data; filename=""', ''],
    ['form-data; filename="../../etc/passwd"', 'passwd'],
    ['form-data; filename="Assets\\images_empty_room_with_mask.png"; filename*=utf-8\'\'Assets%5Cimages_empty_room_with_mask.png', 'images_empty_room_with_mask.png'],
    ['form-data; filename="Assets/a.png"; filename*=utf-8\'\'Assets%2fa.png', 'a.png'],
    ['form-data; filename="C:\\\\dir\\\\a.png"', 'a.png'],
    ['form-data; filename="a\x00\x1b[31m\x7f\u2028.png"', 'a[31m.png'],
    ['form-data; filename="a.png"; filename*=UTF-8\'en\'%E2%82%AC%20rates.png', '€ rates.png'],
    ['form-data; filename*=iso-8859-1\'\'%E9t%E9.png', 'été.png'],
    ['form-data; filename*=UTF-8\'\'a%0D%0Ab.png', 'ab.png'],
    ['form-data; filename="a.png"; filename*=UTF-8\'\'%FF.png', 'a.png'],
    ['form-data; filename="a.png"; filename*=klingon\'\'b.png', 'a.png'],
    ['form-data; filename="a.png"; filename*=b.png', 'a.png'],
    ['form-data; filename*=b.png', 'b.png'],
    ['form-data; filename="100%.png"', '100%.png'],
    ['form-data; filename="a%22b.png"', 'a%22b.png']
  ]
  for (const [disposition, filename] of cases) t.equal(filenameOf(parseHeader(disposition)), filename, JSON.stringify(filename))
})

t.test('decodes text in its charset, and in UTF-8 if the charset is unknown', async t => {
  t.equal(decodeText(Buffer.from('été €')), 'été €')
  t.equal(decodeText(Buffer.from([0xe9, 0x74, 0xe9]), 'iso-8859-1'), 'été')
  t.equal(decodeText(Buffer.from('été', 'utf16le'), 'utf-16le'), 'été')
  t.equal(decodeText(Buffer.from([0x93, 0xfa]), 'Shift_JIS'), '日')
  t.equal(decodeText(Buffer.from('été'), 'klingon'), 'été')
  t.equal(decodeText(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb')
  t.equal(decodeText(Buffer.from('\ufeffcat')), '\ufeffcat', 'a byte order mark is text like other text')
})
