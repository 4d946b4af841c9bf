import { getMarkRange, type Editor } from '@tiptap/core'
import type { EditorState } from '@tiptap/pm/state'

/** The words that a link is, or is to be, of. */
export interface LinkPlace {
  from: number
  to: number
  /** Where they lead; empty: nowhere yet. */
  href: string
  /** Null: they are not in one line, or name a record, and stay as they are. */
  words: string | null
}

/** The link that the caret or the selection is in, else what is selected. */
export function linkPlace({ selection, doc, schema }: EditorState): LinkPlace {
  const type = schema.marks['link']!
  const around = getMarkRange(selection.$from, type)
  const isWithin = around !== undefined && selection.to <= around.to
  const { from, to } = isWithin ? around : selection
  let href = '', isWords = doc.resolve(from).sameParent(doc.resolve(to))
  doc.nodesBetween(from, to, (node) => {
    if (node.isInline && !node.isText) isWords = false
    if (isWithin) href ||= String(type.isInSet(node.marks)?.attrs['href'] ?? '')
  })
  return { from, to, href, words: isWords ? doc.textBetween(from, to) : null }
}

/** Makes what stands there a link, with other words where they are given. The caret goes behind it. */
export function setLink(editor: Editor, { from, to }: { from: number; to: number }, href: string, words: string | null): void {
  const { state } = editor, type = state.schema.marks['link']!
  const link = type.create({ href }), tr = state.tr
  let end = to
  if (words !== null || from === to) {
    const shown = words || href.replace(/^mailto:|^tel:/, '')
    const marks = type.removeFromSet(state.doc.resolve(Math.min(from + 1, to)).marks())
    tr.replaceWith(from, to, state.schema.text(shown, link.addToSet(marks)))
    end = from + shown.length
  } else tr.removeMark(from, to, type).addMark(from, to, link)
  editor.view.dispatch(tr.removeStoredMark(type))
  editor.commands.setTextSelection(end)
}

/** The words stay. */
export function takeLinkAway(editor: Editor, { from, to }: { from: number; to: number }): void {
  editor.view.dispatch(editor.state.tr.removeMark(from, to, editor.state.schema.marks['link']))
}
