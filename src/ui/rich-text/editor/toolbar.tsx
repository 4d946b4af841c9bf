import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Editor } from '@tiptap/core'
import AtSign from 'lucide-react/icons/at-sign'
import Bold from 'lucide-react/icons/bold'
import Code from 'lucide-react/icons/code'
import Heading2 from 'lucide-react/icons/heading-2'
import Italic from 'lucide-react/icons/italic'
import Link2 from 'lucide-react/icons/link-2'
import List from 'lucide-react/icons/list'
import ListChecks from 'lucide-react/icons/list-checks'
import ListOrdered from 'lucide-react/icons/list-ordered'
import Strikethrough from 'lucide-react/icons/strikethrough'
import TextQuote from 'lucide-react/icons/text-quote'
import { IconButton } from '../../components/icon-button.tsx'
import { modKey, shiftName } from '../../components/kbd.tsx'

interface Tool { label: string; shortcut?: string; icon: ReactNode; active?: (editor: Editor) => boolean; run: (editor: Editor, onLink: () => void) => void }

const tools: readonly Tool[] = [
  { label: 'Bold', shortcut: modKey('B'), icon: <Bold />, active: (editor) => editor.isActive('bold'), run: (editor) => editor.chain().focus().toggleBold().run() },
  { label: 'Italic', shortcut: modKey('I'), icon: <Italic />, active: (editor) => editor.isActive('italic'), run: (editor) => editor.chain().focus().toggleItalic().run() },
  { label: 'Struck', shortcut: modKey(`${shiftName} S`), icon: <Strikethrough />, active: (editor) => editor.isActive('strike'), run: (editor) => editor.chain().focus().toggleStrike().run() },
  { label: 'Code', shortcut: modKey('E'), icon: <Code />, active: (editor) => editor.isActive('code'), run: (editor) => editor.chain().focus().toggleCode().run() },
  { label: 'Link', shortcut: modKey('K'), icon: <Link2 />, active: (editor) => editor.isActive('link'), run: (_, onLink) => onLink() },
  { label: 'Heading', icon: <Heading2 />, active: (editor) => editor.isActive('heading'), run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run() },
  { label: 'Bulleted list', icon: <List />, active: (editor) => editor.isActive('bulletList'), run: (editor) => editor.chain().focus().toggleBulletList().run() },
  { label: 'Numbered list', icon: <ListOrdered />, active: (editor) => editor.isActive('orderedList'), run: (editor) => editor.chain().focus().toggleOrderedList().run() },
  { label: 'Checklist', icon: <ListChecks />, active: (editor) => editor.isActive('taskList'), run: (editor) => editor.chain().focus().toggleTaskList().run() },
  { label: 'Quote', icon: <TextQuote />, active: (editor) => editor.isActive('blockquote'), run: (editor) => editor.chain().focus().toggleBlockquote().run() },
  { label: 'Mention', icon: <AtSign />, run: (editor) => editor.chain().focus().insertContent(needsBlank(editor) ? ' @' : '@').run() },
]

const needsBlank = ({ state: { selection: { $from } } }: Editor): boolean => /\S$/.test($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'))

/** What can be done with the words: one stop for Tab, the arrows move within. */
export function Toolbar({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  const [, redraw] = useState(0)
  const [at, setAt] = useState(0)
  useEffect(() => {
    const changed = (): void => redraw((count) => count + 1)
    editor.on('transaction', changed)
    return () => { editor.off('transaction', changed) }
  }, [editor])
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = (at + step + tools.length) % tools.length
    setAt(next)
    event.currentTarget.querySelectorAll<HTMLElement>('button')[next]?.focus()
  }
  return (
    <div role="toolbar" aria-label="Format" className="flex flex-wrap gap-0.5 px-1 pb-1 max-md:flex-nowrap max-md:overflow-x-auto" onKeyDown={move}>
      {tools.map(({ label, shortcut, icon, active, run }, index) => (
        <IconButton
          key={label} size="sm" label={label} {...(shortcut === undefined ? {} : { shortcut })} tabIndex={index === at ? 0 : -1} {...(active ? { 'aria-pressed': active(editor) } : {})}
          onPointerDown={(event) => event.preventDefault()} onClick={() => { setAt(index); run(editor, onLink) }}
        >{icon}</IconButton>
      ))}
    </div>
  )
}
