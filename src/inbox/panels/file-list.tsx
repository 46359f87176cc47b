/** Field for image files in a form: chosen, dropped or pasted, with a thumbnail and a remove button for each. */
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Dimensions } from '../../contract/sizes.js'
import type { FileField } from '../data/form-fields.js'
import { decodeImage, formatBytes } from '../data/image-file.js'
import { fit } from '../grid/mosaic.js'
import { CloseIcon } from './icons.js'

interface FileListProps {
  field: FileField
  files: readonly File[]
  onChange: (files: readonly File[]) => void
  /** Further buttons. */
  children?: ComponentChildren
}

/** More files than the model accepts are sent, too: the response says why they are refused. */
export function FileList ({ field: { name, label, maxItems, hint }, files, onChange, children }: FileListProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const choose = (event: Event & { currentTarget: HTMLInputElement }) => {
    const chosen = [...event.currentTarget.files ?? []]
    // Otherwise the same file could not be chosen again.
    event.currentTarget.value = ''
    if (chosen.length > 0) onChange(maxItems > 1 ? [...files, ...chosen] : chosen)
  }
  const remove = (index: number) => {
    input.current!.focus()
    onChange(files.filter((_, other) => other !== index))
  }
  return (
    <fieldset class='file-field' data-field={name} aria-describedby={`${id}-hint`}>
      <legend class='field-label'>{label}</legend>
      {files.length > 0 && <ul class='file-list'>{files.map((file, index) => <FileItem key={index} file={file} onRemove={() => remove(index)} />)}</ul>}
      <div class='file-actions'>
        <label class='small'>
          {maxItems > 1 && files.length > 0 ? 'Add files' : 'Choose file'}{maxItems > 1 && files.length === 0 && 's'}
          <input ref={input} type='file' class='visually-hidden' accept='image/*' multiple={maxItems > 1} aria-label={`Choose: ${label}`} onChange={choose} />
        </label>
        {children}
      </div>
      <span class='field-hint' id={`${id}-hint`}>{hint}</span>
    </fieldset>
  )
}

const thumbnailPx = 48

function FileItem ({ file, onRemove }: { file: File, onRemove: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Null if the browser cannot decode the file.
  const [size, setSize] = useState<Dimensions | null>()
  // Preact runs the cleanup of `useEffect` one frame after it removed the canvas, and the image may be decoded in between.
  useLayoutEffect(() => {
    let isWanted = true
    decodeImage(file).then(bitmap => {
      if (isWanted) {
        drawThumbnail(canvas.current!, bitmap)
        setSize({ width: bitmap.width, height: bitmap.height })
      }
      bitmap.close()
    }, () => { if (isWanted) setSize(null) })
    return () => { isWanted = false }
  }, [file])
  return (
    <li class='file-item'>
      <span class='file-thumbnail'><canvas ref={canvas} class='checkered' width='0' height='0' hidden={!size} aria-hidden='true' />{size === null && '?'}</span>
      <span class='file-facts'>
        <span class='file-name' title={file.name}>{file.name}</span>
        <span class='note'>{size && `${size.width}×${size.height} · `}{formatBytes(file.size)} · {file.type || 'no type'}{size === null && ' · not readable here'}</span>
      </span>
      <button type='button' class='quiet' onClick={onRemove}><CloseIcon /><span class='visually-hidden'>Remove {file.name}</span></button>
    </li>
  )
}

function drawThumbnail (canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const { width, height } = fit(bitmap, thumbnailPx * window.devicePixelRatio)
  canvas.width = Math.max(1, Math.round(width))
  canvas.height = Math.max(1, Math.round(height))
  const context = canvas.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
}
