import { useMemo } from 'react'
import { useSatchel } from '../../../../data-api/hooks.ts'
import type { BulkWriter, Json } from '../../../../data-api/types.ts'
import { customFields, inOrder, namedFieldId, type CustomField } from '../../../../model/custom-fields.ts'
import { useUndo } from '../../../app/undo.ts'
import { showError, showToast } from '../../../components/toast.tsx'
import { choicePatch, firstChoices, type ChoiceDraft } from './choice-drafts.ts'

export interface FieldDraft extends Pick<CustomField, 'entity' | 'kind' | 'label' | 'currency'> { choices: readonly ChoiceDraft[] }

interface FieldActs {
  /** @param known all of the entity, those taken away too */
  create(draft: FieldDraft, known: readonly CustomField[]): Promise<void>
  edit(field: CustomField, label: string, choices: readonly ChoiceDraft[]): Promise<void>
  move(field: CustomField, by: -1 | 1, all: readonly CustomField[]): void
  remove(field: CustomField): void
  restore(field: CustomField): void
}

/** What can be done about fields, each one act that can be undone. */
export function useFieldActs(): FieldActs {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  return useMemo(() => {
    const act = async (label: string, write: (writer: BulkWriter) => void, message?: string): Promise<void> => {
      const { actId } = await satchel.bulk(async (writer) => { write(writer) }, { label })
      if (message !== undefined) showToast({ message, ...undoOf(actId, label) })
    }
    const set = (id: string, patch: Record<string, Json>) => (writer: BulkWriter): void => { writer.update(customFields.name, id, patch) }
    return {
      create: async ({ choices, currency, label, ...draft }, known) => {
        const name = label.trim(), id = namedFieldId({ ...draft, label: name, currency })
        const position = Math.max(0, ...known.map((field) => field.position).filter(Number.isFinite)) + 1
        const data: Record<string, Json> = { ...draft, label: name, position, removed: false, ...(currency === '' ? {} : { currency }) }
        // Under a name that was given before it is another field.
        const isNew = !known.some((field) => field.id === id)
        const made = isNew ? id : crypto.randomUUID()
        const first = firstChoices(made, choices)
        await satchel.entity(customFields.name).create({ ...data, ...(first.length > 0 ? { choices: first } : {}) }, { id: made, label: `Add the field ${name}` })
      },
      edit: async (field, label, choices) => {
        const changed = choicePatch(field, choices), name = label.trim()
        const patch: Record<string, Json> = { ...(name === field.label ? {} : { label: name }), ...(changed === null ? {} : { choices: changed }) }
        if (Object.keys(patch).length > 0) await act(`Edit the field ${field.label}`, set(field.id, patch))
      },
      move: (field, by, all) => {
        const order = inOrder(all.filter(({ removed }) => !removed)), from = order.findIndex(({ id }) => id === field.id)
        const moved = order.toSpliced(from, 1).toSpliced(from + by, 0, field)
        act(`Move the field ${field.label}`, (writer) => {
          for (const [at, each] of moved.entries()) if (each.position !== at + 1) writer.update(customFields.name, each.id, { position: at + 1 })
        }).catch(showError)
      },
      remove: (field) => { act(`Delete the field ${field.label}`, set(field.id, { removed: true }), `Deleted the field ${field.label}. What stands in it is kept.`).catch(showError) },
      restore: (field) => { act(`Restore the field ${field.label}`, set(field.id, { removed: false }), `Restored the field ${field.label}, with what stood in it.`).catch(showError) },
    }
  }, [satchel, undoOf])
}
