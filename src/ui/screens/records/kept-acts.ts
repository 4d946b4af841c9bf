/*
 * What a person does to rows that stand there before the table lives: clicks and keys are kept, and done again in the table's own rows.
 */

type Act = { kind: 'click'; row: string; column: string; tag: string; event: MouseEvent } | { kind: 'key'; event: KeyboardEvent }

export interface KeptActs {
  /** To be called while the rows still stand. @returns does it all again, in its order, once the table stands in their place; what is done meanwhile waits behind */
  handOver(): () => void
}

/** Keys that mean something in a table, or begin something: single ones. */
const meant = /^(?:.|Arrow.*|Enter|Escape|Home|End|Page.*)$/u
const kinds = ['click', 'dblclick', 'keydown'] as const

/** @param grid the rows that stand there now; the page's next grid takes its place */
export function keepActs(grid: HTMLElement): KeptActs {
  const kept: Act[] = []
  const hear = (event: Event): void => {
    const act = event.isTrusted ? actOf(event) : null
    if (act === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    kept.push(act)
  }
  for (const kind of kinds) addEventListener(kind, hear, true)

  const replay = async (hadFocus: boolean): Promise<void> => {
    await frame()
    if (hadFocus && document.activeElement === document.body) theGrid()?.focus({ preventScroll: true })
    for (let act = kept.shift(); act !== undefined; act = kept.shift()) {
      again(act)
      await frame()
    }
    for (const kind of kinds) removeEventListener(kind, hear, true)
  }
  return {
    handOver: () => {
      const hadFocus = grid.contains(document.activeElement)
      return () => { void replay(hadFocus) }
    },
  }
}

function actOf(event: Event): Act | null {
  if (event instanceof KeyboardEvent) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
    return plain && meant.test(event.key) ? { kind: 'key', event } : null
  }
  if (!(event instanceof MouseEvent) || !(event.target instanceof Element)) return null
  // Opened in another tab, say: that is the browser's.
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.altKey) return null
  const row = event.target.closest('[aria-rowindex]')?.getAttribute('aria-rowindex'), column = event.target.closest('[aria-colindex]')?.getAttribute('aria-colindex')
  return row && column ? { kind: 'click', row, column, tag: event.target.closest('a, input')?.localName ?? '*', event } : null
}

function again(act: Act): void {
  if (act.kind === 'click') {
    const cell = theGrid()?.querySelector(`[aria-rowindex="${act.row}"] [aria-colindex="${act.column}"]`)
    const { type, shiftKey, detail } = act.event
    ;(act.tag === '*' ? cell : cell?.querySelector(act.tag))?.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, shiftKey, detail }))
    return
  }
  const { key, code, shiftKey, repeat } = act.event
  const at = document.activeElement ?? document.body
  const isFree = at.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key, code, shiftKey, repeat }))
  // A key before may have opened what this one is written into.
  if (isFree && key.length === 1 && (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement)) {
    at.setRangeText(key, at.selectionStart ?? 0, at.selectionEnd ?? 0, 'end')
    at.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: key }))
  }
}

const theGrid = (): HTMLElement | null => document.querySelector<HTMLElement>('#root [role="grid"]')
const frame = (): Promise<void> => new Promise((resolve) => { requestAnimationFrame(() => { resolve() }) })
