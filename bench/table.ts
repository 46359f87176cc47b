/** The rows as one table. */
import type { Row } from './row.js'

const columns = ['', 'ours', 'reference', 'ratio', 'target', 'verdict', ''] as const

/** A table in Markdown, aligned to be read in a terminal too. */
export function table (rows: readonly Row[]): string {
  const cells = [[...columns], ...rows.map(cellsOf)]
  const widths = columns.map((_, column) => Math.max(3, ...cells.map(row => row[column]!.length)))
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const [head, ...body] = cells.map(line)
  return [head, line(widths.map(width => '-'.repeat(width))), ...body].join('\n')
}

function cellsOf ({ name, unit, ours, reference, ratio, target, verdict, note = '' }: Row): string[] {
  const amount = (value?: number) => value === undefined ? '' : `${rounded(value)} ${unit}`
  return [name, amount(ours), amount(reference), ratio === undefined ? '' : ratio.toFixed(2), target, verdict, note]
}

function rounded (value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}
