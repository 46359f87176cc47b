/** Images that a request brought, as thumbnails with what is known of them; the mask and the markup also over the first image. */
import { useState } from 'preact/hooks'
import type { KeptInput } from '../../journal/entries/kept-input.js'
import { formatBytes } from '../data/image-file.js'
import { useInbox } from '../data/inbox-state.js'
import { DownloadIcon } from '../panels/icons.js'

interface InputsProps { id: string, inputs: readonly KeptInput[] }

export function Inputs ({ id, inputs }: InputsProps) {
  const { api, connection, savedAt } = useInbox()
  const [isCovered, setCovered] = useState(true)
  // With `journalUploads: none` there are names only.
  const hasPictures = inputs.some(hasThumbnail)
  const images = inputs.filter(({ role }) => role === 'image')
  const first = inputs.findIndex(({ role }) => role === 'image')
  const guide = inputs.findIndex(input => input.role !== 'image' && hasThumbnail(input))
  const canBeCovered = first >= 0 && hasThumbnail(inputs[first]!) && guide >= 0
  const isLong = inputs.length > 2
  const labelOf = ({ role }: KeptInput) => ({ image: 'Image', mask: 'Mask', markup: 'Markup' }[role])
  const thumbnailUrl = (index: number) => api.uploadUrl(id, index, 'thumbnail')
  return (
    // A list that scrolls must be reached by keyboard. Pictures that failed while the mock was down are loaded again.
    <section key={String(connection.value === 'lost')} class={isLong ? 'inputs is-long' : 'inputs'} aria-label='Images of the request' tabIndex={isLong ? 0 : undefined}>
      {inputs.map((input, index) => {
        const number = input.role === 'image' && images.length > 1 ? ` ${images.indexOf(input) + 1}` : ''
        const isUnderGuide = index === first && canBeCovered
        const alt = `${labelOf(input)}${number} of the request${isUnderGuide && isCovered ? `, with its ${inputs[guide]!.role}` : ''}`
        return (
          <figure key={index} class='input'>
            {hasPictures && !hasThumbnail(input) && <span class='input-picture is-missing'>No picture</span>}
            {hasThumbnail(input) && (
              <span class='input-picture'>
                <img class='checkered' src={thumbnailUrl(index)} width={input.width} height={input.height} alt={alt} />
                {isUnderGuide && isCovered && <Guide role={inputs[guide]!.role} url={thumbnailUrl(guide)} />}
              </span>
            )}
            <figcaption>
              <span class='input-role'>{labelOf(input)}{number}</span>
              <span class='input-name' title={nameOf(input)}>{nameOf(input)}</span>
              <span class='note'>{factsOf(input).join(' · ')}</span>
              {isUnderGuide && (
                <button type='button' class='small' onClick={() => setCovered(!isCovered)}>
                  {isCovered ? 'Hide' : 'Show'} {inputs[guide]!.role}
                </button>
              )}
              {input.kept.includes('file') && savedAt === undefined && <a class='small' href={api.uploadUrl(id, index, 'file')} download><DownloadIcon />File</a>}
            </figcaption>
          </figure>
        )
      })}
    </section>
  )
}

/** The mask in a colour where it is transparent, or the markup itself. */
function Guide ({ role, url }: { role: KeptInput['role'], url: string }) {
  if (role === 'markup') return <img class='input-guide' src={url} alt='' />
  return <span class='input-guide is-mask' style={{ maskImage: `linear-gradient(#000, #000), url("${url}")` }} />
}

function hasThumbnail ({ kept }: KeptInput): boolean {
  return kept.includes('thumbnail')
}

/** The file name, or what the request had instead of a file. */
function nameOf ({ filename, url, fileId, name }: KeptInput): string {
  return filename ?? url ?? fileId ?? name
}

/** `image/png`, `image/png, is webp`, `64×64`, `1.2 kB`. */
function factsOf ({ mediaType, format, width, height, bytes }: KeptInput): string[] {
  const type = mediaType || (format ? `image/${format}` : 'no type')
  const isOther = format !== undefined && type !== `image/${format}`
  if (bytes === undefined) return ['not loaded, a placeholder was used']
  return [
    isOther ? `${type}, is ${format}` : type,
    ...(width === undefined ? [] : [`${width}×${height}`]),
    formatBytes(bytes)
  ]
}
