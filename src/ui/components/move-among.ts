import type { KeyboardEvent } from 'react'

/** Arrow up and down go from one of `rows` to the next, and round; `sideways`: those to the sides too. Home, End and first letters too where nothing is typed. */
export function moveAmong(event: KeyboardEvent<HTMLElement>, rows: readonly HTMLElement[], { letters = true, sideways = false } = {}): void {
  const key = sideways ? { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' }[event.key] ?? event.key : event.key
  const next = target(key, rows.indexOf(document.activeElement as HTMLElement), rows, letters && !event.metaKey && !event.ctrlKey && !event.altKey)
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** The focus goes on by one among `rows`, not beyond their ends; from elsewhere to the first. */
export function stepAmong(rows: readonly HTMLElement[], by: 1 | -1): void {
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus()
}

function target(key: string, at: number, rows: readonly HTMLElement[], letters: boolean): HTMLElement | undefined {
  if (key === 'ArrowDown') return rows[(at + 1) % rows.length]
  if (key === 'ArrowUp') return rows[(at - 1 + rows.length) % rows.length]
  if (!letters) return undefined
  if (key === 'Home') return rows[0]
  if (key === 'End') return rows.at(-1)
  if (!/^\p{L}$/u.test(key)) return undefined
  const from = [...rows.slice(at + 1), ...rows.slice(0, at + 1)]
  return from.find((row) => row.textContent.trim().toLowerCase().startsWith(key.toLowerCase()))
}
