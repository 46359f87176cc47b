/** Overrides: the behaviours and rules that can replace a normal response, as labels for the top bar and as a list. */
import type { BehaviourValues, RuleState } from './mock-api.js'

export interface Overrides {
  /** The number of behaviours and rules. */
  count: number
  /** A short label for each behaviour that is set, such as `50% errors` and `250ms latency`. */
  behaviours: readonly string[]
  /** One line for each behaviour and for each source of rules. */
  lines: readonly string[]
}

export function overridesOf (behaviours: BehaviourValues | undefined, rules: readonly RuleState[]): Overrides {
  const active = behaviours ? labelsOf(behaviours) : []
  const usable = rules.filter(({ left, tooSlow }) => left !== 0 && !tooSlow)
  const fromFiles = usable.filter(({ source }) => source === 'file').length
  const posted = usable.length - fromFiles
  return {
    count: active.length + usable.length,
    behaviours: active.map(({ short }) => short),
    lines: [
      ...active.map(({ line }) => line),
      ...(posted > 0 ? [`${plural(posted, 'rule')} added here or by the control API`] : []),
      ...(fromFiles > 0 ? [`${plural(fromFiles, 'rule')} from files`] : [])
    ]
  }
}

function labelsOf ({ errorRate, errorRateError, latency, imagesPerMinute }: BehaviourValues): Array<{ short: string, line: string }> {
  const percent = `${percentOf(errorRate)}%`
  const images = imagesPerMinute === null ? '' : plural(imagesPerMinute, 'image')
  return [
    ...(errorRate > 0 ? [{ short: `${percent} errors`, line: `${percent} of requests fail with ${errorRateError}` }] : []),
    ...(latency === null ? [] : [{ short: `${latency} latency`, line: `Latency of every request: ${latency}` }]),
    ...(imagesPerMinute === null ? [] : [{ short: `${images}/min`, line: `At most ${images} per minute and key` }])
  ]
}

/** Converts a share from 0 to 1 to percent, without the rounding error of 0.07 × 100. */
export function percentOf (share: number): number {
  return Math.round(share * 1e6) / 1e4
}

function plural (count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
}
