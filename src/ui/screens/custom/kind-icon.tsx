import type { ReactNode } from 'react'
import Banknote from 'lucide-react/icons/banknote'
import Calendar from 'lucide-react/icons/calendar'
import CircleDot from 'lucide-react/icons/circle-dot'
import Hash from 'lucide-react/icons/hash'
import Link2 from 'lucide-react/icons/link-2'
import ListChecks from 'lucide-react/icons/list-checks'
import TextCursor from 'lucide-react/icons/type'
import UserRound from 'lucide-react/icons/user-round'
import type { CustomKind } from '../../../model/custom-kinds.ts'

const icons: Readonly<Record<CustomKind, ReactNode>> = {
  text: <TextCursor aria-hidden />, number: <Hash aria-hidden />, money: <Banknote aria-hidden />, date: <Calendar aria-hidden />, choice: <CircleDot aria-hidden />, choices: <ListChecks aria-hidden />,
  link: <Link2 aria-hidden />, person: <UserRound aria-hidden />,
}

/** What kind of field it is, at a glance. */
export const KindIcon = ({ kind }: { kind: CustomKind }): ReactNode => icons[kind]
