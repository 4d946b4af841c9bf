import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSharedFile } from '../../../tests/support/shared-data.ts'
import type { Block, Inline, ListItem, Mark, RichDoc } from './rich-node.ts'
import { markOrder } from './rich-node.ts'
import { joined } from './parse-inline.ts'
import { parseRich } from './parse-rich.ts'
import { withoutEdges, writeRich } from './write-rich.ts'
import { runs } from '../../../tests/support/whole-run.ts'

const blocks = (text: string): Block[] => parseRich(text).content
const inline = (text: string): Inline[] | undefined => { const [block] = blocks(text); return block && 'content' in block ? block.content as Inline[] : undefined }
const marked = (text: string, ...types: ('bold' | 'italic' | 'strike' | 'code')[]): Inline => ({ type: 'text', text, ...(types.length > 0 ? { marks: types.map((type) => ({ type })) } : {}) })
/** Every word that is shown. */
const wordsShown = (node: RichDoc | Block | Inline | ListItem): string => {
  if (node.type === 'text') return node.text
  if (node.type === 'mention') return `${node.attrs.label} ${node.attrs.entity} ${node.attrs.id}`
  if (node.type === 'hardBreak') return '\n'
  const within = 'content' in node ? (node.content ?? []).map((each) => wordsShown(each as Block)) : []
  if (node.type === 'codeBlock' && node.attrs.language !== null) within.unshift(node.attrs.language)
  return within.join(node.type === 'paragraph' || node.type === 'heading' ? '' : '\n')
}

describe('what is written in Markdown', () => {
  it.each<[string, string, Inline[]]>([
    ['bold', 'a **b** c', [marked('a '), marked('b', 'bold'), marked(' c')]],
    ['italic', '*a* and _b_', [marked('a', 'italic'), marked(' and '), marked('b', 'italic')]],
    ['struck', '~~a~~ b', [marked('a', 'strike'), marked(' b')]],
    ['code, in which nothing means anything', '`**a** [b](c)`', [marked('**a** [b](c)', 'code')]],
    ['bold and italic', '***a** b*', [marked('a', 'bold', 'italic'), marked(' b', 'italic')]],
    ['within a word', 'un**believ**able', [marked('un'), marked('believ', 'bold'), marked('able')]],
    ['beside each other', '**a***b*', [marked('a', 'bold'), marked('b', 'italic')]],
    ['crossing, as two people mark it', '**one *two** three*', [marked('one ', 'bold'), marked('two', 'bold', 'italic'), marked(' three', 'italic')]],
    ['twice, as two people mark it', '****word****', [marked('word', 'bold')]],
    ['overlapping, as two people mark it', '**a **b** c**', [marked('a b c', 'bold')]],
    ['a name with underscores', 'snake_case_name', [marked('snake_case_name')]],
    ['a multiplication', '5 * 3 * 2', [marked('5 * 3 * 2')]],
    ['a sign that nobody closes', 'two **words', [marked('two **words')]],
    ['a path', String.raw`C:\Users\new and \\server\share`, [marked(String.raw`C:\Users\new and \\server\share`)]],
    ['an escaped sign', String.raw`2\*3\*4`, [marked('2*3*4')]],
    ['HTML', '<b onclick="x()">a</b> &amp; b', [marked('<b onclick="x()">a</b> &amp; b')]],
    ['lines', 'one\ntwo', [marked('one'), { type: 'hardBreak' }, marked('two')]],
    ['a link', '[Onda](https://onda.example/a_b)', [{ type: 'text', text: 'Onda', marks: [{ type: 'link', attrs: { href: 'https://onda.example/a_b' } }] }]],
    ['an address in a sentence', 'See https://onda.example/a(b).', [marked('See '), { type: 'text', text: 'https://onda.example/a(b)', marks: [{ type: 'link', attrs: { href: 'https://onda.example/a(b)' } }] }, marked('.')]],
    ['a link that leads nowhere safe', '[x](javascript:alert(1))', [marked('[x](javascript:alert(1))')]],
    ['a record', '[@Ana Silva](satchel:contacts/0190-aa)!', [{ type: 'mention', attrs: { entity: 'contacts', id: '0190-aa', label: 'Ana Silva' } }, marked('!')]],
    ['a record whose address fell apart', '[@Ana](satchel:contacts/a b)', [marked('[@Ana](satchel:contacts/a b)')]],
  ])('%s', (_name, text, content) => { expect(inline(text)).toEqual(content) })

  it('headings, lists, boxes, quotes, code and rules', () => {
    expect(blocks('# One\nwords\n- a\n  - b\n- c\n- [ ] d\n- [x] e\n3. f\n4. g\n> q\n> > r\n```js\na\n\n  b\n```\n---').map(({ type }) => type)).toEqual(
      ['heading', 'paragraph', 'bulletList', 'taskList', 'orderedList', 'blockquote', 'codeBlock', 'horizontalRule'])
    expect(blocks('- [xx] both ticked it')).toMatchObject([{ type: 'taskList', content: [{ attrs: { checked: true } }] }])
    expect(blocks('- [  ] both took it away')).toMatchObject([{ type: 'taskList', content: [{ attrs: { checked: false } }] }])
  })

  it('notes from before are as they were: lines, blank lines and what only looks like a number', () => {
    expect(wordsShown(parseRich('Ana was born in\n1986. A good year.'))).toBe('Ana was born in\n1986. A good year.')
    expect(blocks('a\n\n\n\nb').map(({ type }) => type)).toEqual(['paragraph', 'paragraph', 'paragraph'])
    expect(blocks('Title\n---').map(({ type }) => type)).toEqual(['paragraph', 'horizontalRule'])
  })
})

