import { contactKind } from '../contacts/contact-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindWithFields } from '../records/kind-with-fields.tsx'
import type { Kind } from '../records/kind.ts'
import { ContactFields } from './contact-fields.tsx'
import { ContactWork } from './contact-work.tsx'

const kind: Kind = { ...contactKind, Fields: ContactFields, Beside: ContactWork }

/** A contact, whole: who it is, what is known, what is to be done, what happened. */
export default function ContactScreen() {
  return <KindWithFields kind={kind}><RecordScreen /></KindWithFields>
}
