import { useList, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { notes } from '../../../model/notes.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { showError } from '../../components/toast.tsx'
import { dataOf, text } from '../contacts/contact-values.ts'
import { valueWords } from './value-words.ts'

/** Values of this person's that gave way to another's on this record, each once, with a way to have mine again (M2). */
export function Notices({ rec }: { rec: Rec }) {
  const { status } = useSync()
  const me = status.account?.userId
  const { data } = useList('notices', { where: { and: [{ recordId: rec.id }, { dismissedAt: { empty: true } }] }, sort: ['-at'] }, { enabled: rec.$sync.notices > 0 })
  const mine = (data?.rows ?? []).filter((notice) => me === undefined || text(notice, 'forUserId') === me)
  if (rec.$sync.notices === 0 || mine.length === 0) return null
  return <div className="flex flex-col gap-2">{mine.map((notice) => <NoticeLine key={notice.id} notice={notice} />)}</div>
}

/** One notice, on the record or on Today. */
export function NoticeLine({ notice, about }: { notice: Rec; about?: string }) {
  const satchel = useSatchel()
  const field = text(notice, 'field')
  const entity = text(notice, 'entity')
  const lost = dataOf(notice)['lost'] ?? null
  const dismiss = (): Promise<unknown> => satchel.entity('notices').update(notice.id, { dismissedAt: new Date().toISOString() }, { label: 'Read a notice' })
  const restoreMine = async (): Promise<void> => {
    const id = text(notice, 'recordId')
    if (field === 'deletedAt') await satchel.entity(entity).delete(id)
    else await satchel.entity(entity).update(id, { [field]: lost as Json }, { label: `Restore my ${labelOf(entity, field)}` })
    await dismiss()
  }
  return (
    <InlineNotice
      tone="info"
      actions={(
        <>
          <Button size="sm" onClick={() => { restoreMine().catch(showError) }}>{field === 'deletedAt' ? 'Delete anyway' : 'Restore mine'}</Button>
          <Button variant="ghost" size="sm" onClick={() => { dismiss().catch(showError) }}>OK</Button>
        </>
      )}
    >
      {about && <strong className="font-medium">{about}: </strong>}
      {sentence(notice, entity, field)}
      {field !== 'deletedAt' && <span className="text-muted"> Yours: {valueWords(field, lost) || 'empty'}.</span>}
    </InlineNotice>
  )
}

function sentence(notice: Rec, entity: string, field: string): string {
  const who = text(notice, 'byUserName') || 'Somebody'
  if (field === 'deletedAt') return `${who} edited this after you deleted it, so it was kept.`
  return `${who}'s newer ${labelOf(entity, field)} stands; yours is in the history.`
}

const labelOf = (entity: string, field: string): string => ((entity === notes.name ? notes : contacts).fields[field]?.label ?? field).toLowerCase()
