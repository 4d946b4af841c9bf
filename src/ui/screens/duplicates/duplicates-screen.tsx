import { useEffect, useRef, useState } from 'react'
import CircleCheck from 'lucide-react/icons/circle-check'
import { useLookalikes, useMet, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { distinctions } from '../../../model/distinctions.ts'
import { notes } from '../../../model/notes.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { useUndo } from '../../app/undo.ts'
import { dataOf, nameOf } from '../contacts/contact-values.ts'
import { DuplicateCard } from './duplicate-card.tsx'
import { mergedPatch } from './merging.ts'

const page = 20

/** Contacts that look like one: merged here, with one undo, or kept apart for good. Nothing is merged by itself. */
export default function DuplicatesScreen() {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const [limit, setLimit] = useState(page)
  const { data, error } = useLookalikes(contacts.name, limit)
  const list = useRef<HTMLDivElement>(null)
  const kept = useFocusKept(list, (area) => area.querySelector('button') ?? document.getElementById('screen-heading'))

  const act = async (label: string, message: string, write: Parameters<typeof satchel.bulk>[0]): Promise<void> => {
    try {
      const { actId } = await whileWorking(satchel.bulk(write, { label }))
      showToast({ message, ...undoOf(actId, label) })
    } catch (thrown) {
      showError(thrown)
    }
  }
  const merge = (stays: Rec, goes: Rec, taken: ReadonlySet<string>): Promise<void> =>
    act(`Merge ${nameOf(stays)}`, `${nameOf(stays)} is one contact now`, async (writer) => {
      // What is on the screen may be older than what happened since, here or elsewhere.
      const [first, second] = await Promise.all([stays, goes].map(({ id }) => satchel.entity(contacts.name).get(id)))
      if (!first || !second || first.deletedAt !== null || second.deletedAt !== null) throw new Error('One of the two is no longer there. Nothing was merged.')
      const moved = await satchel.entity(notes.name).ids({ where: { contactId: goes.id } })
      const patch = mergedPatch(dataOf(first), dataOf(second), taken)
      if (Object.keys(patch).length > 0) writer.update(contacts.name, stays.id, patch)
      for (const id of moved) writer.update(notes.name, id, { contactId: stays.id })
      writer.delete(contacts.name, goes.id)
    })
  const keepApart = (one: Rec, other: Rec): Promise<void> =>
    act(`Keep ${nameOf(one)} and ${nameOf(other)} apart`, 'They will not be shown as duplicates again', (writer) => {
      const [lower, higher] = [one.id, other.id].sort()
      writer.create(distinctions.name, { entity: contacts.name, one: lower, other: higher })
    })

  const pairs = data?.pairs ?? []
  const met = useMet(contacts.name).length > 0
  // Shown here, nobody has to be told of them any more.
  useEffect(() => { if (met && data) satchel.entity(contacts.name).readMet().catch(showError) }, [met, data, satchel])
  return (
    <Screen title="Duplicates" meta={pairs.length > 0 ? `${formatCount(pairs.length)}${data?.more ? '+' : ''}` : undefined}>
      {error && <InlineNotice tone="danger" title="Your contacts could not be looked through.">{error.message} They are safe.</InlineNotice>}
      <div ref={list} {...kept} className="flex flex-col gap-4">
        {!data && !error && <p role="status" className="text-ui text-muted">Looking through your contacts…</p>}
        {data && pairs.length === 0 && <EmptyState icon={<CircleCheck />} title="All clean">No two contacts look like one.</EmptyState>}
        {pairs.length > 0 && <p className="text-ui text-muted">These look like one contact. Nothing is merged unless you say so, and a merge can be undone.</p>}
        {pairs.map((pair) => <DuplicateCard key={pair.ids.join(' ')} pair={pair} onMerge={merge} onApart={keepApart} />)}
        {data?.more && <Button className="self-start" onClick={() => setLimit(limit + page)}>Show more</Button>}
      </div>
    </Screen>
  )
}
