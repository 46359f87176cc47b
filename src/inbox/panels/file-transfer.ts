/** Hook for files that the user drops onto the page or pastes. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/**
 * Calls `take` with the files and the element where they were dropped or pasted. Files cannot be dropped while `take` is
 * undefined. Returns whether the user drags files over the page.
 */
export function useFileTransfer (take: ((files: readonly File[], target: Element) => void) | undefined): boolean {
  const latest = useRef(take)
  latest.current = take
  const [isDragging, setDragging] = useState(false)
  const isActive = take !== undefined
  useLayoutEffect(() => {
    if (!isActive) return
    const { signal, abort } = abortController()
    const listen = <Type extends 'dragover' | 'dragleave' | 'drop' | 'paste'>(type: Type, listener: (event: DocumentEventMap[Type]) => void) =>
      document.addEventListener(type, event => { if (!isCovered()) listener(event) }, { signal })
    const takeFrom = (transfer: DataTransfer | null, event: Event) => {
      const files = [...transfer?.files ?? []]
      if (files.length === 0) return
      event.preventDefault()
      latest.current!(files, event.target instanceof Element ? event.target : document.body)
    }
    listen('dragover', event => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setDragging(true)
    })
    listen('dragleave', event => { if (event.relatedTarget === null) setDragging(false) })
    listen('drop', event => {
      setDragging(false)
      takeFrom(event.dataTransfer, event)
    })
    listen('paste', event => {
      // Text of an office program comes with a picture of it.
      const isText = event.clipboardData?.types.includes('text/plain') && event.target instanceof Element && event.target.matches('input, textarea')
      if (!isText) takeFrom(event.clipboardData, event)
    })
    return () => {
      abort()
      setDragging(false)
    }
  }, [isActive])
  return isDragging
}

/** Whether a modal dialog is above the panel. */
function isCovered (): boolean {
  return document.querySelector('dialog:modal:not(.panel)') !== null
}

function abortController () {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
