/** Summary of paired samples: the median of their ratios, without pairs for which the host took CPU time away. */

export interface Sample {
  value: number
  /** The share of CPU time that the host of a virtual machine took away during the sample (steal time), from 0 to 1. */
  stolen: number
}

export interface Pair {
  mock: Sample
  reference: Sample
}

export interface Summary {
  mock: number
  reference: number
  /** The median of the ratios of two consecutive samples. */
  ratio: number
  /** The number of pairs that were used. */
  pairs: number
  /** The number of pairs that were skipped because of steal time. */
  skipped: number
}

const maxStolen = 0.02

export function median (values: readonly number[]): number {
  if (values.length === 0) return NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Summarises the pairs. All values are NaN if every pair was skipped. */
export function summarise (pairs: readonly Pair[]): Summary {
  const clean = pairs.filter(({ mock, reference }) => Math.max(mock.stolen, reference.stolen) <= maxStolen)
  return {
    mock: median(clean.map(({ mock }) => mock.value)),
    reference: median(clean.map(({ reference }) => reference.value)),
    ratio: median(clean.map(({ mock, reference }) => mock.value / reference.value)),
    pairs: clean.length,
    skipped: pairs.length - clean.length
  }
}
