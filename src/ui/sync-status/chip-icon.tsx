import type { ReactNode } from 'react'
import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import CloudOff from 'lucide-react/icons/cloud-off'
import Clock from 'lucide-react/icons/clock'
import Download from 'lucide-react/icons/download'
import HardDrive from 'lucide-react/icons/hard-drive'
import LogIn from 'lucide-react/icons/log-in'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import UserX from 'lucide-react/icons/user-x'
import { cn } from '../components/cn.ts'
import type { ChipKind } from './chip-words.ts'

/** The icon that says the same as the words. */
export function ChipIcon({ kind }: { kind: ChipKind }) {
  return <span aria-hidden className={cn('inline-flex', iconColours[kind])}>{icons[kind]}</span>
}

const icons: Record<ChipKind, ReactNode> = {
  local: <HardDrive />, unkept: <TriangleAlert />, syncing: <RefreshCw />, downloading: <Download />, current: <CircleCheck />, pending: <Clock />,
  offline: <CloudOff />, struggling: <Clock />, 'needs-you': <CircleAlert />, 'sign-in': <LogIn />, removed: <UserX />, update: <Download />,
}

const iconColours: Partial<Record<ChipKind, string>> = {
  unkept: 'text-warn', current: 'text-ok', struggling: 'text-warn', 'needs-you': 'text-danger', 'sign-in': 'text-warn', removed: 'text-warn', update: 'text-warn',
}
