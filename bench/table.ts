/** Formats the rows as one table. */
import type { Row } from './row.js'

const columns = ['', 'mock', 'reference', 'ratio', 'target', 'verdict', ''] as const

/** Returns a Markdown table whose columns are aligned, so that it can be read in a terminal, too. */
export function table (rows: readonly Row[]): string {
  const cells = [[...columns], ...rows.map(cellsOf)]
  const widths = columns.map((_, column) => Math.max(3, ...cells.map(row => row[column]!.length)))
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const [head, ...body] = cells.map(line)
  return [head, line(widths.map(width => '-'.repeat(width))), ...body].join('\n')
}

/** Returns the cells of a row. A value that is undefined or NaN is blank. */
function cellsOf ({ name, unit, mock, reference, ratio = NaN, target, verdict, note = '' }: Row): string[] {
  const amount = (value = NaN) => Number.isNaN(value) ? '' : `${rounded(value)} ${unit}`
  return [name, amount(mock), amount(reference), Number.isNaN(ratio) ? '' : ratio.toFixed(2), target, verdict, note]
}

function rounded (value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}
