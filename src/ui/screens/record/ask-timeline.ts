import type { Ahead } from '../../../data-api/ahead.ts'
import { historyNamingAsk } from '../../../data-api/asks.ts'
import { namedDevices } from '../../../data-api/hooks.ts'
import type { ListOptions } from '../../../data-api/types.ts'
import { devices } from '../../../model/bookkeeping.ts'

/** Those in the trash too: one that somebody writes in stays in sight. */
export const notesOf = (noteField: string, id: string): ListOptions => ({ where: { [noteField]: id }, sort: ['-happenedAt'], state: 'all', limit: 500 })

/** How much of what was done to its notes is looked through for who wrote them. */
export const mostNoteActs = 2_000

/** What a timeline asks for, beforehand. */
export const askTimeline = (ask: Ahead, entity: string, noteField: string, id: string): Promise<unknown> =>
  Promise.all([ask.list('notes', notesOf(noteField, id)), ask.history(entity, id), ask.of(historyNamingAsk(ask.satchel, 'notes', { field: noteField, id }, mostNoteActs)), ask.list(devices.name, namedDevices)])
