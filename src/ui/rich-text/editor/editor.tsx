import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Editor } from '@tiptap/core'
import { Slice, Fragment } from '@tiptap/pm/model'
import { useSatchel } from '../../../data-api/hooks.ts'
import { productModel } from '../../../model/model.ts'
import { showToast } from '../../components/toast.tsx'
import { recordTitle } from '../../sync-status/value-text.ts'
import { parseRich } from '../parse-rich.ts'
import type { RichEditorProps } from '../rich-editor.tsx'
import { writeRich } from '../write-rich.ts'
import { applyDoc } from './apply-doc.ts'
import { cleanPaste, picturesIn } from './clean-paste.ts'
import { createExtensions } from './extensions.ts'
import { fromEditor } from './from-editor.ts'
import { LinkForm } from './link-form.tsx'
import { mentionChoices } from './mention-choices.ts'
import { slashChoices } from './slash-choices.ts'
import { createSuggesting, type OpenMenu } from './suggesting.ts'
import { SuggestionMenu } from './suggestion-menu.tsx'
import { Toolbar } from './toolbar.tsx'

/**
 * Writes a formatted text. What comes in and goes out is its words; the shape lives only in here. What comes in while one types goes in around
 * the caret.
 */
export default function RichTextEditor({ value, onChange, label, placeholder, autoFocus = false, invalid = false, onKeyDown }: RichEditorProps) {
  const satchel = useSatchel()
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [linking, setLinking] = useState(false)
  const latest = useRef({ onChange, onKeyDown, menu, placeholder, said: value, like: value, pasted: null as ClipboardEvent | null })
  useEffect(() => { Object.assign(latest.current, { onChange, onKeyDown, menu, placeholder }) })

  // In one step with the plain field's going, so that no key falls between the two.
  useLayoutEffect(() => {
    const own = latest.current
    const show = (next: OpenMenu | null): void => { own.menu = next; setMenu(next) }
    const menus = { show, current: () => own.menu }
    const nameOf = async (entity: string, recordId: string): Promise<string | null> => {
      const record = productModel.entities.has(entity) ? await satchel.entity(entity).get(recordId) : null
      return record === null || record.deletedAt !== null ? null : recordTitle(entity, record)
    }
    // What stands under it, to save it by, stays in sight with the line that one writes.
    const room = { top: 5, left: 5, right: 5, bottom: parseFloat(getComputedStyle(host.current!).scrollMarginBottom) || 5 }
    const made: Editor = new Editor({
      element: host.current!,
      injectCSS: false,
      extensions: [
        ...createExtensions({ placeholder: () => own.placeholder ?? '', nameOf }),
        createSuggesting('slash', '/', 'Insert', slashChoices, menus),
        createSuggesting('naming', '@', 'Mention', (typed) => mentionChoices(satchel, typed), menus),
      ],
      content: parseRich(own.said),
      autofocus: autoFocus ? 'end' : false,
      editorProps: {
        scrollThreshold: room,
        scrollMargin: room,
        attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, class: 'rich-text', dir: 'auto' },
        transformPastedHTML: cleanPaste,
        handlePaste: (_, event) => {
          // Of what came to nothing it is asked once more what it is.
          const pictures = event.clipboardData === null || event === own.pasted ? 0 : picturesIn(event.clipboardData)
          own.pasted = event
          if (pictures > 0) showToast({ message: `${pictures === 1 ? 'The picture was' : `${pictures} pictures were`} left out: notes hold words only.` })
          return false
        },
        // Words that come as they are written in Markdown are read so.
        clipboardTextParser: (text, _around, isPlain) => {
          const doc = made.schema.nodeFromJSON(isPlain ? { type: 'doc', content: text.split(/\n/).map((line) => ({ type: 'paragraph', ...(line === '' ? {} : { content: [{ type: 'text', text: line }] }) })) } : parseRich(text.replaceAll('\r\n', '\n')))
          return new Slice(doc.content, openAt(doc.firstChild), openAt(doc.lastChild))
        },
        clipboardTextSerializer: ({ content }) => writeRich(fromEditor({ type: 'doc', content: textblocks(content).toJSON() as [] })),
      },
      onUpdate: ({ editor: changed, transaction }) => {
        if (transaction.getMeta('fromOutside') === true) return
        own.said = writeRich(fromEditor(changed.getJSON()), own.like)
        own.onChange(own.said)
      },
    })
    if (autoFocus) made.view.focus()
    setEditor(made)
    return () => { made.destroy(); setEditor(null) }
    // The editor lives as long as the field; what changes of it is taken in below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [satchel])

  useEffect(() => {
    if (editor === null || value === latest.current.said) return
    latest.current.said = latest.current.like = value
    editor.view.dispatch(applyDoc(editor.state.tr, editor.schema.nodeFromJSON(parseRich(value))).setMeta('fromOutside', true))
  }, [editor, value])

  // What is drawn from it is drawn again.
  useEffect(() => { editor?.view.dispatch(editor.state.tr.setMeta('fromOutside', true)) }, [editor, placeholder])

  const listId = `${id}-menu`
  useEffect(() => {
    const dom = editor?.view.dom
    if (!dom) return
    dom.setAttribute('aria-invalid', String(invalid))
    for (const [name, text] of [['aria-controls', listId], ['aria-activedescendant', menu === null ? null : `${listId}-${menu.at}`]] as const) {
      if (menu === null || text === null) dom.removeAttribute(name)
      else dom.setAttribute(name, text)
    }
  }, [editor, invalid, menu, listId])

  return (
    <div
      className="rich-frame" data-invalid={invalid}
      // Before the editor, to which one is the end of a line, and the other selects what is around. What the form for links asks for is its own.
      onKeyDownCapture={(event: KeyboardEvent<HTMLElement>) => {
        if (event.target instanceof Element && event.target.closest('[data-link-form]')) return
        if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey) {
          event.preventDefault()
          event.stopPropagation()
          setLinking(true)
          return
        }
        const isSave = event.key === 'Enter' && (event.metaKey || event.ctrlKey), isLeave = event.key === 'Escape' && latest.current.menu === null
        if (!isSave && !isLeave) return
        event.stopPropagation()
        latest.current.onKeyDown?.(event)
      }}
      onKeyDown={(event: KeyboardEvent<HTMLElement>) => { if (!event.defaultPrevented) latest.current.onKeyDown?.(event) }}
    >
      <div ref={host} className="rich-host" />
      {editor !== null && linking && <LinkForm editor={editor} onClose={() => { editor.commands.focus(); setLinking(false) }} />}
      {editor !== null && <Toolbar editor={editor} onLink={() => setLinking(true)} />}
      {menu !== null && <SuggestionMenu id={listId} menu={menu} />}
    </div>
  )
}

/** Words beside words join the paragraph they are put into. */
const openAt = (node: { isTextblock: boolean } | null): number => (node?.isTextblock === true ? 1 : 0)

/** A part of one line has no block around it. */
function textblocks(content: Fragment): Fragment {
  const first = content.firstChild
  return first !== null && first.isInline ? Fragment.from(first.type.schema.nodes['paragraph']!.create(null, content)) : content
}
