/** The behaviours and rules that can change a response, in short for the top bar and as a list. */
import type { ArmedRule, Behaviours } from './mock-api.js'

export interface InEffect {
  /** How many behaviours and rules there are. */
  count: number
  /** The standing behaviours, such as `50% errors` and `250ms latency`. Empty if none is set. */
  behaviours: readonly string[]
  /** One line for each behaviour and each group of rules. */
  lines: readonly string[]
}

export function inEffect (behaviours: Behaviours | undefined, rules: readonly ArmedRule[]): InEffect {
  const standing = behaviours ? standingOf(behaviours) : []
  const usable = rules.filter(({ left, tooSlow }) => left !== 0 && !tooSlow)
  const fromFiles = usable.filter(({ source }) => source === 'file').length
  const posted = usable.length - fromFiles
  return {
    count: standing.length + usable.length,
    behaviours: standing.map(({ short }) => short),
    lines: [
      ...standing.map(({ line }) => line),
      ...(posted > 0 ? [`${plural(posted, 'rule')} added here or by the control API`] : []),
      ...(fromFiles > 0 ? [`${plural(fromFiles, 'rule')} from files`] : [])
    ]
  }
}

function standingOf ({ errorRate, errorRateError, latency, imagesPerMinute }: Behaviours): Array<{ short: string, line: string }> {
  const percent = `${percentOf(errorRate)}%`
  const images = imagesPerMinute === null ? '' : plural(imagesPerMinute, 'image')
  return [
    ...(errorRate > 0 ? [{ short: `${percent} errors`, line: `${percent} of requests fail with ${errorRateError}` }] : []),
    ...(latency === null ? [] : [{ short: `${latency} latency`, line: `Latency of every request: ${latency}` }]),
    ...(imagesPerMinute === null ? [] : [{ short: `${images}/min`, line: `At most ${images} per minute and key` }])
  ]
}

/** A share from 0 to 1 in percent: 0.07 times 100 is a little more than 7. */
export function percentOf (share: number): number {
  return Math.round(share * 1e6) / 1e4
}

function plural (count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
}
