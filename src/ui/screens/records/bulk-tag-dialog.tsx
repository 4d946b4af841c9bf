import { useId, useState } from 'react'
import { useFacets } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { countOf, useKind } from './kind.ts'

interface BulkTagDialogProps { count: number; onClose: () => void; onAdd: (tag: string) => Promise<void>; onRemove: (tag: string) => Promise<void> }

/** Puts a tag on all that are selected, or takes it off. */
export function BulkTagDialog({ count, onClose, onAdd, onRemove }: BulkTagDialogProps) {
  const kind = useKind()
  const form = useId()
  const [tag, setTag] = useState('')
  const wanted = tag.trim()
  const { data = [] } = useFacets(kind.entity.name, 'tags', wanted ? { prefix: wanted, limit: 12 } : { limit: 12 })
  const act = (apply: (tag: string) => Promise<void>): void => {
    if (wanted === '') return
    onClose()
    void apply(wanted)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Tag ${countOf(kind, count)}`}
      width="sm"
      footer={(
        <>
          <Button disabled={wanted === ''} onClick={() => act(onRemove)}>Take off</Button>
          <Button variant="primary" disabled={wanted === ''} type="submit" form={form}>Add tag</Button>
        </>
      )}
    >
      <form id={form} onSubmit={(event) => { event.preventDefault(); act(onAdd) }}>
        <Field label="Tag">{(control) => <Input {...control} data-autofocus autoComplete="off" value={tag} onChange={(event) => setTag(event.currentTarget.value)} />}</Field>
        <ul className="mt-2 flex flex-wrap gap-1" aria-label="Tags in use">
          {data.map((facet) => (
            <li key={facet.value}>
              <button type="button" onClick={() => setTag(facet.value)} aria-pressed={wanted === facet.value} className="h-6 rounded-full px-2 text-meta inset-ring inset-ring-line hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:inset-ring-accent max-md:h-11 max-md:px-4">{facet.value}</button>
            </li>
          ))}
        </ul>
      </form>
    </Dialog>
  )
}
