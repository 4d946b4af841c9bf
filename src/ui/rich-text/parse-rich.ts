import { parseInline } from './parse-inline.ts'
import type { Block, ListItem, RichDoc, TaskItem } from './rich-node.ts'

/*
 * The words of a text as its shape: a part of Markdown, and what a plain text says without it. A line's end is one, blank lines stay, and
 * what is no shape (HTML, tables, indented code, a line under a line) is words. Nothing is unreadable.
 */
export const parseRich = (text: string): RichDoc => ({ type: 'doc', content: parseBlocks(text.split('\n'), 0).map(({ node }) => node) })

/** A block with the lines that it was read from, and how many line ends stand before it. */
export interface Placed { node: Block; source: string; gap: number }

export const placedIn = (text: string): Placed[] => parseBlocks(text.split('\n'), 0)

/** Quotes and lists within one another; what is deeper is words. */
const deepest = 12

function parseBlocks(lines: readonly string[], depth: number): Placed[] {
  const placed: Placed[] = []
  let last = 0
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at]!)) { at += 1; continue }
    const { node, end } = blockAt(lines, at, depth)
    const ends = at - last + (placed.length > 0 ? 1 : 0)
    // Two line ends lie between two paragraphs; two more are one between them that is empty.
    const empties = placed.length > 0 ? Math.max(0, Math.floor((ends - 2) / 2)) : Math.floor(ends / 2)
    const before = Array.from({ length: empties }, (_, index): Placed => emptyAfter(placed.length + index))
    placed.push(...before, { node, source: lines.slice(at, end).join('\n'), gap: ends - before.reduce((sum, { gap }) => sum + gap, 0) })
    at = last = end
  }
  const blank = lines.length - last
  const empties = placed.length > 0 ? Math.floor(blank / 2) : Math.floor((blank - 1) / 2) + 1
  for (let index = 0; index < empties; index += 1) placed.push(emptyAfter(placed.length))
  return placed
}

const emptyAfter = (index: number): Placed => ({ node: { type: 'paragraph' }, source: '', gap: index === 0 ? 0 : 2 })

