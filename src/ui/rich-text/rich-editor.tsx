import { lazy, Suspense, useState, type ComponentType, type KeyboardEvent } from 'react'
import { Textarea } from '../components/textarea.tsx'
import './rich-text.css'

export interface RichEditorProps {
  value: string
  onChange: (value: string) => void
  /** Its accessible name. */
  label: string
  placeholder?: string
  autoFocus?: boolean
  invalid?: boolean
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void
}

/** A formatted text to write in. Its editor comes when somebody writes; until then, and where it cannot come, the words are there to be written plainly. */
export function RichEditor(props: RichEditorProps & { isComposer?: boolean }) {
  const { autoFocus = false, value, isComposer = false, ...rest } = props
  // An empty field loads nothing before it is gone to; what already has words has a shape.
  const [wanted, setWanted] = useState(autoFocus || value !== '')
  const [touched, setTouched] = useState(autoFocus)
  // Whoever has gone on while it came is not called back.
  const plain = <PlainEditor {...rest} value={value} autoFocus={touched} onFocus={() => { setWanted(true); setTouched(true) }} onBlur={() => setTouched(false)} isComposer={isComposer} />
  return wanted ? <Suspense fallback={plain}><Loaded {...rest} value={value} autoFocus={touched} /></Suspense> : plain
}

const Loaded = lazy<ComponentType<RichEditorProps>>(() => import('./editor/editor.tsx').catch(() => ({ default: PlainEditor })))

function PlainEditor({ value, onChange, label, placeholder, autoFocus = false, invalid = false, onKeyDown, onFocus, onBlur, isComposer = false }: RichEditorProps & { onFocus?: () => void; onBlur?: () => void; isComposer?: boolean }) {
  return (
    <Textarea
      {...(isComposer ? { 'data-note-composer': '' } : {})}
      aria-label={label} aria-invalid={invalid} placeholder={placeholder} autoFocus={autoFocus} rows={2}
      value={value} onChange={(event) => onChange(event.currentTarget.value)} onKeyDown={onKeyDown} onFocus={onFocus} onBlur={onBlur}
    />
  )
}