/* Any shape that the editor makes. */
const sample = fc.constantFrom('a', 'one two', '2*3*4', 'snake_case', '# no heading', '1. no item', '- no item', '> no quote', '[x](y)', '`', '``', '~~', '**', '\\', '\\*', 'C:\\new', '[ ] no box', 'ß 日本 👩‍👩‍👧', '---', '<b>', '(', ')', '_', '+ a', '#', '1)', '!', '.', ',')
const marks = fc.subarray(['bold', 'italic', 'strike', 'code'] as const).map((types) => types.map((type): Mark => ({ type })))
const href = fc.constantFrom('https://onda.example/', 'https://x.org/a_b*c', 'mailto:ana@example.org')
const piece: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ text: sample, marks, link: fc.option(href, { freq: 5 }) }).map(({ text, marks: own, link }): Inline => {
    const all = [...(link === null ? [] : [{ type: 'link', attrs: { href: link } } as const]), ...own]
    return { type: 'text', text: /`/.test(text) && link !== null ? 'a' : text, ...(all.length === 0 ? {} : { marks: all }) }
  }) },
  { weight: 1, arbitrary: fc.constant<Inline>(marked(' ')) },
  { weight: 1, arbitrary: fc.record({ label: fc.constantFrom('Ana Silva', 'A*B', '[x]'), id: fc.uuid() }).map(({ label, id }): Inline => ({ type: 'mention', attrs: { entity: 'contacts', id, label } })) },
)
const line = fc.array(piece, { minLength: 1, maxLength: 5 }).map((nodes) => withoutEdges(trimmed(joined(nodes)))).filter((nodes) => nodes.length > 0)
function trimmed(nodes: readonly Inline[]): Inline[] {
  const left = nodes.map((node, index): Inline => (node.type !== 'text' ? node : {
    ...node, text: index === 0 && index === nodes.length - 1 ? node.text.trim() : index === 0 ? node.text.trimStart() : index === nodes.length - 1 ? node.text.trimEnd() : node.text,
  }))
  return left.filter((node) => node.type !== 'text' || node.text !== '')
}
const paragraph = line.map((content): Block => ({ type: 'paragraph', content }))
const { block } = fc.letrec<{ block: Block; item: Block[] }>((tie) => ({
  item: fc.tuple(paragraph, fc.array(tie('block'), { maxLength: 2, depthIdentifier: 'item' })).map(([first, more]) => apart([first, ...more])),
  block: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'item' },
    paragraph,
    fc.record({ level: fc.constantFrom(1 as const, 2 as const, 3 as const), content: line }).map(({ level, content }): Block => ({ type: 'heading', attrs: { level }, content })),
    fc.constant<Block>({ type: 'horizontalRule' }),
    fc.record({ text: fc.constantFrom('a', 'const x = 1\n\n  y', '```\nq\n```', '- a'), language: fc.constantFrom(null, 'js') }).map(({ text, language }): Block => ({ type: 'codeBlock', attrs: { language }, content: [{ type: 'text', text }] })),
    fc.array(tie('item'), { minLength: 1, maxLength: 3 }).map((items): Block => ({ type: 'bulletList', content: items.map((content) => ({ type: 'listItem', content })) })),
    fc.record({ items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }), start: fc.constantFrom(1, 3, 9) }).map(({ items, start }): Block => ({ type: 'orderedList', attrs: { start }, content: items.map((content) => ({ type: 'listItem', content })) })),
    fc.array(fc.tuple(tie('item'), fc.boolean()), { minLength: 1, maxLength: 3 }).map((items): Block => ({ type: 'taskList', content: items.map(([content, checked]) => ({ type: 'taskItem', attrs: { checked }, content })) })),
    fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((content): Block => ({ type: 'blockquote', content: apart(content) })),
  ),
}))
/** Two lists of a kind, or two quotes, beside each other are one. */
const apart = (content: readonly Block[]): Block[] => content.filter(({ type }, index) => index === 0 || type !== content[index - 1]!.type || !/List|quote/.test(type))
const anyDoc = fc.array(block, { minLength: 1, maxLength: 5 }).map((content): RichDoc => ({ type: 'doc', content: apart(content) }))

describe('written and read again', () => {
  it('every shape is the same', () => {
    fc.assert(fc.property(anyDoc, (doc) => { expect(parseRich(writeRich(doc))).toEqual(doc) }), { numRuns: runs(500) })
  })

  it('what was not touched stands as its author wrote it', () => {
    const text = '# Title\nwords  \n* a\n* b\n\n\n\n1) c\nlast __line__'
    expect(writeRich(parseRich(text), text)).toBe(text)
    const doc = parseRich(text)
    const edited = { ...doc, content: [...doc.content.slice(0, -1), { type: 'paragraph', content: [marked('new')] } as Block] }
    expect(writeRich(edited, text)).toBe(text.replace('last __line__', 'new'))
    expect(writeRich({ ...doc, content: [{ type: 'paragraph', content: [marked('first')] }, ...doc.content] }, text)).toBe(`first\n\n${text}`)
  })

  it('any text at all is as it was', () => {
    fc.assert(fc.property(fc.array(fc.oneof(sample, fc.constantFrom('\n', '\n\n', ' ', '  ', '- ', '> ', '```\n', '* ', '1. ', '\t')), { maxLength: 25 }), (parts) => {
      // A line of blanks alone is an empty one.
      const text = parts.join('').trim().replace(/^\s+$/gm, (blank) => blank.replace(/[^\n]/g, ''))
      expect(writeRich(parseRich(text), text)).toBe(text)
    }), { numRuns: runs(2_000) })
  })
})