const headingLine = /^(#{1,6})(?:[ \t]+(.*)|$)/
const ruleLine = /^ {0,3}([-*_])(?: *\1){2,} *$/
const fenceLine = /^(`{3,}|~{3,})[ \t]*([\w+#.-]*)[ \t]*$/
const quoteLine = /^> ?(.*)$/
const itemLine = /^( *)([-*+]|(\d{1,9})[.)])(?:([ \t]+)(.*)|$)/
// Two who tick a box at the same time write two crosses.
const boxed = /^\[([ xX]{0,4})\](?:[ \t]+|$)/

function blockAt(lines: readonly string[], at: number, depth: number): { node: Block; end: number } {
  const line = lines[at]!
  const heading = headingLine.exec(line)
  if (heading) {
    const level = Math.min(3, heading[1]!.length) as 1 | 2 | 3
    return { node: { type: 'heading', attrs: { level }, ...contentOf(heading[2] ?? '') }, end: at + 1 }
  }
  if (ruleLine.test(line)) return { node: { type: 'horizontalRule' }, end: at + 1 }
  const fence = fenceLine.exec(line)
  if (fence) return codeAt(lines, at, fence[1]!, fence[2]!)
  if (depth < deepest && quoteLine.test(line)) return quoteAt(lines, at, depth)
  if (depth < deepest && itemLine.test(line)) return listAt(lines, at, depth)
  return paragraphAt(lines, at, depth)
}

function paragraphAt(lines: readonly string[], at: number, depth: number): { node: Block; end: number } {
  let end = at + 1
  while (end < lines.length && !isBlank(lines[end]!) && !interrupts(lines[end]!, depth)) end += 1
  return { node: { type: 'paragraph', ...contentOf(lines.slice(at, end).join('\n')) }, end }
}

/** A line that ends a paragraph without a blank one before it. A number does so only where it begins to count: "born in\n1986. Then". */
function interrupts(line: string, depth: number): boolean {
  if (headingLine.test(line) || ruleLine.test(line) || fenceLine.test(line)) return true
  if (depth >= deepest) return false
  const item = itemLine.exec(line)
  return quoteLine.test(line) || (item !== null && item[5] !== undefined && (item[3] === undefined || item[3] === '1'))
}

const contentOf = (text: string): { content?: ReturnType<typeof parseInline> } => {
  const content = parseInline(text)
  return content.length === 0 ? {} : { content }
}

function codeAt(lines: readonly string[], at: number, fence: string, language: string): { node: Block; end: number } {
  let end = at + 1
  while (end < lines.length && !isClosing(lines[end]!, fence)) end += 1
  const text = lines.slice(at + 1, end).join('\n')
  return {
    node: { type: 'codeBlock', attrs: { language: language || null }, ...(text === '' ? {} : { content: [{ type: 'text', text }] }) },
    // One that nobody closes goes to the end.
    end: Math.min(lines.length, end + 1),
  }
}

const isClosing = (line: string, fence: string): boolean => {
  const closing = line.trim()
  return closing.length >= fence.length && closing === fence[0]!.repeat(closing.length)
}

function quoteAt(lines: readonly string[], at: number, depth: number): { node: Block; end: number } {
  const inner: string[] = []
  let end = at
  for (; end < lines.length; end += 1) {
    const quoted = quoteLine.exec(lines[end]!)
    if (!quoted) break
    inner.push(quoted[1]!)
  }
  return { node: { type: 'blockquote', content: parseBlocks(inner, depth + 1).map(({ node }) => node) }, end }
}

type ListKind = 'bulletList' | 'orderedList' | 'taskList'

/** Items of one kind that follow each other, each with what is indented under it. */
function listAt(lines: readonly string[], at: number, depth: number): { node: Block; end: number } {
  const items: { start: number; checked: boolean; content: Block[] }[] = []
  const base = itemLine.exec(lines[at]!)![1]!.length
  let kind: ListKind | null = null, end = at
  for (let place = at; place < lines.length;) {
    const found = itemLine.exec(lines[place]!)
    if (!found || found[1]!.length >= base + 2 || ruleLine.test(lines[place]!)) break
    const rest = found[5] ?? '', box = found[3] === undefined ? boxed.exec(rest) : null
    const own: ListKind = found[3] !== undefined ? 'orderedList' : box ? 'taskList' : 'bulletList'
    if (kind !== null && own !== kind) break
    kind = own
    const offset = found[1]!.length + found[2]!.length + Math.min(4, found[4]?.length ?? 1)
    const under = linesUnder(lines, place + 1, base, offset)
    const content = itemContent(box ? rest.slice(box[0].length) : rest, under.lines, depth)
    items.push({ start: Number(found[3] ?? 1), checked: /x/i.test(box?.[1] ?? ''), content })
    end = place = under.end
    // Blank lines may lie between two items, and belong to nobody after the last.
    while (place < lines.length && isBlank(lines[place]!)) place += 1
  }
  return { node: listOf(kind!, items), end }
}

function listOf(kind: ListKind, items: readonly { start: number; checked: boolean; content: Block[] }[]): Block {
  if (kind === 'taskList') return { type: kind, content: items.map(({ checked, content }): TaskItem => ({ type: 'taskItem', attrs: { checked }, content })) }
  const content = items.map((item): ListItem => ({ type: 'listItem', content: item.content }))
  return kind === 'bulletList' ? { type: kind, content } : { type: kind, attrs: { start: items[0]!.start }, content }
}

function linesUnder(lines: readonly string[], from: number, base: number, offset: number): { lines: string[]; end: number } {
  const under: string[] = []
  let end = from
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at]!
    if (isBlank(line)) { under.push(''); continue }
    const indent = line.length - line.trimStart().length
    if (indent < base + 2) break
    under.push(line.slice(Math.min(indent, offset)))
    end = at + 1
  }
  return { lines: under.slice(0, end - from), end }
}

/** An item begins with a paragraph, an empty one where it begins with anything else. */
function itemContent(first: string, under: readonly string[], depth: number): Block[] {
  if (first.trim() === '') return [{ type: 'paragraph' }, ...(under.length === 0 ? [] : parseBlocks(under, depth + 1).map(({ node }) => node))]
  const content = parseBlocks([first, ...under], depth + 1).map(({ node }) => node)
  return content[0]!.type === 'paragraph' ? content : [{ type: 'paragraph' }, ...content]
}

const isBlank = (line: string): boolean => line.trim() === ''
