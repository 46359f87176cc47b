/** Dialog to paint a mask over an image, by mouse, pen, finger or keyboard. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { createMask, decodeImage, drawStrokes, type Stroke } from '../data/image-file.js'
import { CloseIcon } from './icons.js'

interface MaskPainterProps {
  image: File
  onDone: (mask: File) => void
  onClose: () => void
}

export function MaskPainter ({ image, onDone, onClose }: MaskPainterProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [bitmap, setBitmap] = useState<ImageBitmap>()
  const [problem, setProblem] = useState<string>()
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  /** In percent of the longer side. */
  const [brush, setBrush] = useState(12)
  useLayoutEffect(() => {
    dialog.current!.showModal()
    return () => dialog.current?.close()
  }, [])
  useEffect(() => {
    const decoded = decodeImage(image)
    decoded.then(setBitmap, () => setProblem('The browser cannot read this image.'))
    return () => { decoded.then(bitmap => bitmap.close(), () => {}) }
  }, [image])
  const done = () => createMask(bitmap!, strokes).then(onDone, (error: Error) => setProblem(error.message))
  const onKeyDown = (event: KeyboardEvent) => {
    // Escape closes this dialog, and not the panel below it.
    event.stopPropagation()
    if (event.key === 'z' && (event.ctrlKey || event.metaKey)) setStrokes(strokes.slice(0, -1))
  }
  const onCancel = (event: Event) => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={dialog} class='mask-painter' aria-label='Paint a mask' onKeyDown={onKeyDown} onCancel={onCancel}>
      <div class='panel-bar'>
        <h2>Paint a mask</h2>
        <button type='button' class='quiet' onClick={onClose}><CloseIcon /><span class='visually-hidden'>Close</span></button>
      </div>
      {bitmap && <MaskCanvas bitmap={bitmap} strokes={strokes} onChange={setStrokes} brushPx={Math.max(1, brush / 100 * Math.max(bitmap.width, bitmap.height))} />}
      <p class='note' id='mask-hint'>Paint over the area to change. Arrow keys move the brush, Shift with an arrow key paints, Space paints a dot.</p>
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      <div class='mask-tools'>
        <label class='mask-brush'><span class='field-label'>Brush</span><input type='range' min='1' max='50' value={brush} onInput={event => setBrush(Number(event.currentTarget.value))} /></label>
        <button type='button' class='small' disabled={strokes.length === 0} onClick={() => setStrokes(strokes.slice(0, -1))}>Undo</button>
        <button type='button' class='small' disabled={strokes.length === 0} onClick={() => setStrokes([])}>Clear</button>
        <span class='note' role='status'>{strokes.length > 0 && `${strokes.length} ${strokes.length === 1 ? 'stroke' : 'strokes'}`}</span>
        <button type='button' class='primary' disabled={strokes.length === 0} onClick={done}>Use mask</button>
      </div>
    </dialog>
  )
}

/** The longer side of the canvas, whatever the size of the image. */
const viewPx = 1024

interface MaskCanvasProps {
  bitmap: ImageBitmap
  strokes: readonly Stroke[]
  onChange: (change: (strokes: readonly Stroke[]) => readonly Stroke[]) => void
  brushPx: number
}

function MaskCanvas ({ bitmap, strokes, onChange, brushPx }: MaskCanvasProps) {
  const { width, height } = bitmap
  const scale = viewPx / Math.max(width, height)
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const picture = useRef<HTMLCanvasElement>(null)
  const paint = useRef<HTMLCanvasElement>(null)
  const [cursor, setCursor] = useState<readonly [x: number, y: number]>()
  const isPainting = useRef(false)
  useLayoutEffect(() => { picture.current!.getContext('2d')!.drawImage(bitmap, 0, 0, size.width, size.height) }, [bitmap])
  useLayoutEffect(() => drawPaint(paint.current!, strokes, scale, cursor, brushPx), [strokes, cursor, brushPx])

  const start = (...points: number[]) => onChange(strokes => [...strokes, { width: brushPx, points }])
  const extend = (...points: number[]) => onChange(strokes => {
    const last = strokes.at(-1)!
    return [...strokes.slice(0, -1), { ...last, points: [...last.points, ...points] }]
  })
  const pointOf = ({ clientX, clientY }: PointerEvent): [x: number, y: number] => {
    const box = paint.current!.getBoundingClientRect()
    return [(clientX - box.left) / box.width * width, (clientY - box.top) / box.height * height]
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || isPainting.current) return
    paint.current!.setPointerCapture(event.pointerId)
    isPainting.current = true
    start(...pointOf(event))
  }
  const onPointerMove = (event: PointerEvent) => {
    setCursor(pointOf(event))
    if (isPainting.current) extend(...event.getCoalescedEvents().concat(event).flatMap(pointOf))
  }
  const stop = () => { isPainting.current = false }
  const onKeyDown = (event: KeyboardEvent) => {
    const [x, y] = cursor ?? [width / 2, height / 2]
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], ' ': [0, 0] }[event.key]
    if (!steps) return
    event.preventDefault()
    const clamp = (value: number, to: number) => Math.min(to, Math.max(0, value))
    const next = [clamp(x + steps[0]! * brushPx / 2, width), clamp(y + steps[1]! * brushPx / 2, height)] as const
    setCursor(next)
    if (event.key === ' ' || event.shiftKey) start(x, y, ...next)
  }
  return (
    <div class='mask-stage'>
      <canvas ref={picture} class='checkered' {...size} aria-hidden='true' />
      <canvas
        ref={paint} class='mask-paint' {...size} tabIndex={0} role='application' aria-label='Image' aria-describedby='mask-hint'
        onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={stop} onPointerCancel={stop}
        onPointerLeave={() => setCursor(undefined)} onKeyDown={onKeyDown}
      />
    </div>
  )
}

/** Draws the strokes in the colour of the element, and the outline of the brush. */
function drawPaint (
  canvas: HTMLCanvasElement, strokes: readonly Stroke[], scale: number, cursor: readonly [number, number] | undefined, brushPx: number
): void {
  const context = canvas.getContext('2d')!
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.strokeStyle = getComputedStyle(canvas).color
  drawStrokes(context, strokes, scale)
  if (!cursor) return
  const ring = (style: string, width: number) => {
    context.strokeStyle = style
    context.lineWidth = width
    context.beginPath()
    context.arc(cursor[0] * scale, cursor[1] * scale, brushPx * scale / 2, 0, 2 * Math.PI)
    context.stroke()
  }
  ring('#000', 6)
  ring('#fff', 3)
}
