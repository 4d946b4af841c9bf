import { contactKind } from '../contacts/contact-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindWithFields } from '../records/kind-with-fields.tsx'

/** A contact, whole: who it is, what is known, what happened. */
export default function ContactScreen() {
  return <KindWithFields kind={contactKind}><RecordScreen /></KindWithFields>
}
