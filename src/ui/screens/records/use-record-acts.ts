import { useMemo } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, ExportFormat, Json, ListOptions } from '../../../data-api/types.ts'
import { ask } from '../../components/ask.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { download } from './download.ts'
import { countOf, useKind } from './kind.ts'

export interface RecordActs {
  /** Each says what it did, with Undo; a refusal is shown and resolves to false. */
  remove: (ids: readonly string[]) => Promise<boolean>
  restore: (ids: readonly string[]) => Promise<boolean>
  setField: (ids: readonly string[], field: string, value: Json, label: string) => Promise<boolean>
  addTag: (ids: readonly string[], tag: string) => Promise<boolean>
  removeTag: (ids: readonly string[], tag: string) => Promise<boolean>
  exportSome: (format: ExportFormat, ids: readonly string[]) => void
  exportList: (format: ExportFormat, options: ListOptions) => void
}

/** What can be done with one record or thousands: one act, one undo. */
export function useRecordActs(): RecordActs {
  const satchel = useSatchel()
  const kind = useKind()
  const { undoOf } = useUndo()
  return useMemo<RecordActs>(() => {
    const { name, label: { one } } = kind.entity
    /** A selection outlives what becomes of its records elsewhere: those that are not there any more would make the whole act fail. */
    const bulk = async (
      ids: readonly string[], state: 'live' | 'deleted', label: (records: string) => string, done: (records: string) => string, write: (writer: BulkWriter, id: string) => void,
      along?: (writer: BulkWriter, ids: readonly string[]) => Promise<void>,
    ): Promise<boolean> => {
      if (ids.length === 0) return false
      try {
        const here = await satchel.entity(name).ids({ state, where: { id: { in: [...ids] } } })
        if (here.length === 0) {
          showToast({ message: state === 'live' ? `${ids.length === 1 ? `This ${one} was` : 'All of them were'} deleted meanwhile. Nothing was changed.` : 'Nothing of this is in the trash any more.' })
          return false
        }
        const records = countOf(kind, here.length), named = label(records), missing = ids.length - here.length
        const { actId } = await whileWorking(satchel.bulk(async (writer) => {
          for (const id of here) write(writer, id)
          await along?.(writer, here)
        }, { label: named }))
        const rest = missing === 0 ? '' : `. ${countOf(kind, missing)} ${missing === 1 ? 'was' : 'were'} ${state === 'live' ? 'deleted' : 'taken out of the trash'} meanwhile and left out.`
        showToast({ message: done(records) + rest, ...undoOf(actId, named) })
        return true
      } catch (thrown) {
        showError(thrown)
        return false
      }
    }
    const save = (format: ExportFormat, options: ListOptions): void => {
      satchel.entity(name).export(format, options).then((text) => download(text, format, kind.within?.title ?? name), showError)
    }
    return {
      remove: async (ids) => {
        const question = ids.length > 0 ? await kind.beforeRemove?.(satchel, ids) : null
        if (question && !(await ask(question))) return false
        return bulk(ids, 'live', (records) => `Delete ${records}`, (records) => `${records} moved to the trash`, (writer, id) => writer.delete(name, id))
      },
      restore: (ids) => bulk(ids, 'deleted', (records) => `Restore ${records}`, (records) => `${records} restored`, (writer, id) => writer.restore(name, id)),
      setField: (ids, field, value, label) =>
        bulk(ids, 'live', (records) => `Edit ${label.toLowerCase()} of ${records}`, (records) => `${label} changed on ${records}`, (writer, id) => writer.update(name, id, { [field]: value }), (writer, here) => kind.along?.(satchel, writer, here, { [field]: value }) ?? Promise.resolve()),
      addTag: (ids, tag) =>
        bulk(ids, 'live', (records) => `Tag ${records} with ${tag}`, (records) => `${records} tagged “${tag}”`, (writer, id) => writer.update(name, id, { tags: { $set: { add: [tag] } } })),
      removeTag: (ids, tag) =>
        bulk(ids, 'live', (records) => `Take tag ${tag} off ${records}`, (records) => `“${tag}” taken off ${records}`, (writer, id) => writer.update(name, id, { tags: { $set: { remove: [tag] } } })),
      exportSome: (format, ids) => save(format, { where: { id: { in: [...ids] } } }),
      exportList: save,
    }
  }, [satchel, undoOf, kind])
}
