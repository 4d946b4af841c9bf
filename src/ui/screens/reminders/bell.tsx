import { useEffect, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { holdBell, ring } from '../../../data-api/bell.ts'
import { usePreferences } from '../../app/use-preferences.ts'
import { plural } from '../../components/format.ts'
import { showToast } from '../../components/toast.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { remindersBetween, type Reminder } from './reminder-times.ts'
import { keepReminders, onRemindersKept, remindersKept, type Missed } from './reminders-kept.ts'
import { mostDaysBack, useRemindable } from './use-remindable.ts'

/** What was done on another device meanwhile has mostly come down by then. */
const settleMs = 5_000
/** A timer of a sleeping machine fires late, and one of weeks not at all. */
const longestWaitMs = 10 * 60_000
/** A few each by itself; a machine that slept over a day of them tells of all at once. */
const mostAtOnce = 3

/** Tells of reminders at their time, and at the start of what came up while the app was closed. One tab of a database does; it shows nothing itself. */
export default function Bell() {
  const databaseName = useOpened()?.databaseName ?? null
  const held = useHeld(databaseName)
  useMissedSaid(databaseName)
  return held && databaseName !== null ? <RingingBell key={databaseName} databaseName={databaseName} /> : null
}

function useHeld(databaseName: string | null): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => (databaseName === null ? undefined : holdBell(databaseName, setHeld)), [databaseName])
  return held
}

/** Says of what came up unheard as soon as somebody looks, in whichever tab that is. */
function useMissedSaid(databaseName: string | null): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (databaseName === null) return undefined
    const say = (): void => {
      const kept = remindersKept(databaseName), unsaid = kept.missed.filter((missed) => missed.unsaid)
      if (unsaid.length === 0 || isHidden()) return
      keepReminders(databaseName, { ...kept, missed: kept.missed.map(({ unsaid: _, ...missed }) => missed) })
      showToast({ message: `${plural(unsaid.length, 'reminder')} came up ${unsaid.some(({ hidden }) => hidden) ? 'while you were away' : 'while Satchel was closed'}`, action: { label: 'Show', onAction: () => void navigate({ to: '/today' }) } })
    }
    const stop = onRemindersKept(say)
    document.addEventListener('visibilitychange', say)
    say()
    return () => {
      stop()
      document.removeEventListener('visibilitychange', say)
    }
  }, [databaseName, navigate])
}

const isHidden = (): boolean => document.visibilityState === 'hidden'

function RingingBell({ databaseName }: { databaseName: string }) {
  const navigate = useNavigate()
  const { reminders: wishes } = usePreferences()
  const remindable = useRemindable()
  /** Until when nothing here could tell: the start, and the seconds after it. */
  const closedUntil = useRef<number | null>(null)
  useEffect(() => {
    if (remindable === null) return undefined
    let timer = 0
    const go = (path: string): void => { void navigate({ to: path }) }
    const look = (): void => {
      window.clearTimeout(timer)
      const now = Date.now(), { toldUntil, missed } = remindersKept(databaseName)
      // Never looked at, or by a clock that was years ahead: from now on.
      const from = toldUntil === null || toldUntil > now ? now : Math.max(toldUntil, now - mostDaysBack * 86_400_000)
      const due = remindersBetween(remindable, wishes, from, now)
      const atStart = due.filter(({ at }) => at <= closedUntil.current!)
      keepReminders(databaseName, { toldUntil: now, missed: [...missed, ...atStart.map((one): Missed => ({ ...one, unsaid: true }))] })
      tell(due.slice(atStart.length), go, (unheard) => {
        const kept = remindersKept(databaseName)
        keepReminders(databaseName, { ...kept, missed: [...kept.missed, ...unheard.map((one): Missed => ({ ...one, hidden: true, unsaid: true }))] })
      })
      const next = remindersBetween(remindable, wishes, now, now + longestWaitMs)[0]
      timer = window.setTimeout(look, next === undefined ? longestWaitMs : next.at - now + 50)
    }
    const begin = (): void => {
      closedUntil.current ??= Date.now()
      look()
      document.addEventListener('visibilitychange', look)
    }
    timer = window.setTimeout(begin, closedUntil.current === null ? settleMs : 0)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [remindable, wishes, databaseName, navigate])
  return null
}

/** By the browser, and where it does not, on the page; where nobody would see that, they are kept for who comes back. */
function tell(reminders: readonly Reminder[], go: (path: string) => void, keep: (unheard: readonly Reminder[]) => void): void {
  const each = reminders.length <= mostAtOnce
    ? reminders.map((one) => ({ ...one, of: [one] }))
    : [{ key: 'many', of: reminders, title: `${reminders.length} reminders`, body: reminders.slice(0, mostAtOnce).map(({ title }) => title).join(' · '), path: '/today' }]
  for (const { key, title, body, path, of } of each) {
    void ring({ title, body, tag: `reminder ${key}`, path }).then((rang) => {
      if (rang) return
      if (isHidden()) keep(of)
      else showToast({ message: `${title} · ${body}`, action: { label: 'Open', onAction: () => go(path) } })
    })
  }
}
