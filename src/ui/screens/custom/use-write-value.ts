import { useMemo } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customPatch, type Members } from '../../../model/custom-value.ts'
import { showError } from '../../components/toast.tsx'

interface ValueWriter {
  /** @throws SatchelError where it may not be written */
  write: (members: Members, baseRevision: number) => Promise<unknown>
  /** The same where nothing waits for it: what is refused is said. */
  pick: (members: Members) => void
}

/** Writes a record's value in one field that people made, and nothing beside it. */
export function useWriteValue(entity: string, rec: Rec, field: CustomField): ValueWriter {
  const satchel = useSatchel()
  return useMemo(() => {
    const write: ValueWriter['write'] = (members, baseRevision) =>
      satchel.entity(entity).update(rec.id, customPatch({ [field.id]: members }), { baseRevision, label: `Edit ${field.label.toLowerCase()}` })
    return { write, pick: (members) => { write(members, rec.revision).catch(showError) } }
  }, [satchel, entity, rec.id, rec.revision, field.id, field.label])
}
