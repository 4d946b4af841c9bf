import { useDeferredValue, useId, useState } from 'react'
import { useFacets, useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { Tag } from '../../components/tag.tsx'
import { showError } from '../../components/toast.tsx'
import { tagsOfTask } from './task-values.ts'

/** A record's tags, and a line to add one; what others of its kind are tagged with is offered. */
export function TagEditor({ entity, rec }: { entity: string; rec: Rec }) {
  const satchel = useSatchel()
  const id = useId(), fixed = useFixed(rec)
  const [typed, setTyped] = useState('')
  const prefix = useDeferredValue(typed.trim())
  const { data = [] } = useFacets(entity, 'tags', prefix ? { prefix, limit: 8 } : { limit: 8 })
  const tags = tagsOfTask(rec)
  const write = (set: Record<string, Json>, label: string, onFailed = (): void => undefined): void => {
    satchel.entity(entity).update(rec.id, { tags: { $set: set } }, { baseRevision: rec.revision, label }).catch((thrown: unknown) => { onFailed(); showError(thrown) })
  }
  const add = (): void => {
    const wanted = typed.split(',').map((tag) => tag.trim().replace(/^#/, '')).filter((tag) => tag !== '' && !tags.includes(tag))
    setTyped('')
    if (wanted.length > 0) write({ add: wanted }, `Add tag ${wanted.join(', ')}`, () => setTyped(typed))
  }
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-1 pl-2 max-md:min-h-11">
      {tags.map((tag) => <Tag key={tag} label={tag} {...(fixed ? {} : { onRemove: () => write({ remove: [tag] }, `Remove tag ${tag}`) })}>{tag}</Tag>)}
      {!fixed && (
        <input
          aria-label="Add a tag" placeholder={tags.length === 0 ? 'No tags' : 'Add'} list={`${id}-known`} autoComplete="off"
          className={cn('h-7 w-16 min-w-0 grow rounded-md bg-transparent px-1.5 text-ui -outline-offset-2 placeholder:text-muted max-md:h-11 max-md:text-body', tags.length === 0 && '-ml-1.5')}
          value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ',') { event.preventDefault(); add() }
            if (event.key !== 'Escape') return
            if (typed === '') return event.currentTarget.blur()
            event.preventDefault()
            event.stopPropagation()
            setTyped('')
          }}
        />
      )}
      <datalist id={`${id}-known`}>{data.filter((facet) => !tags.includes(facet.value)).map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>
    </div>
  )
}
