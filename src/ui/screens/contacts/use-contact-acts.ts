import { useMemo } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, ExportFormat, Json, ListOptions } from '../../../data-api/types.ts'
import { plural } from '../../components/format.ts'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { download } from './download.ts'

export interface ContactActs {
  /** Each says what it did, with Undo; a refusal is shown and resolves to false. */
  remove: (ids: readonly string[]) => Promise<boolean>
  restore: (ids: readonly string[]) => Promise<boolean>
  setField: (ids: readonly string[], field: string, value: Json, label: string) => Promise<boolean>
  addTag: (ids: readonly string[], tag: string) => Promise<boolean>
  removeTag: (ids: readonly string[], tag: string) => Promise<boolean>
  exportSome: (format: ExportFormat, ids: readonly string[]) => void
  exportList: (format: ExportFormat, options: ListOptions) => void
}

/** What can be done with one contact or thousands: one act, one undo. */
export function useContactActs(): ContactActs {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  return useMemo<ContactActs>(() => {
    const bulk = async (ids: readonly string[], label: string, done: string, write: (writer: BulkWriter, id: string) => void): Promise<boolean> => {
      if (ids.length === 0) return false
      try {
        const { actId } = await whileWorking(satchel.bulk((writer) => { for (const id of ids) write(writer, id) }, { label }))
        showToast({ message: done, ...undoOf(actId, label) })
        return true
      } catch (thrown) {
        showError(thrown)
        return false
      }
    }
    const save = (format: ExportFormat, options: ListOptions): void => {
      satchel.entity('contacts').export(format, options).then((text) => download(text, format), showError)
    }
    return {
      remove: (ids) => bulk(ids, `Delete ${plural(ids.length, 'contact')}`, `${plural(ids.length, 'contact')} moved to the trash`, (writer, id) => writer.delete('contacts', id)),
      restore: (ids) => bulk(ids, `Restore ${plural(ids.length, 'contact')}`, `${plural(ids.length, 'contact')} restored`, (writer, id) => writer.restore('contacts', id)),
      setField: (ids, field, value, label) =>
        bulk(ids, `Edit ${label.toLowerCase()} of ${plural(ids.length, 'contact')}`, `${label} changed on ${plural(ids.length, 'contact')}`, (writer, id) => writer.update('contacts', id, { [field]: value })),
      addTag: (ids, tag) =>
        bulk(ids, `Tag ${plural(ids.length, 'contact')} with ${tag}`, `${plural(ids.length, 'contact')} tagged “${tag}”`, (writer, id) => writer.update('contacts', id, { tags: { $set: { add: [tag] } } })),
      removeTag: (ids, tag) =>
        bulk(ids, `Take tag ${tag} off ${plural(ids.length, 'contact')}`, `“${tag}” taken off ${plural(ids.length, 'contact')}`, (writer, id) => writer.update('contacts', id, { tags: { $set: { remove: [tag] } } })),
      exportSome: (format, ids) => save(format, { where: { id: { in: [...ids] } } }),
      exportList: save,
    }
  }, [satchel, undoOf])
}

