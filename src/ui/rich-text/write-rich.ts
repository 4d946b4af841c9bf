import { escapable, joined } from './parse-inline.ts'
import { parseRich, placedIn, type Placed } from './parse-rich.ts'
import { marksOf, sameMark, type Block, type Inline, type Mark, type RichDoc } from './rich-node.ts'

/**
 * A shape as the words that read as it. What was not touched is written as it stood, however its author wrote it, so that an edit is no more
 * than the edit, and meets others' as one.
 * @param like the text that the shape was read from
 */
export function writeRich(doc: RichDoc, like = ''): string {
  const stood = like === '' ? [] : placesIn(like), keys = doc.content.map(keyOf), stoodKeys = stood.map(({ node }) => keyOf(node))
  const most = Math.min(keys.length, stoodKeys.length)
  let start = 0, end = 0
  while (start < most && keys[start] === stoodKeys[start]) start += 1
  while (end < most - start && keys[keys.length - 1 - end] === stoodKeys[stoodKeys.length - 1 - end]) end += 1
  const between = new Map(stoodKeys.slice(start, stoodKeys.length - end).map((key, index) => [key, start + index]))
  const isEven = keys.length === stoodKeys.length
  /** What stood in its place, the same or what it was made of. */
  const formerOf = (index: number): number => (index < start || (isEven && index < keys.length - end) ? index : index >= keys.length - end ? index + stoodKeys.length - keys.length : -1)
  return doc.content.map((block, index) => {
    const former = formerOf(index), source = stoodKeys[former] === keys[index] ? former : between.get(keys[index]!) ?? -1
    const gap = index === 0 ? stood[former]?.node.type === block.type ? stood[former].gap : 0 : gapBetween(doc.content[index - 1]!, block, formerOf(index - 1) === former - 1 ? stood[former - 1] : undefined, stood[former])
    return '\n'.repeat(gap) + (source === -1 ? written(block) : stood[source]!.source)
  }).join('')
}

/** One line end between two blocks only where it was enough for two of their kinds. */
function gapBetween(before: Block, block: Block, formerBefore: Placed | undefined, former: Placed | undefined): number {
  if (former === undefined || formerBefore === undefined) return 2
  return former.gap >= 2 || (before.type === formerBefore.node.type && block.type === former.node.type) ? former.gap : 2
}

/** What stood where; a text is written again and again while one types in it. */
let latest: { text: string; placed: Placed[] } = { text: '', placed: [] }
function placesIn(text: string): Placed[] {
  if (latest.text !== text || latest.placed.length === 0) latest = { text, placed: placedIn(text) }
  return latest.placed
}

const keyOf = (block: Block): string => JSON.stringify(block)

/** Without a backslash where it reads as it should so, which is nearly always; else with one before whatever might mean something. */
function written(block: Block): string {
  const plain = blockText(block, false)
  return JSON.stringify(parseRich(plain).content) === JSON.stringify([block]) ? plain : blockText(block, true)
}

function blockText(block: Block, escaped: boolean): string {
  switch (block.type) {
    case 'paragraph': return lines(block.content, escaped)
    case 'heading': return `${'#'.repeat(block.attrs.level)} ${lines(block.content, escaped)}`.trimEnd()
    case 'horizontalRule': return '---'
    case 'codeBlock': return codeText(block.content?.[0].text ?? '', block.attrs.language)
    case 'blockquote': return blocksText(block.content, '\n\n').split('\n').map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')
    case 'bulletList': return block.content.map((item) => itemText('-', item.content)).join('\n')
    case 'orderedList': return block.content.map((item, index) => itemText(`${block.attrs.start + index}.`, item.content)).join('\n')
    case 'taskList': return block.content.map((item) => itemText('-', item.content, item.attrs.checked ? '[x]' : '[ ]')).join('\n')
  }
}

const blocksText = (blocks: readonly Block[], between: string): string => blocks.map((block, index) => (index === 0 ? '' : between) + written(block)).join('')

function itemText(marker: string, [first, ...more]: readonly Block[], box?: string): string {
  const indent = ' '.repeat(marker.length + 1)
  const opening = first === undefined ? '' : written(first)
  // A box in the words of an item that has none would be one.
  const words = box === undefined && marker === '-' && /^\[[ xX]{0,4}\](?:\s|$)/.test(opening) ? `\\${opening}` : opening
  const rest = more.map((block) => (followsTightly(block) ? '\n' : '\n\n') + written(block)).join('')
  const body = (words + rest).split('\n').map((line, index) => (index === 0 || line === '' ? line : indent + line)).join('\n')
  return [marker, ...(box === undefined ? [] : [box]), ...(body === '' ? [] : [body])].join(' ').replace(/ \n/, '\n')
}

/** A list within an item begins on the next line; a number that does not begin to count would be words there. */
const followsTightly = (block: Block): boolean => block.type === 'bulletList' || block.type === 'taskList' || (block.type === 'orderedList' && block.attrs.start === 1)

