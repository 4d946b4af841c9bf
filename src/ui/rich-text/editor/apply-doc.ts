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
    let place = at - sizeOf(gone), next = 0
    const put = (count: number, over: number): void => {
      if (count > 0 || over > 0) changes.push({ from: place, to: place + over, content: Fragment.fromArray(come.slice(next, next + count)) })
      next += count
      place += over
    }
    let over = 0
    for (const [index, node] of gone.entries()) {
      const successor = successorOf(node, come, next, gone.length - index === come.length - next)
      if (successor === -1) { over += node.nodeSize; continue }
      put(successor - next, over)
      over = 0
      changes.push(...changesBetween(node, come[successor]!, place + 1))
      place += node.nodeSize
      next = successor + 1
    }
    put(come.length - next, over)
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

/** Which of those that come a block became: the one in its place where there are as many, else one that has much of its words. -1: none. */
function successorOf(node: Node, come: readonly Node[], from: number, isEven: boolean): number {
  if (node.isLeaf) return -1
  const own = wordsOf(node)
  for (let index = from; index < come.length; index += 1) {
    const other = come[index]!
    if (!node.sameMarkup(other)) continue
    if (isEven && index === from) return index
    const theirs = wordsOf(other)
    if ([...own].filter((word) => theirs.has(word)).length * 3 > Math.max(own.size, theirs.size)) return index
  }
  return -1
}

const wordsOf = (node: Node): Set<string> => new Set(node.textContent.match(/[\p{L}\p{N}]+/gu) ?? [])

const sizeOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { nodeSize }) => sum + nodeSize, 0)
