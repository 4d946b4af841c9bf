import { useId } from 'react'
import type { Entity } from '../../../model/entity.ts'
import { Button } from '../../components/button.tsx'
import { nameOf } from '../records/record-values.ts'
import { useCustomWords } from '../../sync-status/custom-words.ts'
import type { Alikes } from './alikes.ts'
import { MergeFields } from './merge-fields.tsx'
import { mergeWords, useMerging, type MergesOf } from './use-merging.ts'

/** Records that may be one, field beside field: merged by a person, or kept apart. */
export function DuplicateCard({ of, alikes }: { of: MergesOf; alikes: Alikes }) {
  useCustomWords()
  const id = useId()
  const merging = useMerging(of, alikes.ids), { entity } = of, { all, part, busy } = merging
  if (all.length < 2) return null
  const names = new Intl.ListFormat('en').format(part.map((rec) => nameOf(entity, rec)))
  return (
    <section aria-labelledby={`${id}-title`} className="flex min-w-0 flex-col rounded-lg inset-ring inset-ring-line">
      <MergeFields id={id} of={of} merging={merging} reason={reasonOf(entity, alikes)} />
      <footer className="flex flex-wrap items-center gap-3 px-4 py-3">
        <p className="min-w-48 grow text-table text-muted">{part.length < 2 ? 'Choose two or more.' : mergeWords(entity.label, part.length)}</p>
        <div className="ml-auto flex gap-2">
          <Button aria-busy={busy} aria-label={`Not the same: ${names}`} onClick={() => void merging.keepApart()}>Not the same</Button>
          <Button variant="primary" aria-busy={busy} aria-label={`Merge ${names}`} onClick={() => void merging.merge()}>{part.length > 2 ? `Merge ${part.length}` : 'Merge'}</Button>
        </div>
      </footer>
    </section>
  )
}

/** "Same name and phone"; of three or more that do not all share the same: "Same name or phone". */
function reasonOf(entity: Entity, { by, each }: Alikes): string {
  const words = by.map((name) => reasons[name] ?? entity.columns[name]?.label.toLowerCase() ?? name)
  return `Same ${words.length > 1 ? `${words.slice(0, -1).join(', ')} ${each ? 'and' : 'or'} ${words.at(-1)}` : words[0] ?? 'values'}`
}
const reasons: Record<string, string> = { name: 'name', email: 'e-mail', phone: 'phone', domain: 'domain' }
