import { besideKey } from '../../../data-api/beside.ts'
import { z } from '../../../shared/zod.ts'
import type { Reminder } from './reminder-times.ts'
import { keepItem } from '../../../data-api/keep-item.ts'

/** What this device has told of, and what came up while nothing here could: of one database, on this device only. */
export interface RemindersKept {
  /** ms since 1970; everything until then was told of, or stands in `missed`. Null: nothing ever was looked at. */
  toldUntil: number | null
  /** Not yet taken note of, in their order. */
  missed: readonly Missed[]
}

/** `hidden`: the app was open, in nobody's sight, and the browser did not ring. `unsaid`: no tab has said so yet. */
export interface Missed extends Reminder { hidden?: true | undefined; unsaid?: true | undefined }

const keptSchema = z.object({
  toldUntil: z.nullable(z.number()),
  missed: z.array(z.object({ key: z.string(), at: z.number(), title: z.string(), body: z.string(), path: z.string(), hidden: z.optional(z.literal(true)), unsaid: z.optional(z.literal(true)) })),
})
const nothing: RemindersKept = { toldUntil: null, missed: [] }
const keyOf = (databaseName: string): string => besideKey('reminders', databaseName)
/** As many as anybody reads. */
const mostMissed = 50

const listeners = new Set<() => void>()
let read: { text: string | null; kept: RemindersKept } | null = null

/** The same object until it changes, as React's store wants it. */
export function remindersKept(databaseName: string): RemindersKept {
  const text = localStorage.getItem(keyOf(databaseName))
  if (read?.text !== text || read === null) read = { text, kept: parse(text) }
  return read.kept
}

export function keepReminders(databaseName: string, { toldUntil, missed }: RemindersKept): void {
  keepItem(keyOf(databaseName), JSON.stringify({ toldUntil, missed: missed.slice(-mostMissed) }))
  for (const listener of listeners) listener()
}

/** Also when another tab changes them. @returns to stop */
export function onRemindersKept(listener: () => void): () => void {
  const stored = (event: StorageEvent): void => { if (event.key?.startsWith('satchel.reminders.')) listener() }
  window.addEventListener('storage', stored)
  listeners.add(listener)
  return () => {
    window.removeEventListener('storage', stored)
    listeners.delete(listener)
  }
}

function parse(text: string | null): RemindersKept {
  try {
    const kept = keptSchema.safeParse(JSON.parse(text ?? 'null'))
    return kept.success ? kept.data : nothing
  } catch {
    return nothing // somebody else's text under our key
  }
}
