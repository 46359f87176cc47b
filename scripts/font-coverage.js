/** Prints the code points that the bundled fonts cover: `node scripts/font-coverage.js > fonts/coverage.json`. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fontkit from 'fontkit'

const folder = fileURLToPath(new URL('../fonts/', import.meta.url))
const fontFiles = readdirSync(folder).filter(name => /\.(ttf|otf)$/.test(name)).sort()

/** Private-use characters are excluded, since their meaning depends on the font. */
function isPrivate (codePoint) {
  return (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000
}

function coveredCodePoints () {
  const sets = fontFiles.map(name => fontkit.openSync(folder + name).characterSet)
  return [...new Set(sets.flat())].filter(codePoint => !isPrivate(codePoint)).sort((a, b) => a - b)
}

/** Encodes [65, 66, 67, 70] as [65, 3, 2, 1]: lengths of ranges, alternately not covered and covered. */
function alternatingRuns (codePoints) {
  const runs = []
  let next = 0
  for (const codePoint of codePoints) {
    if (codePoint === next && runs.length > 0) runs[runs.length - 1]++
    else runs.push(codePoint - next, 1)
    next = codePoint + 1
  }
  return runs
}

const lines = JSON.stringify(alternatingRuns(coveredCodePoints())).match(/.{1,120}(?=,|$),?/g)
console.log(lines.join('\n'))
