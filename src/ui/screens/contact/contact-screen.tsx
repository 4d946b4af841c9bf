import { useState } from 'react'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import UserX from 'lucide-react/icons/user-x'
import { useRecord } from '../../../data-api/hooks.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatInstant } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { nameOf } from '../contacts/contact-values.ts'
import { contacts } from '../../../model/contacts.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { lastList } from '../contacts/last-list.ts'
import { useContactActs } from '../contacts/use-contact-acts.ts'
import { ContactActions } from './contact-actions.tsx'
import { ContactFields } from './contact-fields.tsx'
import { ContactHeader } from './contact-header.tsx'
import { FieldHistory } from './field-history.tsx'
import { Timeline } from './timeline.tsx'
import { useConflictFields } from './use-contact-conflicts.ts'
import type { Rec } from '../../../data-api/types.ts'

const route = getRouteApi('/contacts/$id')

/** A contact, whole: who it is, what is known, what happened. */
export default function ContactScreen() {
  const { id } = route.useParams()
  const { data: rec, isPending, error } = useRecord('contacts', id)
  const back = useBack()
  const missing = !isPending && !error && !rec
  const name = rec ? nameOf(rec) : missing ? 'Contact not found' : 'Contact'
  // One frame for all of it: a heading that has taken the focus must not be exchanged for another when the record is read.
  return (
    <Screen title={name} layout="wide" lead={<Lead />} actions={rec?.deletedAt === null && <ContactActions rec={rec} onNote={toNote} onDeleted={back} />}>
      {error && <InlineNotice tone="danger" className="m-6" title="This contact could not be read.">{error.message} Nothing was changed.</InlineNotice>}
      {isPending && <span role="status" className="sr-only">Loading the contact</span>}
      {missing && (
        <EmptyState icon={<UserX />} title="This contact is not on this device." actions={<Link to="/contacts" className={buttonClass()}>All contacts</Link>}>
          It may not have come down yet, or it was removed for good.
        </EmptyState>
      )}
      {rec && <Contact key={rec.id} rec={rec} onBack={back} />}
    </Screen>
  )
}

const toNote = (): void => document.querySelector<HTMLElement>('[data-note-composer]')?.focus()

/** To the list as it was last looked at in this tab. */
function useBack(): () => void {
  const navigate = useNavigate()
  return () => void navigate({ to: '/contacts', search: lastList() })
}

function Contact({ rec, onBack }: { rec: Rec; onBack: () => void }) {
  const { edit, note } = route.useSearch()
  const navigate = useNavigate()
  const acts = useContactActs()
  const mayWrite = useMayWrite()
  const conflicts = useConflictFields(rec)
  const [historyOf, setHistoryOf] = useState<string | null>(null)
  useShortcuts([
    { keys: 'n', label: 'Write a note', group: 'Contact', run: toNote },
    { keys: 'e', label: 'Edit', group: 'Contact', run: () => document.querySelector<HTMLElement>('#contact-fields input')?.focus() },
    { keys: '#', label: 'Move to trash', group: 'Contact', run: () => { if (mayWrite && rec.deletedAt === null) void acts.remove([rec.id]).then((done) => { if (done) onBack() }) } },
    { keys: 'p', label: 'Print', group: 'Contact', run: () => void navigate({ to: '/print', search: { id: rec.id } }) },
    { keys: 'u', label: 'Back to the list', group: 'Contact', run: onBack },
    { keys: 'Enter', label: 'Save the field', group: 'While editing' },
    { keys: 'Escape', label: 'Take back what was typed', group: 'While editing' },
  ])
  return (
    <>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-270 flex-col gap-6 px-6 py-6 max-md:px-4">
          {rec.deletedAt !== null && (
            <InlineNotice tone="warn" title={`In the trash since ${formatInstant(rec.deletedAt)}.`} actions={mayWrite && <Button size="sm" onClick={() => void acts.restore([rec.id])}>Restore</Button>}>
              Nothing of it is lost. Restore it to edit it.
            </InlineNotice>
          )}
          <NoticeList entity={contacts.name} id={rec.id} />
          <ContactHeader rec={rec} />
          <div className="grid grid-cols-[minmax(0,30rem)_minmax(0,1fr)] items-start gap-12 max-lg:grid-cols-1 max-lg:gap-6">
            <section id="contact-fields" aria-label="Fields">
              <ContactFields rec={rec} conflicts={conflicts} onHistory={setHistoryOf} focus={edit} />
            </section>
            <Timeline rec={rec} writeNote={note === true} />
          </div>
        </div>
      </div>
      <FieldHistory rec={rec} field={historyOf} onClose={() => setHistoryOf(null)} />
    </>
  )
}

function Lead() {
  return (
    <>
      <Back />
      <Link to="/contacts" search={lastList()} className="text-ui leading-6 text-muted hover:text-text max-md:hidden">Contacts</Link>
      <span aria-hidden className="text-muted max-md:hidden">/</span>
    </>
  )
}

/** Back to the list as it was left: its view, filter and place are in its address. */
function Back() {
  const navigate = useNavigate()
  return (
    <IconButton label="Back" onClick={() => (history.length > 1 ? history.back() : void navigate({ to: '/contacts', search: lastList() }))} className="-ml-2">
      <ChevronLeft />
    </IconButton>
  )
}
