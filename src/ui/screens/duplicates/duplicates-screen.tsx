import { useEffect, useRef, useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useLookalikes, useMet, useSatchel } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { Reading } from '../../components/reading.tsx'
import { showError } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { companyPalette } from '../companies/company-palette.ts'
import { contactPalette } from '../contacts/contact-palette.ts'
import { headingOf, type Kind } from '../records/kind.ts'
import { alikesOf, type Alikes } from './alikes.ts'
import { DuplicateCard } from './duplicate-card.tsx'
import type { MergesOf } from './use-merging.ts'

const page = 20

/** Records that look like one: merged here, with one undo, or kept apart for good. Nothing is merged by itself. */
export default function DuplicatesScreen() {
  const [limit, setLimit] = useState(page)
  const people = useLookalikes(contactPalette.entity.name, limit), firms = useLookalikes(companyPalette.entity.name, limit)
  const list = useRef<HTMLDivElement>(null)
  const kept = useFocusKept(list, (_, card) => card?.querySelector('input, button') ?? document.getElementById('screen-heading'), 'section')
  const found = [{ of: contactPalette, data: people.data }, { of: companyPalette, data: firms.data }].map(({ of, data }) => ({ of, groups: alikesOf(data?.pairs ?? []), more: data?.more === true }))
  const [peopleFound, firmsFound] = found.map(({ groups }) => groups.length)
  const error = people.error ?? firms.error
  const read = people.data !== undefined && firms.data !== undefined
  const count = found.reduce((sum, { groups }) => sum + groups.length, 0), more = found.some((each) => each.more)
  useReadMet(contactPalette.entity.name, people.data !== undefined)
  useReadMet(companyPalette.entity.name, firms.data !== undefined)
  return (
    <Screen title="Duplicates" meta={count > 0 ? `${formatCount(count)}${more ? '+' : ''}` : undefined}>
      {error && <InlineNotice tone="danger" title="Your contacts could not be looked through.">{error.message} They are safe.</InlineNotice>}
      <div ref={list} {...kept} className="flex flex-col gap-4">
        {!read && !error && <p role="status" className="text-ui"><Reading>Looking through your contacts…</Reading></p>}
        {read && count === 0 && <EmptyState icon={<CircleCheck />} title="All clean">No two contacts look like one, and no two companies.</EmptyState>}
        {count > 0 && <p className="text-ui text-muted">{saysWhat(peopleFound ?? 0, firmsFound ?? 0)} Nothing is merged unless you say so, and a merge can be undone.</p>}
        {found.map(({ of, groups }) => groups.length > 0 && <Groups key={of.list} of={of} groups={groups} headed={found.every((each) => each.groups.length > 0)} />)}
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

type Of = MergesOf & Pick<Kind, 'list'>

function Groups({ of, groups, headed }: { of: Of; groups: readonly Alikes[]; headed: boolean }) {
  return (
    <>
      {headed && <h2 className="text-ui">{headingOf(of)}</h2>}
      {groups.map((alikes) => <DuplicateCard key={alikes.ids.join(' ')} of={of} alikes={alikes} />)}
    </>
  )
}
