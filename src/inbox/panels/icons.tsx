/** Icons in the colour of the text. */
import type { ComponentChildren } from 'preact'

function Icon ({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class='icon' viewBox='0 0 20 20' width='20' height='20' aria-hidden='true'
      fill='none' stroke='currentColor' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'
    >
      {children}
    </svg>
  )
}

export const SearchIcon = () => <Icon><circle cx='9' cy='9' r='5.2' /><path d='m13 13 3.6 3.6' /></Icon>
export const FailIcon = () => <Icon><path d='M11 2.8 4.6 11h4.6l-.6 6.2L15.4 9h-4.8z' /></Icon>
export const TryIcon = () => <Icon><path d='M10 3v3M10 14v3M3 10h3M14 10h3M5.4 5.4l1.8 1.8M12.8 12.8l1.8 1.8M14.6 5.4l-1.8 1.8M7.2 12.8l-1.8 1.8' /></Icon>
export const HelpIcon = () => <Icon><circle cx='10' cy='10' r='7' /><path d='M7.9 7.9a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4M10 13.6v.1' /></Icon>
export const ClearIcon = () => <Icon><path d='M4 6h12M8.2 6V4.2h3.6V6M5.6 6l.7 9.8h7.4l.7-9.8' /></Icon>
export const CloseIcon = () => <Icon><path d='m5.5 5.5 9 9M14.5 5.5l-9 9' /></Icon>
export const PreviousIcon = () => <Icon><path d='m12 4.8-5.2 5.2 5.2 5.2' /></Icon>
export const NextIcon = () => <Icon><path d='m8 4.8 5.2 5.2L8 15.2' /></Icon>
export const OpenIcon = () => <Icon><path d='M11.5 4H16v4.5M16 4l-6.5 6.5M8.5 5H4.8v10.2H15v-3.7' /></Icon>
export const DownloadIcon = () => <Icon><path d='M10 4v8.5M6.5 9.2 10 12.7l3.5-3.5M4.5 16h11' /></Icon>
export const ReportIcon = () => <Icon><path d='M6 4.5h8v12H6zM8.5 3h3v3h-3zM8 10.5l1.5 1.6 2.7-3.1M8 14h4' /></Icon>
export const WarningIcon = () => <Icon><path d='M10 3.5 17 16H3zM10 8v4M10 14v.1' /></Icon>
export const RepeatIcon = () => <Icon><path d='M15.5 8.5A6 6 0 1 0 16 11.5M15.8 4.2v4.3h-4.3' /></Icon>
export const EditIcon = () => <Icon><path d='M4.2 15.8 5 12.4l8.2-8.2 2.6 2.6L7.6 15z' /></Icon>
export const UpIcon = () => <Icon><path d='M10 16V4.5M5 9.2l5-5 5 5' /></Icon>
export const CopyIcon = () => <Icon><path d='M7.2 7.2h8.6v8.6H7.2zM12.6 4.4H4.4v8.2' /></Icon>
export const DoneIcon = () => <Icon><path d='m4.5 10.5 3.5 3.7L15.5 6' /></Icon>
