import { once } from '../../../shared/once.ts'
import CalendarDays from 'lucide-react/icons/calendar-days'
import { Link } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { tasks } from '../../../model/tasks.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useLastSeen } from '../../app/use-last-seen.ts'
import { buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Screen } from '../../components/screen.tsx'
import { useNow } from '../../components/when.tsx'
import { MissedReminders } from '../reminders/missed-reminders.tsx'
import { QuickAddBar } from '../tasks/quick-add-bar.tsx'
import { useTaskActs } from '../tasks/use-task-acts.ts'
import { useToday } from '../tasks/use-today.ts'
import { NothingHere } from '../records/not-here.tsx'
import { TodayTasks } from './today-tasks.tsx'
import { useDueTasks } from './use-due-tasks.ts'
import { Birthdays } from './birthdays.tsx'
import { NeedsYou } from './needs-you.tsx'
import { RecentNotes } from './recent-notes.tsx'
import { RecentlyTouched } from './recently-touched.tsx'
import { useBirthdays } from './use-birthdays.ts'
import { useNeedsYou } from './use-needs-you.ts'

const today = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'long', day: 'numeric', month: 'long' }))
const todayShort = once(() => new Intl.DateTimeFormat(navigator.language, { weekday: 'short', day: 'numeric', month: 'short' }))

/** What the day asks for: what needs a decision, whose birthday it is, where one left off. */
export default function TodayScreen() {
  const birthdays = useBirthdays()
  const needs = useNeedsYou()
  const due = useDueTasks()
  const acts = useTaskActs(), day = useToday(), now = useNow(), mayWrite = useMayWrite()
  const all = useList(contacts.name, { limit: 1 })
  const nothing = birthdays !== null && birthdays.length === 0 && needs.total === 0 && due !== null && due.total === 0
  useLastSeen(birthdays !== null && due !== null && all.data !== undefined, all.data)
  return (
    <Screen title="Today" meta={<><span className="max-md:hidden">{today().format(now)}</span><span className="md:hidden">{todayShort().format(now)}</span></>}>
      {needs.total > 0 && <NeedsYou needs={needs} />}
      <MissedReminders />
      {mayWrite && all.data !== undefined && <QuickAddBar name="today" placeholder="Plan a follow-up: call Ana Friday 9:00" onAdd={async (fields) => (await acts.add({ due: day, ...fields }, { place: 'your plan' })) !== null} />}
      {due !== null && due.total > 0 && <TodayTasks due={due} />}
      {birthdays !== null && birthdays.length > 0 && <Birthdays birthdays={birthdays} />}
      {nothing && all.data !== undefined && (
        <NothingHere of={[contacts.name, tasks.name]} many="contacts and tasks" icon={<CalendarDays />}>
          {all.data.total > 0
            ? <p className="text-ui text-muted">Nothing due. No task for today, no birthday in the next two weeks, nothing to decide.</p>
            : (
              <EmptyState
                icon={<CalendarDays />}
                title="Nothing due"
                actions={<><Link to="/import" className={buttonClass('primary')}>Import contacts</Link><Link to="/contacts" className={buttonClass()}>Go to contacts</Link></>}
              >
                Birthdays, open questions and what you last worked on will stand here.
              </EmptyState>
            )}
        </NothingHere>
      )}
      <RecentlyTouched />
      <RecentNotes />
    </Screen>
  )
}
