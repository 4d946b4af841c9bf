import { useMemo } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, Json, Rec, Satchel } from '../../../data-api/types.ts'
import { tasks } from '../../../model/tasks.ts'
import { markStarted } from '../../app/started.ts'
import { useUndo } from '../../app/undo.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { dueIn } from '../../../model/zoned.ts'
import { dataOf, dueWords, positionOf, textOf } from './task-values.ts'
import { completing, reopeningOf, writeAll } from './status-writes.ts'
import { dateOf, zoneHere } from './use-today.ts'

export interface TaskActs {
  /** Completes a task, or reopens one that is done. Resolves to whether it went through. */
  toggle(rec: Rec): Promise<boolean>
  update(rec: Rec, patch: Record<string, Json>, label: string): Promise<boolean>
  remove(rec: Rec): Promise<boolean>
  add(fields: Record<string, Json>, from: { place?: string | undefined }): Promise<string | null>
  /** Puts a task one place up or down among these, which are in their order. */
  move(list: readonly Rec[], id: string, by: 1 | -1): void
}

/** What one does with tasks; each can be undone, and what cannot be done says why. */
export function useTaskActs(): TaskActs {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  return useMemo(() => {
    const act = async (label: string, write: (writer: BulkWriter) => void, said: string | null): Promise<boolean> => {
      try {
        const { actId } = await satchel.bulk((writer) => writer.together(() => write(writer)), { label })
        if (said !== null) showToast({ message: said, ...undoOf(actId, label) })
        return true
      } catch (thrown) {
        showError(thrown)
        return false
      }
    }
    const complete = async (rec: Rec): Promise<boolean> => {
      const { writes, next } = await completing(satchel, rec)
      const due = next === null ? null : dueIn(next.due, zoneHere())
      return act(`Complete ${short(rec)}`, writeAll(writes), due === null ? `Done: ${short(rec)}` : `Done. Next ${lower(dueWords(due, dateOf(Date.now())))}`)
    }
    const reopen = async (rec: Rec): Promise<boolean> =>
      act(`Reopen ${short(rec)}`, writeAll(await reopeningOf(satchel, rec)), null)
    const toggle: TaskActs['toggle'] = (rec) => (textOf(rec, 'status') === 'done' ? reopen(rec) : complete(rec)).catch((thrown: unknown) => { showError(thrown); return false })
    const update: TaskActs['update'] = (rec, patch, label) =>
      satchel.entity(tasks.name).update(rec.id, patch, { label, baseRevision: rec.revision }).then(() => true, (thrown: unknown) => { showError(thrown); return false })
    return {
      toggle,
      update,
      remove: (rec) => act(`Delete ${short(rec)}`, (writer) => writer.delete(tasks.name, rec.id), `Deleted: ${short(rec)}`),
      add: async (fields, { place }) => {
        let id: string | null = null
        const said = place === undefined ? null : `Added to ${place}`
        const done = await act(`Add ${String(fields['title'])}`, (writer) => { id = writer.create(tasks.name, { status: 'todo', ...fields }) }, said)
        if (done) markStarted()
        return done ? id : null
      },
      move: (list, id, by) => { moveByHand(satchel, list, id, by).catch(showError) },
    }
  }, [satchel, undoOf])
}

const short = (rec: Rec): string => { const title = tasks.title(dataOf(rec)); return title.length > 60 ? `${title.slice(0, 59)}…` : title }
const lower = (words: string): string => (/^(Today|Tomorrow)/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words)

/**
 * Puts a task one place up or down among these, as one act.
 * @param whole whether these are all from the first on; else they cannot be given places anew
 */
export async function moveByHand(satchel: Satchel, list: readonly Rec[], id: string, by: 1 | -1, whole = true): Promise<void> {
  const patches = placesFor(list, id, by)
  if (patches.length === 0) return
  if (!whole && patches.length > 1) throw new Error('This far down tasks have no places of their own yet. Sort by something else, or begin at the top.')
  await satchel.bulk((writer) => writer.together(() => { for (const [taskId, position] of patches) writer.update(tasks.name, taskId, { position }) }), { label: 'Move task' })
}

/** Where a task goes between its new neighbours; where they have no places yet, or no room between them, all of the list get theirs anew. */
export function placesFor(list: readonly Rec[], id: string, by: 1 | -1): [string, number][] {
  const from = list.findIndex((rec) => rec.id === id), to = from + by
  if (from === -1 || to < 0 || to >= list.length) return []
  const order = [...list]
  order.splice(to, 0, ...order.splice(from, 1))
  const before = to === 0 ? null : order[to - 1]!, after = order[to + 1] ?? null
  const low = before === null ? null : positionOf(before), high = after === null ? null : positionOf(after)
  if (before === null && high !== null) return [[id, high - step]]
  if (after === null && low !== null) return [[id, low + step]]
  if (low !== null && high !== null && low < (low + high) / 2 && (low + high) / 2 < high) return [[id, (low + high) / 2]]
  return order.slice(0, mostAtOnce).map((rec, at) => [rec.id, (at + 1) * step])
}

const step = 1_024
/** A mutation's most changes. */
const mostAtOnce = 100
