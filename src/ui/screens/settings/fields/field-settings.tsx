import { useState } from 'react'
import { useEveryCustomField } from '../../../../data-api/custom-field-hooks.ts'
import { customCarriers } from '../../../../model/custom-kinds.ts'
import type { CustomField } from '../../../../model/custom-fields.ts'
import { productModel } from '../../../../model/model.ts'
import { useMayWrite } from '../../../app/may-write.ts'
import { Button } from '../../../components/button.tsx'
import { plural } from '../../../components/format.ts'
import { InlineNotice } from '../../../components/inline-notice.tsx'
import { Section } from '../../../components/screen.tsx'
import { FieldDialog } from './field-dialog.tsx'
import { FieldRow, RemovedRow } from './field-row.tsx'

/** The fields that people made, entity by entity: make, rename, put in order, take away and put back. They hold for everybody in the workspace. */
export function FieldSettings() {
  const all = useEveryCustomField()
  const mayWrite = useMayWrite()
  return (
    <>
      {mayWrite
        ? <p className="text-ui text-muted">Fields of your own, for everybody in the workspace. A field can be renamed at any time; a deleted one keeps what stands in it, and brings it back when it is restored.</p>
        : <InlineNotice>These fields hold for everybody in the workspace. You may look at them, not change them.</InlineNotice>}
      {all !== undefined && customCarriers.map((entity) => <EntityFields key={entity} entity={entity} all={all} mayWrite={mayWrite} />)}
    </>
  )
}

function EntityFields({ entity, all, mayWrite }: { entity: string; all: readonly CustomField[]; mayWrite: boolean }) {
  const { label: { one, many } } = productModel.entities.get(entity)!
  const [adding, setAdding] = useState(false)
  const own = all.filter((field) => field.entity === entity), fields = own.filter(({ removed }) => !removed), removed = own.filter((field) => field.removed)
  return (
    <Section title={many.charAt(0).toUpperCase() + many.slice(1)} actions={mayWrite && <Button size="sm" aria-label={`Add a field to ${many}`} onClick={() => setAdding(true)}>Add a field…</Button>}>
      {fields.length === 0
        ? <p className="border-y border-line py-3 text-ui text-muted">No fields of your own yet.</p>
        : <ul aria-label={`Fields of ${many}`} className="border-t border-line">{fields.map((field, at) => <FieldRow key={field.id} field={field} before={fields[at - 1]} after={fields[at + 1]} all={own} one={one} mayWrite={mayWrite} />)}</ul>}
      {removed.length > 0 && (
        <details className="group">
          <summary className="flex min-h-8 w-fit cursor-default items-center rounded-sm text-table text-muted hover:text-text max-md:min-h-11">{plural(removed.length, 'deleted field')}</summary>
          <ul aria-label={`Deleted fields of ${many}`} className="border-t border-line">{removed.map((field) => <RemovedRow key={field.id} field={field} mayWrite={mayWrite} />)}</ul>
        </details>
      )}
      {adding && <FieldDialog entity={entity} one={one} field={null} known={own} onClose={() => setAdding(false)} />}
    </Section>
  )
}
