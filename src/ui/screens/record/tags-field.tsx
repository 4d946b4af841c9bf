import { useDeferredValue, useId, useState } from 'react'
import { useFacets, useSatchel } from '../../../data-api/hooks.ts'
import { tagsOf } from '../../../model/text.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { Tag } from '../../components/tag.tsx'
import { toSatchelError } from '../../../shared/errors.ts'
import { showError } from '../../components/toast.tsx'
import { useKind } from '../records/kind.ts'
import { dataOf } from '../records/record-values.ts'
import { FieldRow, quietControl } from './field-row.tsx'

/** The tags, and a line to add one: what others are tagged with is offered. Comma or ⏎ adds. */
export function TagsField({ rec, field = 'tags', hide, onHistory }: { rec: Rec; field?: string; hide?: string; onHistory: (field: string) => void }) {
  const { entity } = useKind()
  const { label } = entity.fields[field]!, one = field === 'tags' ? 'tag' : 'name'
  const satchel = useSatchel()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string | null>(null)
  const prefix = useDeferredValue(typed.trim())
  // To count them is a walk through all records: it is for who is about to write one.
  const [near, setNear] = useState(false)
  const { data = [] } = useFacets(entity.name, 'tags', prefix ? { prefix, limit: 8 } : { limit: 8 }, { enabled: near && field === 'tags' })
  const known = field === 'tags' ? data : []
  const tags = tagsOf(dataOf(rec), field).filter((tag) => tag !== hide)
  const disabled = useFixed(rec)
  const write = (patch: { [key: string]: Json }, label: string): Promise<unknown> =>
    satchel.entity(entity.name).update(rec.id, { [field]: { $set: patch } }, { baseRevision: rec.revision, label })
  const add = async (text: string): Promise<void> => {
    const wanted = text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '' && !tags.includes(tag))
    setTyped('')
    if (wanted.length === 0) return
    try {
      await write({ add: wanted }, `Add ${one} ${wanted.join(', ')}`)
    } catch (thrown) {
      setTyped(text)
      setError(toSatchelError(thrown).message)
    }
  }
  return (
    <FieldRow field={field} stacked label={label} htmlFor={id} error={error} onHistory={() => onHistory(field)}>
      <div className="flex min-h-8 flex-wrap items-center gap-1 pl-2 max-md:min-h-11 max-md:pl-0">
        {tags.map((tag) => (
          <Tag key={tag} label={tag} {...(disabled ? {} : { onRemove: () => { write({ remove: [tag] }, `Remove ${one} ${tag}`).catch(showError) } })}>{tag}</Tag>
        ))}
        {!disabled && (
          <input
            id={id}
            list={`${id}-known`}
            placeholder={tags.length === 0 ? `Add a ${one}` : 'Add'}
            autoComplete="off"
            className={cn(quietControl, 'w-20 grow', tags.length === 0 && '-ml-2')}
            value={typed}
            onChange={(event) => {
              setError(null)
              const value = event.currentTarget.value
              // A suggestion that was clicked arrives whole, as an input without a key.
              const chosen = !('data' in event.nativeEvent) || (event.nativeEvent as InputEvent).inputType === 'insertReplacementText'
              if (value.endsWith(',') || (chosen && known.some((facet) => facet.value === value))) void add(value)
              else setTyped(value)
            }}
            onFocus={() => setNear(true)}
            onBlur={() => { setNear(false); void add(typed) }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') { event.preventDefault(); void add(typed) }
              if (event.key !== 'Escape') return
              if (typed === '') return event.currentTarget.blur()
              event.preventDefault()
              event.stopPropagation()
              setTyped('')
            }}
          />
        )}
        <datalist id={`${id}-known`}>{known.filter((facet) => !tags.includes(facet.value)).map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>
      </div>
    </FieldRow>
  )
}
