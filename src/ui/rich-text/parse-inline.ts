import { markOrder, safeHref, type Inline, type Mark } from './rich-node.ts'

/*
 * Words with marks in them. Bold, italic and struck are each for itself: what two people marked at the same time may cross, and stands as both
 * marked it. A sign that closes nothing, or opens what nobody closes, is a sign like any other: no text is unreadable, and no word is lost.
 */
export function parseInline(text: string): Inline[] {
  return joined(resolve(tokensOf(text, true)))
}

type MarkType = 'bold' | 'italic' | 'strike'
type Token =
  | { kind: 'text'; text: string }
  | { kind: 'node'; nodes: Inline[] }
  /** `matched`: it opens or closes a mark, and is not shown. */
  | { kind: 'sign'; text: string; mark: MarkType; opens: boolean; matched: boolean }

/** What a backslash before it takes its meaning from. Before anything else a backslash is one: `C:\Users` and `\\server` stay. */
export const escapable = /[\\`*_~[\]#>\-+.)]/

const mentionTarget = /^satchel:([a-z][a-zA-Z0-9]*)\/([\w-]{1,64})$/
const mostOfALabel = 1_000

function tokensOf(text: string, links: boolean): Token[] {
  const tokens: Token[] = [], open = new Map<string, Extract<Token, { kind: 'sign' }>[]>(), unclosed = new Set<number>()
  let plain = ''
  const add = (token: Token): void => {
    if (plain !== '') tokens.push({ kind: 'text', text: plain })
    plain = ''
    tokens.push(token)
  }
  for (let at = 0; at < text.length;) {
    const sign = text[at]!
    if (sign === '\n') {
      add({ kind: 'node', nodes: [{ type: 'hardBreak' }] })
      at += 1
    } else if (sign === '\\') {
      const { shown, end } = escapedAt(text, at, !links)
      plain += shown
      at = end
    } else if (sign === '`') {
      const length = runAt(text, at), end = unclosed.has(length) ? -1 : codeEnd(text, at + length, length)
      if (end === -1) {
        unclosed.add(length)
        plain += '`'.repeat(length)
        at += length
      } else {
        add({ kind: 'node', nodes: [{ type: 'text', text: codeText(text.slice(at + length, end)), marks: [{ type: 'code' }] }] })
        at = end + length
      }
    } else if (sign === '[' && links) {
      const found = linkAt(text, at)
      if (found) add({ kind: 'node', nodes: found.nodes })
      else plain += sign
      at = found?.end ?? at + 1
    } else if (sign === 'h' && links && !isWord(text[at - 1])) {
      const address = addressAt(text, at)
      if (address !== null) add({ kind: 'node', nodes: [{ type: 'text', text: address, marks: [{ type: 'link', attrs: { href: address } }] }] })
      else plain += sign
      at += address?.length ?? 1
    } else if (sign === '*' || sign === '_' || sign === '~') {
      const length = runAt(text, at)
      for (const each of signsOf(sign, length, text[at - 1], text[at + length], open)) {
        if (each.kind === 'text') plain += each.text
        else add(each)
      }
      at += length
    } else {
      plain += sign
      at += 1
    }
  }
  if (plain !== '') tokens.push({ kind: 'text', text: plain })
  return tokens
}

/**
 * A run of signs: first it closes what is open, then it opens what is left of it.
 * Two italic beside each other read as one bold that nobody closes; of bold and italic each finds its own.
 */
function signsOf(sign: string, length: number, before: string | undefined, after: string | undefined, open: Map<string, Extract<Token, { kind: 'sign' }>[]>): Token[] {
  const isOpener = isInk(after) && (sign !== '_' || !isWord(before)), isCloser = isInk(before) && (sign !== '_' || !isWord(after))
  const stackOf = (mark: MarkType): Extract<Token, { kind: 'sign' }>[] => open.get(sign + mark) ?? []
  const tokens: Token[] = []
  let left = length
  const close = (mark: MarkType, size: number): void => {
    stackOf(mark).pop()!.matched = true
    tokens.push({ kind: 'sign', text: sign.repeat(size), mark, opens: false, matched: true })
    left -= size
  }
  const opened = (mark: MarkType, size: number): void => {
    const token: Token = { kind: 'sign', text: sign.repeat(size), mark, opens: true, matched: false }
    open.set(sign + mark, [...stackOf(mark), token])
    tokens.push(token)
    left -= size
  }
  const double: MarkType = sign === '~' ? 'strike' : 'bold'
  if (isCloser) {
    for (let more = true; more;) {
      more = false
      if (left >= 2 && stackOf(double).length > 0) { close(double, 2); more = true }
      else if (sign !== '~' && left >= 1 && stackOf('italic').length > 0 && !(length === 2 && isOpener)) { close('italic', 1); more = true }
    }
  }
  if (isOpener) {
    while (left >= 2) opened(double, 2)
    if (left === 1 && sign !== '~') opened('italic', 1)
  }
  if (left > 0) tokens.push({ kind: 'text', text: sign.repeat(left) })
  return tokens
}

