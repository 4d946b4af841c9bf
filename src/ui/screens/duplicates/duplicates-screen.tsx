import { useEffect, useRef, useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useLookalikes, useMet, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { distinctions } from '../../../model/distinctions.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { Reading } from '../../components/reading.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { useUndo } from '../../app/undo.ts'
import { companyPalette } from '../companies/company-palette.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { headingOf, type Kind } from '../records/kind.ts'
import { dataOf, nameOf } from '../records/record-values.ts'
import { DuplicateCard } from './duplicate-card.tsx'
import { mergedPatch } from './merging.ts'
import { movedLinks } from './moved-links.ts'

const page = 20

/** Records that look like one: merged here, with one undo, or kept apart for good. Nothing is merged by itself. */
export default function DuplicatesScreen() {
  const [limit, setLimit] = useState(page)
  const people = useLookalikes(contactPalette.entity.name, limit), firms = useLookalikes(companyPalette.entity.name, limit)
  const list = useRef<HTMLDivElement>(null)
  const kept = useFocusKept(list, (_, card) => card?.querySelector('input, button') ?? document.getElementById('screen-heading'), 'section')
  const found = [{ of: contactPalette, data: people.data }, { of: companyPalette, data: firms.data }]
  const error = people.error ?? firms.error
  const read = people.data !== undefined && firms.data !== undefined
  const count = found.reduce((sum, { data }) => sum + (data?.pairs.length ?? 0), 0), more = found.some(({ data }) => data?.more === true)
  useReadMet(contactPalette.entity.name, people.data !== undefined)
  useReadMet(companyPalette.entity.name, firms.data !== undefined)
  return (
    <Screen title="Duplicates" meta={count > 0 ? `${formatCount(count)}${more ? '+' : ''}` : undefined}>
      {error && <InlineNotice tone="danger" title="Your contacts could not be looked through.">{error.message} They are safe.</InlineNotice>}
      <div ref={list} {...kept} className="flex flex-col gap-4">
        {!read && !error && <p role="status" className="text-ui"><Reading>Looking through your contacts…</Reading></p>}
        {read && count === 0 && <EmptyState icon={<CircleCheck />} title="All clean">No two contacts look like one, and no two companies.</EmptyState>}
        {count > 0 && <p className="text-ui text-muted">{saysWhat(people.data?.pairs.length ?? 0, firms.data?.pairs.length ?? 0)} Nothing is merged unless you say so, and a merge can be undone.</p>}
        {found.map(({ of, data }) => data && data.pairs.length > 0 && <Pairs key={of.list} of={of} pairs={data.pairs} headed={found.every((each) => each.data && each.data.pairs.length > 0)} />)}
        {more && <Button className="self-start" onClick={() => setLimit(limit + page)}>Show more</Button>}
      </div>
    </Screen>
  )
}

const saysWhat = (people: number, firms: number): string => (firms === 0 ? 'These look like one contact.' : people === 0 ? 'These look like one company.' : 'These look like one.')

/** Shown here, nobody has to be told of them any more. */
function useReadMet(entity: string, shown: boolean): void {
  const satchel = useSatchel()
  const met = useMet(entity).length > 0
  useEffect(() => { if (met && shown) satchel.entity(entity).readMet().catch(showError) }, [met, shown, satchel, entity])
}

type Of = Pick<Kind, 'entity' | 'list'> & Required<Pick<Kind, 'page'>>

function Pairs({ of, pairs, headed }: { of: Of; pairs: readonly { ids: [string, string]; by: string[] }[]; headed: boolean }) {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const { entity } = of, { one } = entity.label
  const act = async (label: string, message: string, write: Parameters<typeof satchel.bulk>[0]): Promise<void> => {
    try {
      const { actId } = await whileWorking(satchel.bulk(write, { label }))
      showToast({ message, ...undoOf(actId, label) })
    } catch (thrown) {
      showError(thrown)
    }
  }
  const merge = (stays: Rec, goes: Rec, taken: ReadonlySet<string>): Promise<void> =>
    act(`Merge ${nameOf(entity, stays)}`, `${nameOf(entity, stays)} is one ${one} now`, async (writer) => {
      // What is on the screen may be older than what happened since, here or elsewhere.
      const [first, second] = await Promise.all([stays, goes].map(({ id }) => satchel.entity(entity.name).get(id)))
      if (!first || !second || first.deletedAt !== null || second.deletedAt !== null) throw new Error('One of the two is no longer there. Nothing was merged.')
      const patch = mergedPatch(entity, dataOf(first), dataOf(second), taken)
      const written = Object.fromEntries(Object.entries(patch).filter(([, value]) => typeof value === 'string'))
      const links = await movedLinks(satchel, entity, { id: stays.id, data: { ...dataOf(first), ...written } }, goes.id)
      if (Object.keys(patch).length > 0) writer.update(entity.name, stays.id, patch)
      for (const link of links) writer.update(link.entity, link.id, link.patch)
      writer.delete(entity.name, goes.id)
    })
  const keepApart = (first: Rec, second: Rec): Promise<void> =>
    act(`Keep ${nameOf(entity, first)} and ${nameOf(entity, second)} apart`, 'They will not be shown as duplicates again', (writer) => {
      const [lower, higher] = [first.id, second.id].sort()
      writer.create(distinctions.name, { entity: entity.name, one: lower, other: higher })
    })
  return (
    <>
      {headed && <h2 className="text-ui">{headingOf(of)}</h2>}
      {pairs.map((pair) => <DuplicateCard key={pair.ids.join(' ')} of={of} pair={pair} onMerge={merge} onApart={keepApart} />)}
    </>
  )
}
