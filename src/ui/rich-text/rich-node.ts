/*
 * A text with its shape, as the reading view draws it and the editor takes it (ProseMirror's JSON). What is kept, synced and merged is never this
 * but the text that it is written as (write-rich.ts), which reads as words to whoever knows nothing of it.
 */
export type Mark = { type: 'bold' | 'italic' | 'strike' | 'code' } | { type: 'link'; attrs: { href: string } }

export type Inline =
  | { type: 'text'; text: string; marks?: Mark[] }
  | { type: 'hardBreak' }
  | { type: 'mention'; attrs: Mentioned; marks?: Mark[] }

/** A record that is named in a text. `label`: what it was called then. */
export interface Mentioned { entity: string; id: string; label: string }

export type Block =
  | { type: 'paragraph'; content?: Inline[] }
  | { type: 'heading'; attrs: { level: 1 | 2 | 3 }; content?: Inline[] }
  | { type: 'bulletList'; content: ListItem[] }
  | { type: 'orderedList'; attrs: { start: number }; content: ListItem[] }
  | { type: 'taskList'; content: TaskItem[] }
  | { type: 'blockquote'; content: Block[] }
  | { type: 'codeBlock'; attrs: { language: string | null }; content?: [{ type: 'text'; text: string }] }
  | { type: 'horizontalRule' }

export interface ListItem { type: 'listItem'; content: Block[] }
export interface TaskItem { type: 'taskItem'; attrs: { checked: boolean }; content: Block[] }

export interface RichDoc { type: 'doc'; content: Block[] }

/** Marks in one order, so that equal texts are equal. */
export const markOrder = ['link', 'bold', 'italic', 'strike', 'code'] as const

export const sameMark = (one: Mark, other: Mark): boolean =>
  one.type === other.type && (one.type !== 'link' || (other.type === 'link' && one.attrs.href === other.attrs.href))

export const marksOf = (node: Inline): readonly Mark[] => ('marks' in node ? node.marks ?? [] : [])

/** A link that may be followed; null for one that leads nowhere safe. */
export function safeHref(href: string): string | null {
  return /^(?:https?:\/\/|mailto:|tel:)[^\s<>]+$/i.test(href) && (!/^https?:/i.test(href) || URL.canParse(href)) ? href : null
}

/** An address as people type it, as one that may be followed: "example.org", "ana@example.org"; null for what leads nowhere safe. */
export function typedHref(typed: string): string | null {
  const address = typed.trim()
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(address)) return safeHref(`mailto:${address}`)
  if (/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[/?#:]\S*)?$/u.test(address)) return safeHref(`https://${address}`)
  return safeHref(address)
}
