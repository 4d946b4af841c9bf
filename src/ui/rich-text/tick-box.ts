import type { Block, RichDoc } from './rich-node.ts'
import { parseRich } from './parse-rich.ts'
import { writeRich } from './write-rich.ts'

/**
 * A text with one of its boxes ticked, or not any more, and nothing else of it written anew: so it meets others' edits as the sign that it is.
 * @param index which one, counted from the beginning
 */
export function tickBox(text: string, index: number): string {
  const wanted = withTicked(parseRich(text), index), key = JSON.stringify(wanted)
  // What looks like a box may be words, in code or behind a backslash: the one is it that reads as what was wanted.
  for (const { 0: sign, index: at } of text.matchAll(/(?<=[-*+][ \t]+)\[[ xX]{0,4}\](?=\s|$)/gm)) {
    const ticked = text.slice(0, at) + (/x/i.test(sign) ? '[ ]' : '[x]') + text.slice(at + sign.length)
    if (JSON.stringify(parseRich(ticked)) === key) return ticked
  }
  return writeRich(wanted, text)
}

function withTicked(doc: RichDoc, index: number): RichDoc {
  let count = 0
  const turned = (block: Block): Block => {
    switch (block.type) {
      case 'taskList': return { ...block, content: block.content.map((item) => {
        const checked = count === index ? !item.attrs.checked : item.attrs.checked
        count += 1
        return { ...item, attrs: { checked }, content: item.content.map(turned) }
      }) }
      case 'bulletList': case 'orderedList': return { ...block, content: block.content.map((item) => ({ ...item, content: item.content.map(turned) })) }
      case 'blockquote': return { ...block, content: block.content.map(turned) }
      default: return block
    }
  }
  return { ...doc, content: doc.content.map(turned) }
}