describe('no word is lost', () => {
  const words = (text: string): string => (text.match(/[\p{L}\p{N}]/gu) ?? []).join('')

  it('in whatever text', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), sample, fc.constantFrom('\n', '\n\n', '- ', '> ', '```', ' **', '** ', '[@Ana](satchel:contacts/1)')), { maxLength: 25 }), (parts) => {
      const text = parts.join('')
      // The number of an item is counted, a cross is a tick, and neither is shown as a word.
      const bare = text.replace(/[\dxX]/g, '').replaceAll('satchel', '')
      expect(words(wordsShown(parseRich(bare)))).toEqual(words(bare))
    }), { numRuns: runs(2_000) })
  })

  it('in naughty strings', ({ skip }) => {
    const file = readSharedFile('strings', 'blns.json')
    if (file === null) return skip()
    for (const text of JSON.parse(file.toString('utf8')) as string[]) {
      const body = text.trim(), doc = parseRich(body)
      expect(writeRich(doc, body)).toBe(body)
      // Typed as words, they are read as these words and nothing else.
      const typed: RichDoc = { type: 'doc', content: [{ type: 'paragraph', content: [marked(text.replaceAll(/\s+/g, ' ').trim() || 'x')] }] }
      const again = parseRich(writeRich(typed))
      expect(wordsShown(again)).toBe(wordsShown(typed))
    }
  })

  it('and a text made to keep one waiting does not', () => {
    for (const unit of ['[', '`', '*a', '> ', '- ', '[@', '_a_', '(', '![](', '``a`', '[`', '[``', '\\']) {
      // Of the processor, not by the clock: others may be at work beside.
      const started = process.cpuUsage()
      parseRich(unit.repeat(20_000))
      expect(process.cpuUsage(started).user / 1_000, unit).toBeLessThan(3_000)
    }
  }, 180_000)
})

it('marks stand in one order', () => { expect(markOrder).toEqual(['link', 'bold', 'italic', 'strike', 'code']) })
