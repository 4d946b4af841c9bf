import { contactKind } from '../contacts/contact-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindProvider } from '../records/kind.ts'

/** A contact, whole: who it is, what is known, what happened. */
export default function ContactScreen() {
  return <KindProvider value={contactKind}><RecordScreen /></KindProvider>
}
