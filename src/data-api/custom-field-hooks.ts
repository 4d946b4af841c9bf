import { useMemo } from 'react'
import { customFields, inOrder, readCustomField, type CustomField } from '../model/custom-fields.ts'
import { useList } from './hooks.ts'

/** All fields that people made, those taken away among them, live; undefined while they are first read. */
export function useEveryCustomField(): readonly CustomField[] | undefined {
  const { data } = useList(customFields.name, everything)
  return useMemo(() => data && inOrder(data.rows.flatMap((row) => {
    const { id, $sync: _, ...fields } = row
    const field = readCustomField(id, fields as never)
    return field === null ? [] : [field]
  })), [data])
}

const everything = { sort: ['position'], limit: 1_000 }

/** Those of an entity that are there, in their order, live. */
export function useCustomFields(entity: string): readonly CustomField[] {
  const all = useEveryCustomField()
  return useMemo(() => {
    const fields = (all ?? none).filter((field) => field.entity === entity && !field.removed)
    return fields.length === 0 ? none : fields
  }, [all, entity])
}

/** The same one each time, so that what is made of it need not be made anew. */
const none: readonly CustomField[] = []
