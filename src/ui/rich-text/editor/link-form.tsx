import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { Button } from '../../components/button.tsx'
import { FieldError } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { typedHref } from '../rich-node.ts'
import { linkPlace, setLink, takeLinkAway } from './link-place.ts'

/** Where some words lead, under the text that they are in: the address, the words, and the way to take the link away. */
export function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const [place] = useState(() => linkPlace(editor.state))
  const [address, setAddress] = useState(place.href), [words, setWords] = useState(place.words ?? '')
  const [error, setError] = useState<string | null>(null)
  const range = useRef({ from: place.from, to: place.to })
  // What others write meanwhile moves the words along.
  useEffect(() => {
    const moved = ({ transaction: { mapping } }: { transaction: Transaction }): void => {
      const { from, to } = range.current
      range.current = { from: mapping.map(from, from === to ? -1 : 1), to: mapping.map(to, -1) }
    }
    editor.on('transaction', moved)
    return () => { editor.off('transaction', moved) }
  }, [editor])
  const apply = (): void => {
    const href = typedHref(address)
    if (href === null) return setError(address.trim() === '' ? 'Say where it leads.' : 'A link leads to a web page, an e-mail address or a phone number: example.org, ana@example.org, tel:+49…')
    setLink(editor, range.current, href, place.words === null || words === place.words ? null : words.trim())
    onClose()
  }
  const remove = (): void => {
    takeLinkAway(editor, range.current)
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return
    const isEscape = event.key === 'Escape', isEnter = event.key === 'Enter' && event.target instanceof HTMLInputElement
    if (!isEscape && !isEnter) return
    // It is the form's alone, not that of what is written in.
    event.preventDefault()
    event.stopPropagation()
    if (isEscape) onClose()
    else apply()
  }
  return (
    <div role="group" aria-label="Link" data-link-form className="mx-1 mb-1 flex flex-wrap items-center gap-1.5 rounded-md bg-side p-1.5" onKeyDown={onKeyDown}>
      <Input autoFocus aria-label="Address" aria-invalid={error !== null} placeholder="example.org" inputMode="url" autoComplete="off" spellCheck={false} className="h-7 min-w-40 grow basis-48 text-table" value={address} onChange={(event) => { setAddress(event.currentTarget.value); setError(null) }} />
      {place.words !== null && <Input aria-label="Words" placeholder="Words" autoComplete="off" className="h-7 min-w-32 grow basis-32 text-table" value={words} onChange={(event) => setWords(event.currentTarget.value)} />}
      <span className="ml-auto flex gap-1">
        {place.href !== '' && <Button variant="ghost" size="sm" onClick={remove}>Remove link</Button>}
        <Button variant="ghost" size="sm" onClick={onClose}>Cancel</Button>
        <Button variant="primary" size="sm" onClick={apply}>Link</Button>
      </span>
      {error && <div className="basis-full"><FieldError>{error}</FieldError></div>}
    </div>
  )
}
