/** The formats of the report: their names, content types and functions. */
import type { Report } from '../report-schema.js'
import { formatJunit } from './junit.js'
import { formatMarkdown } from './markdown.js'
import { formatText, type TextOptions } from './text.js'

interface ReportFormat {
  /** The value of `Content-Type`. */
  contentType: string
  format: (report: Report, options: TextOptions) => string
}

const formats = {
  json: { contentType: 'application/json; charset=utf-8', format: report => `${JSON.stringify(report, null, 2)}\n` },
  junit: { contentType: 'application/xml; charset=utf-8', format: formatJunit },
  markdown: { contentType: 'text/markdown; charset=utf-8', format: formatMarkdown },
  text: { contentType: 'text/plain; charset=utf-8', format: formatText }
} as const satisfies Record<string, ReportFormat>

export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats) as FormatName[]

/** Returns the report in a format, with its content type. */
export function formatReport (report: Report, name: FormatName, options: TextOptions = {}): { contentType: string, text: string } {
  const { contentType, format } = formats[name] as ReportFormat
  return { contentType, text: format(report, options) }
}
