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
    /** A selection outlives what becomes of its contacts elsewhere: those that are not there any more would make the whole act fail. */
    const bulk = async (
      ids: readonly string[], state: 'live' | 'deleted', label: (contacts: string) => string, done: (contacts: string) => string, write: (writer: BulkWriter, id: string) => void,
    ): Promise<boolean> => {
      if (ids.length === 0) return false
      try {
        const here = await satchel.entity('contacts').ids({ state, where: { id: { in: [...ids] } } })
        if (here.length === 0) {
          showToast({ message: state === 'live' ? `${ids.length === 1 ? 'This contact was' : 'All of them were'} deleted meanwhile. Nothing was changed.` : 'Nothing of this is in the trash any more.' })
          return false
        }
        const contacts = plural(here.length, 'contact'), named = label(contacts), missing = ids.length - here.length
        const { actId } = await whileWorking(satchel.bulk((writer) => { for (const id of here) write(writer, id) }, { label: named }))
        const rest = missing === 0 ? '' : `. ${plural(missing, 'contact')} ${missing === 1 ? 'was' : 'were'} ${state === 'live' ? 'deleted' : 'taken out of the trash'} meanwhile and left out.`
        showToast({ message: done(contacts) + rest, ...undoOf(actId, named) })
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
      remove: (ids) => bulk(ids, 'live', (contacts) => `Delete ${contacts}`, (contacts) => `${contacts} moved to the trash`, (writer, id) => writer.delete('contacts', id)),
      restore: (ids) => bulk(ids, 'deleted', (contacts) => `Restore ${contacts}`, (contacts) => `${contacts} restored`, (writer, id) => writer.restore('contacts', id)),
      setField: (ids, field, value, label) =>
        bulk(ids, 'live', (contacts) => `Edit ${label.toLowerCase()} of ${contacts}`, (contacts) => `${label} changed on ${contacts}`, (writer, id) => writer.update('contacts', id, { [field]: value })),
      addTag: (ids, tag) =>
        bulk(ids, 'live', (contacts) => `Tag ${contacts} with ${tag}`, (contacts) => `${contacts} tagged “${tag}”`, (writer, id) => writer.update('contacts', id, { tags: { $set: { add: [tag] } } })),
      removeTag: (ids, tag) =>
        bulk(ids, 'live', (contacts) => `Take tag ${tag} off ${contacts}`, (contacts) => `“${tag}” taken off ${contacts}`, (writer, id) => writer.update('contacts', id, { tags: { $set: { remove: [tag] } } })),
      exportSome: (format, ids) => save(format, { where: { id: { in: [...ids] } } }),
      exportList: save,
    }
  }, [satchel, undoOf])
}

