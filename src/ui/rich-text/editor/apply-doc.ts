import { diffArrays } from 'diff'
import { Fragment, Slice, type Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'

/**
 * Turns what stands in an editor into another, piece by piece: what is the same stays, and with it the caret, wherever it is. It is nobody's act here, so
 * undo leaves it alone.
 */
export function applyDoc(tr: Transaction, doc: Node): Transaction {
  const changes = changesBetween(tr.doc, doc, 0)
  // From the end, so that the places before hold.
  for (const { from, to, content } of changes.reverse()) tr.replace(from, to, new Slice(content, 0, 0))
  return tr.setMeta('addToHistory', false)
}

interface Change { from: number; to: number; content: Fragment }

/** @param start where the content of `old` begins */
function changesBetween(old: Node, now: Node, start: number): Change[] {
  if (old.eq(now)) return []
  return old.isTextblock ? changesIn(piecesOf(old), piecesOf(now), start) : changesIn(old.children, now.children, start)
}

/** A text's pieces are its characters, each with its marks. */
function piecesOf(block: Node): Node[] {
  return block.children.flatMap((node) => {
    if (!node.isText) return [node]
    let end = 0
    return Array.from(node.text!).map((sign) => node.cut(end, end += sign.length))
  })
}

function changesIn(old: readonly Node[], now: readonly Node[], start: number): Change[] {
  const changes: Change[] = []
  let at = start, gone: Node[] = [], come: Node[] = []
  const close = (): void => {
    if (gone.length === 0 && come.length === 0) return
    const from = at - sizeOf(gone)
    // As many as before, and of the same kinds: each became the other.
    if (gone.length === come.length && gone.every((node, index) => !node.isLeaf && node.sameMarkup(come[index]!))) {
      let place = from
      for (const [index, node] of gone.entries()) {
        changes.push(...changesBetween(node, come[index]!, place + 1))
        place += node.nodeSize
      }
    } else changes.push({ from, to: at, content: Fragment.fromArray(come) })
    gone = []
    come = []
  }
  const shared = diffArrays([...old], [...now], { comparator: (one, other) => one.eq(other), maxEditLength: mostEdits })
  if (shared === undefined) return [{ from: start, to: start + sizeOf(old), content: Fragment.fromArray([...now]) }]
  for (const { value, added, removed } of shared) {
    if (added) come.push(...value)
    else if (removed) { gone.push(...value); at += sizeOf(value) }
    else { close(); at += sizeOf(value) }
  }
  close()
  return changes
}

/** Beyond so many characters more or fewer the two have little in common. */
const mostEdits = 800

const sizeOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { nodeSize }) => sum + nodeSize, 0)
