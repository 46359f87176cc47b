/** What is made of the samples: the median of paired ratios, of the pairs from which the host stole nothing to speak of. */

export interface Sample {
  value: number
  /** The share of the machine's time that its host took away meanwhile, from 0 to 1. */
  stolen: number
}

export interface Pair {
  ours: Sample
  reference: Sample
}

export interface Summary {
  ours: number
  reference: number
  /** The median of the ratios, each of two samples taken one after the other. */
  ratio: number
  /** How many pairs count, and how many were left out. */
  pairs: number
  leftOut: number
}

const mostStolen = 0.02

export function median (values: readonly number[]): number {
  if (values.length === 0) return NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Pairs without a stolen sample; NaN in all members where none is left. */
export function summarise (pairs: readonly Pair[]): Summary {
  const clean = pairs.filter(({ ours, reference }) => Math.max(ours.stolen, reference.stolen) <= mostStolen)
  return {
    ours: median(clean.map(({ ours }) => ours.value)),
    reference: median(clean.map(({ reference }) => reference.value)),
    ratio: median(clean.map(({ ours, reference }) => ours.value / reference.value)),
    pairs: clean.length,
    leftOut: pairs.length - clean.length
  }
}
