import { KindWithFields } from '../records/kind-with-fields.tsx'
import { ListScreen } from '../records/list-screen.tsx'
import { contactKind } from './contact-kind.tsx'

/** All contacts. */
export default function ContactsScreen() {
  return <KindWithFields kind={contactKind}><ListScreen /></KindWithFields>
}