/** Every piece with the marks that are open there. */
function resolve(tokens: readonly Token[]): Inline[] {
  const depth: Record<MarkType, number> = { bold: 0, italic: 0, strike: 0 }
  const marked = (node: Inline): Inline => {
    if (node.type === 'hardBreak') return node
    const own: readonly Mark[] = node.marks ?? []
    const marks = markOrder.flatMap((type): Mark[] => {
      if (type === 'link' || type === 'code') return own.filter((mark) => mark.type === type)
      return depth[type] > 0 || own.some((mark) => mark.type === type) ? [{ type }] : []
    })
    const { marks: _own, ...bare } = node
    return marks.length === 0 ? bare : { ...bare, marks }
  }
  return tokens.flatMap((token): Inline[] => {
    if (token.kind === 'node') return token.nodes.map(marked)
    if (token.kind === 'text' || !token.matched) return [marked({ type: 'text', text: token.text })]
    depth[token.mark] += token.opens ? 1 : -1
    return []
  })
}

/** Neighbours that are marked alike are one. */
export function joined(nodes: readonly Inline[]): Inline[] {
  const whole: Inline[] = []
  for (const node of nodes) {
    const last = whole.at(-1)
    if (node.type === 'text' && last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks)) whole[whole.length - 1] = { ...last, text: last.text + node.text }
    else whole.push(node)
  }
  return whole
}

/** Backslashes count only before a sign that means something: two of them are then one. */
function escapedAt(text: string, at: number, inLabel: boolean): { shown: string; end: number } {
  let end = at
  while (text[end] === '\\') end += 1
  const count = end - at, next = text[end]
  // Behind a link's words stands the bracket that ends them.
  if (next === undefined ? !inLabel : !escapable.test(next)) return { shown: '\\'.repeat(count), end }
  const shown = '\\'.repeat(Math.floor(count / 2))
  return count % 2 === 1 && next !== undefined ? { shown: shown + next, end: end + 1 } : { shown, end }
}

function runAt(text: string, at: number): number {
  let end = at
  while (text[end] === text[at]) end += 1
  return end - at
}

function codeEnd(text: string, from: number, length: number): number {
  for (let at = from; at < text.length;) {
    if (text[at] === '\n') return -1
    if (text[at] !== '`') { at += 1; continue }
    const run = runAt(text, at)
    if (run === length) return at
    at += run
  }
  return -1
}

const codeText = (inner: string): string => (inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== '' ? inner.slice(1, -1) : inner)

/** `[words](address)`; `[@name](satchel:entity/id)` names a record. Null where it is neither, or leads nowhere safe. */
function linkAt(text: string, at: number): { nodes: Inline[]; end: number } | null {
  const labelEnd = closingAt(text, at, '[', ']', at + mostOfALabel)
  if (labelEnd === -1 || text[labelEnd + 1] !== '(') return null
  const end = closingAt(text, labelEnd + 1, '(', ')', labelEnd + 4_000)
  if (end === -1) return null
  const label = text.slice(at + 1, labelEnd), target = text.slice(labelEnd + 2, end)
  const record = mentionTarget.exec(target)
  if (record) {
    if (!label.startsWith('@')) return null
    const called = joined(resolve(tokensOf(label.slice(1), false))).map((node) => (node.type === 'text' ? node.text : '')).join('')
    return called === '' ? null : { nodes: [{ type: 'mention', attrs: { entity: record[1]!, id: record[2]!, label: called } }], end: end + 1 }
  }
  const href = safeHref(target)
  if (href === null || label === '') return null
  const link: Mark = { type: 'link', attrs: { href } }
  const nodes = resolve(tokensOf(label, false)).map((node): Inline => (node.type === 'text' ? { ...node, marks: [link, ...node.marks ?? []] } : node))
  return { nodes, end: end + 1 }
}

/** The bracket that closes the one at `at`, on the same line; brackets within come in pairs. */
function closingAt(text: string, at: number, opening: string, closing: string, most: number): number {
  let depth = 0
  for (let place = at; place < text.length && place < most; place += 1) {
    const sign = text[place]
    // An address has neither, and words that look like one, again and again, would be read to their end each time.
    if (sign === '\n' || (opening === '(' && /[\s[]/.test(sign!))) return -1
    if (sign === '`' && opening === '[') {
      const length = runAt(text, place), end = codeEnd(text.slice(0, most), place + length, length)
      place = (end === -1 ? place : end) + length - 1
    } else if (sign === '\\') place += 1
    else if (sign === opening) depth += 1
    else if (sign === closing && (depth -= 1) === 0) return place
  }
  return -1
}

/** A web address that stands in the text by itself, without what belongs to the sentence around it. */
function addressAt(text: string, at: number): string | null {
  const found = /^https?:\/\/[^\s<>`\\]{1,2000}/.exec(text.slice(at, at + 2_010))?.[0]
  if (found === undefined) return null
  let address = found
  for (;;) {
    const last = address.at(-1)!
    const unpaired = last === ')' && (address.match(/\(/g)?.length ?? 0) < (address.match(/\)/g)?.length ?? 0)
    if (!unpaired && !/[.,;:!?'"*_~\]]/.test(last)) break
    address = address.slice(0, -1)
  }
  return /^https?:\/\/[^/?#]/.test(address) && URL.canParse(address) ? address : null
}

const isInk = (sign: string | undefined): boolean => sign !== undefined && !/\s/.test(sign)
const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign)
