import type { KeyboardEvent } from 'react'

/** Arrow up and down go from one of `rows` to the next, and round; Home, End and first letters too where nothing is typed. */
export function moveAmong(event: KeyboardEvent<HTMLElement>, rows: readonly HTMLElement[], { letters = true } = {}): void {
  const next = target(event.key, rows.indexOf(document.activeElement as HTMLElement), rows, letters && !event.metaKey && !event.ctrlKey && !event.altKey)
  if (!next) return
  event.preventDefault()
  next.focus()
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
