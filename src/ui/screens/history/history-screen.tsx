import { useMemo, useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import CalendarClock from 'lucide-react/icons/calendar-clock'
import HistoryIcon from 'lucide-react/icons/history'
import { useRecentHistory, useSync } from '../../../data-api/hooks.ts'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { productModel } from '../../../model/model.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Screen } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { useNow } from '../../components/when.tsx'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { HistoryActRow } from './history-act-row.tsx'
import { useSetting } from '../../sync-status/use-setting.ts'
import { PastView } from './past-view.tsx'
import { momentIn, toLocalMoment } from './past-words.ts'
import { beginningOf, beginningWords, dayWords, toHistoryActs, type HistoryAct } from './history-words.ts'

const page = 200
const dayMs = 86_400_000

/** Everything that happened in the workspace, newest first, by day; by kind of record and by device where one asks. */
export default function HistoryScreen() {
  const navigate = useNavigate()
  const now = useNow()
  const params: { entity?: unknown; device?: unknown; at?: unknown; id?: unknown } = useSearch({ strict: false })
  const entity = typeof params.entity === 'string' ? params.entity : ''
  const device = typeof params.device === 'string' ? params.device : ''
  const at = momentIn(params.at)
  const id = typeof params.id === 'string' ? params.id : ''
  const [limit, setLimit] = useState(page)
  const { data: entries } = useRecentHistory(limit)

  const historyDays = useSetting('historyDays'), hasAccount = useSync().status.state !== 'no_account'
  const beginning = beginningWords(historyDays, now, hasAccount)
  const deviceOf = useDeviceLabels(entries ?? none)
  const devices = useMemo(() => [...new Set((entries ?? []).map(deviceOf))].sort(), [entries, deviceOf])
  const days = useMemo(() => {
    const wanted = (entries ?? []).filter((entry) => (!entity || entry.entity === entity) && (!device || deviceOf(entry) === device))
    return byDay(toHistoryActs(wanted, entries?.length === limit), now)
  }, [entries, entity, device, deviceOf, limit, now])

  const setParams = (next: { entity?: string; device?: string; at?: string; id?: string }): void => {
    const all = { entity, device, at, id, ...next }
    void navigate({ to: '/history', search: Object.fromEntries(Object.entries(all).filter(([, value]) => value)), replace: true })
  }
  if (at) {
    return (
      <Screen title="History">
        <PastView entity={kinds.some(({ value }) => value === entity) ? entity : kinds[0]!.value} id={id || null} kinds={kinds} at={at} begins={beginningOf(historyDays, now, hasAccount)} now={now} onChange={setParams} />
      </Screen>
    )
  }
  return (
    <Screen title="History">
      <div className="flex flex-wrap gap-2">
        <Select className="w-44 max-md:w-auto max-md:grow" aria-label="Kind of record" value={entity} onChange={(event) => setParams({ entity: event.target.value })} options={[{ value: '', label: 'Everything' }, ...kinds]} />
        <Select className="w-52 max-md:w-auto max-md:grow" aria-label="Device" value={device} onChange={(event) => setParams({ device: event.target.value })} options={[{ value: '', label: 'All devices' }, ...devices.map((name) => ({ value: name, label: name }))]} />
        <Button className="ml-auto max-md:ml-0 max-md:grow" icon={<CalendarClock />} onClick={() => setParams({ at: toLocalMoment(now - dayMs) })}>As of a moment</Button>
      </div>
      {entries && days.length === 0 && (
        <EmptyState icon={<HistoryIcon />} title={entity || device ? 'Nothing of this kind yet' : 'Nothing happened yet'}>
          Every change is written down here, with who, when and where.
        </EmptyState>
      )}
      {days.map(({ day, acts }) => (
        <section key={day} aria-label={day} className="flex flex-col">
          <h2 className="border-b border-line pb-1 text-table font-medium text-muted">{day}</h2>
          <ul>{acts.map((act) => <HistoryActRow key={`${act.id} ${act.entries[0]!.changeId}`} act={act} device={deviceOf(act)} />)}</ul>
        </section>
      ))}
      {entries && entries.length >= limit && <Button className="self-start" onClick={() => setLimit(limit + page)}>Show older</Button>}
      {beginning && entries && entries.length < limit && <p className="text-table text-muted">{beginning}</p>}
    </Screen>
  )
}

const none: readonly HistoryEntry[] = []
const kinds = [...productModel.entities.values()].filter((one) => one.authored === 'people' && !one.bookkeeping)
  .map((one) => ({ value: one.name, label: one.label.many.charAt(0).toUpperCase() + one.label.many.slice(1) }))

function byDay(acts: readonly HistoryAct[], now: number): { day: string; acts: HistoryAct[] }[] {
  const days: { day: string; acts: HistoryAct[] }[] = []
  for (const act of acts) {
    const day = dayWords(act.at, now)
    const last = days.at(-1)
    if (last?.day === day) last.acts.push(act)
    else days.push({ day, acts: [act] })
  }
  return days
}