function codeText(text: string, language: string | null): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language ?? ''}\n${text === '' ? '' : `${text}\n`}${fence}`
}

/** Each line of a paragraph. One that would begin something else gets a backslash. */
function lines(content: readonly Inline[] | undefined, escaped: boolean): string {
  const text = inlineText(withoutEdges(content ?? []), escaped)
  if (!escaped) return text
  return text.split('\n').map((line) => line.replace(/^(\s*)([#>+-])/, '$1\\$2').replace(/^(\s*\d{1,9})([.)])/, '$1\\$2')).join('\n')
}

function inlineText(nodes: readonly Inline[], escaped: boolean): string {
  let text = '', open: Mark[] = []
  const add = (more: string): void => {
    // A backslash at the end of a piece would take its meaning from the sign that comes.
    const own = escaped && escapable.test(more[0] ?? ' ') ? /\\+$/.exec(text)?.[0] ?? '' : ''
    text += own + more
  }
  for (const [index, node] of nodes.entries()) {
    const marks = marksOf(node)
    const ended = node.type === 'hardBreak' ? 0 : open.findIndex((mark) => !marks.some((other) => sameMark(mark, other)))
    if (ended !== -1) {
      add(closed(open, ended))
      open = open.slice(0, ended)
    }
    if (node.type === 'hardBreak') { text += '\n'; continue }
    const bare = !escaped && isBare(nodes, index)
    const opening = marks.filter((mark) => mark.type !== 'code' && !(bare && mark.type === 'link') && !open.some((other) => sameMark(mark, other)))
      .sort((a, b) => lasting(nodes, index, b) - lasting(nodes, index, a))
    add(opened(opening))
    open = [...open, ...opening]
    if (node.type === 'mention') add(mentionText(node.attrs))
    else if (marks.some(({ type }) => type === 'code')) add(codeSpan(node.text))
    else add(escaped ? escape(node.text) : node.text)
  }
  add(closed(open, 0))
  return text
}

/** A link whose words are its address needs nothing around it. */
function isBare(nodes: readonly Inline[], index: number): boolean {
  const node = nodes[index]!, link = marksOf(node).find((mark) => mark.type === 'link')
  if (node.type !== 'text' || link?.attrs.href !== node.text || marksOf(node).some(({ type }) => type === 'code')) return false
  return ![nodes[index - 1], nodes[index + 1]].some((other) => other !== undefined && marksOf(other).some((mark) => sameMark(mark, link)))
}

/** How many nodes from here on have a mark: what lasts longer is opened before, and closed after. A link is around all. */
function lasting(nodes: readonly Inline[], from: number, mark: Mark): number {
  let count = 0
  while (from + count < nodes.length && marksOf(nodes[from + count]!).some((other) => sameMark(mark, other))) count += 1
  return mark.type === 'link' && count !== 1 ? count + 0.5 : count
}

const signs = { bold: '**', italic: '*', strike: '~~' } as const
const opened = (marks: readonly Mark[]): string => marks.map((mark) => (mark.type === 'link' ? '[' : mark.type === 'code' ? '' : signs[mark.type])).join('')
const closed = (open: readonly Mark[], from: number): string =>
  open.slice(from).reverse().map((mark) => (mark.type === 'link' ? `](${addressText(mark.attrs.href)})` : mark.type === 'code' ? '' : signs[mark.type])).join('')

const addressText = (href: string): string => href.replace(/[()\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export const mentionText = ({ entity, id, label }: { entity: string; id: string; label: string }): string =>
  `[@${escape(label.replace(/\s+/g, ' ').trim()).replace(/\\+$/, (end) => end + end)}](satchel:${entity}/${id})`

function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)), fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '') ? ' ' : ''
  return fence + pad + text + pad + fence
}

const escape = (text: string): string => text.replace(/\\+(?=[`*_~[\]#>\-+.)])|[`*_~[\]]/g, (found) => (found.startsWith('\\') ? found + found : `\\${found}`))

/** Bold, italic and struck end where their words do: a blank at the edge would keep the sign from closing. */
export function withoutEdges(nodes: readonly Inline[]): Inline[] {
  let result = [...nodes]
  for (const type of ['bold', 'italic', 'strike'] as const) {
    const has = (node: Inline | undefined): boolean => node !== undefined && marksOf(node).some((mark) => mark.type === type)
    result = result.flatMap((node, index): Inline[] => {
      if (node.type !== 'text' || !has(node)) return [node]
      const bare = ({ text, marks = [] }: { text: string; marks?: Mark[] }): Inline => {
        const left = marks.filter((mark) => mark.type !== type)
        return { type: 'text', text, ...(left.length === 0 ? {} : { marks: left }) }
      }
      const start = has(result[index - 1]) ? 0 : node.text.length - node.text.trimStart().length
      const end = has(result[index + 1]) ? node.text.length : node.text.trimEnd().length
      if (start >= end) return [bare(node)]
      return [
        ...(start > 0 ? [bare({ ...node, text: node.text.slice(0, start) })] : []),
        { ...node, text: node.text.slice(start, end) },
        ...(end < node.text.length ? [bare({ ...node, text: node.text.slice(end) })] : []),
      ]
    })
  }
  return joined(result)
}
