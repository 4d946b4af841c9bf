import type { JSONContent } from '@tiptap/core'
import { markOrder, safeHref, type Block, type Inline, type ListItem, type Mark, type RichDoc, type TaskItem } from '../rich-node.ts'
import { withoutEdges } from '../write-rich.ts'

/** What stands in the editor, without what only the editor needs. */
export const fromEditor = (doc: JSONContent): RichDoc => ({ type: 'doc', content: (doc.content ?? []).flatMap(blockOf) })

function blockOf({ type, attrs, content = [] }: JSONContent): Block[] {
  const within = (): Block[] => content.flatMap(blockOf)
  switch (type) {
    case 'paragraph': return [{ type, ...inlineOf(content) }]
    case 'heading': return [{ type, attrs: { level: attrs?.['level'] as 1 | 2 | 3 }, ...inlineOf(content) }]
    case 'bulletList': return [{ type, content: content.map(itemOf) }]
    case 'orderedList': return [{ type, attrs: { start: Number(attrs?.['start'] ?? 1) }, content: content.map(itemOf) }]
    case 'taskList': return [{ type, content: content.map((item): TaskItem => ({ type: 'taskItem', attrs: { checked: item.attrs?.['checked'] === true }, content: itemOf(item).content })) }]
    case 'blockquote': return [{ type, content: within() }]
    case 'codeBlock': {
      const text = content.map((node) => node.text ?? '').join(''), language = attrs?.['language'] as string | null | undefined
      return [{ type, attrs: { language: language || null }, ...(text === '' ? {} : { content: [{ type: 'text', text }] }) }]
    }
    case 'horizontalRule': return [{ type }]
    default: return []
  }
}

const itemOf = ({ content = [] }: JSONContent): ListItem => ({ type: 'listItem', content: content.flatMap(blockOf) })

function inlineOf(content: readonly JSONContent[]): { content?: Inline[] } {
  const nodes = withoutEdges(content.flatMap((node): Inline[] => {
    if (node.type === 'hardBreak') return [{ type: 'hardBreak' }]
    const marks = marksOf(node)
    if (node.type === 'mention') {
      const { entity, id, label } = node.attrs as { entity: string; id: string; label: string }
      return [{ type: 'mention', attrs: { entity, id, label }, ...marks }]
    }
    // A line end within a text is one: it may have come with what was pasted.
    return (node.text ?? '').split('\n').flatMap((text, index): Inline[] => [
      ...(index === 0 ? [] : [{ type: 'hardBreak' } as const]), ...(text === '' ? [] : [{ type: 'text', text, ...marks } as const]),
    ])
  }))
  return nodes.length === 0 ? {} : { content: nodes }
}

function marksOf({ marks: own = [] }: JSONContent): { marks?: Mark[] } {
  const marks = markOrder.flatMap((type): Mark[] => {
    const mark = own.find((each) => each.type === type)
    if (mark === undefined) return []
    if (type !== 'link') return [{ type }]
    const href = safeHref(String(mark.attrs?.['href'] ?? ''))
    return href === null ? [] : [{ type, attrs: { href } }]
  })
  return marks.length === 0 ? {} : { marks }
}
