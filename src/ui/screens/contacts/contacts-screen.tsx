import { KindProvider } from '../records/kind.ts'
import { ListScreen } from '../records/list-screen.tsx'
import { contactKind } from './contact-kind.tsx'

/** All contacts. */
export default function ContactsScreen() {
  return <KindProvider value={contactKind}><ListScreen /></KindProvider>
}
