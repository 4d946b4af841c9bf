import { useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'
import { useNavigate, useRouter } from '@tanstack/react-router'
import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import { useList } from '../../../data-api/hooks.ts'
import { addDays } from '../../../model/due.ts'
import { tasks } from '../../../model/tasks.ts'
import { dueIn } from '../../../model/zoned.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useOwnSearch } from '../../app/own-search.ts'
import { useShortcuts, type Shortcut } from '../../app/shortcuts.ts'
import { focusSoon, inSight } from '../../components/in-sight.ts'
import { Behind } from '../../components/behind.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { plural } from '../../components/format.ts'
import { Screen, ScreenCorner } from '../../components/screen.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import type { Json } from '../../../data-api/types.ts'
import { KindWithFields } from '../records/kind-with-fields.tsx'
import { ListBody } from '../records/list-body.tsx'
import { NothingHere } from '../records/not-here.tsx'
import { useSavedViews } from '../records/saved-views.tsx'
import { sameView, viewOf, type ListSearch } from '../records/search-params.ts'
import { useTableState } from '../records/use-table-state.ts'
import { QuickAddBar } from './quick-add-bar.tsx'
import { taskBeginnings } from './task-columns.ts'
import { TaskDetail } from './task-detail.tsx'
import { taskKind } from './task-kind.tsx'
import { TaskList } from './task-list.tsx'
import { dayWords, textOf } from './task-values.ts'
import { useTaskActs, type TaskActs } from './use-task-acts.ts'
import { useTaskView, type TaskView } from './use-task-view.ts'
import { useToday, zoneHere } from './use-today.ts'

type View = TaskView | 'table' | 'board' | 'calendar'
const lists: readonly string[] = ['today', 'upcoming', 'done'] satisfies TaskView[]

const lower = (words: string): string => (/^(Today|Tomorrow|Yesterday)$/.test(words) ? words.toLowerCase() : words)

/** What is to be done: today, later, all of it as a table, a board or a calendar, and what is done. The address holds the view and the open task. */
export default function TasksScreen() {
  return <KindWithFields kind={taskKind}><Tasks /></KindWithFields>
}

function Tasks() {
  const search = useOwnSearch<ListSearch>(), { layout = 'today', task = null, day: chosen } = search
  const navigate = useNavigate(), router = useRouter()
  const phone = useIsPhone(), corner = useContext(ScreenCorner)
  const today = useToday()
  const mayWrite = useMayWrite()
  const acts = useTaskActs()
  const state = useTableState()
  const input = useRef<HTMLInputElement>(null)
  const list = lists.includes(layout) ? layout as TaskView : null
  const view: View = list ?? (state.layout as View), day = chosen ?? today
  const counts = useCounts(today)
  const saved = useSavedViews(tasks.name).find(({ id }) => id === search.view)
  const [opener, setOpener] = useState<string | null>(null)
  const open = useCallback((id: string): void => {
    setOpener(id)
    void navigate({ to: '/tasks', search: ({ task: before, ...rest }) => (before === id ? rest : { ...rest, task: id }), replace: !phone })
  }, [navigate, phone])
  useShortcuts(view === 'table' || view === 'board' ? [newTask] : [])
  // Where there is no line for it, that of the day.
  const create = (): void => { if (inSight('[data-quick-add]') === null) void navigate({ to: '/tasks', search: {} }).then(() => focusSoon('[data-quick-add]')); else newTask.run() }
  useShortcuts(mayWrite ? [{ keys: 'c', label: 'New task', group: 'Everywhere', onlyKey: true, run: create }] : [])
  const close = (): void => {
    // On a phone a task is a step from its list, and one goes back by it.
    if (phone && router.history.canGoBack()) { router.history.back(); return }
    void navigate({ to: '/tasks', search: ({ task: _closed, ...rest }) => rest, replace: !phone })
    requestAnimationFrame(() => inSight(`[data-task="${opener ?? task}"] [data-task-button]`)?.focus())
  }
  useShortcuts(task === null || list === null ? [] : [{ keys: 'Escape', label: 'Close the panel', group: 'Tasks', onlyKey: true, run: close }])
  // The very same line for as long as nothing of it changes: the list under it is not drawn anew for it.
  const quickAdd = useMemo(() => {
    const add = async (fields: Record<string, Json>): Promise<boolean> => {
      const due = fields['due'] ?? (view === 'today' ? today : view === 'calendar' ? day : null)
      return (await acts.add({ ...fields, ...(due === null ? {} : { due }) }, { place: list === null ? undefined : placeOf(due, list, today) })) !== null
    }
    return mayWrite && view !== 'done' && <QuickAddBar name={view} input={input} onAdd={add} className={list === null ? 'mx-4 my-3' : 'max-md:mx-4'} placeholder={view === 'today' ? 'Add a task for today' : view === 'calendar' ? `Add a task for ${lower(dayWords(day, today))}` : 'Add a task'} />
  }, [view, list, today, day, acts, mayWrite])
  const nothingAtAll = counts.loaded && counts.open === 0
  const examples = useMemo(() => (mayWrite ? (text: string): void => fillIn(input.current, text) : null), [mayWrite])
  const nothing = useMemo(() => <Empty view="all" nothingAtAll={nothingAtAll} onExample={examples} />, [nothingAtAll, examples])
  return (
    <>
      <Behind away={phone && task !== null}>
        <Screen title={saved ? textOf(saved, 'name') : 'Tasks'} layout="wide" hideHeading>
          <div className="flex min-h-0 grow">
            <div className="flex min-w-0 grow flex-col">
              <Tabs<View>
                label="Tasks"
                className="min-h-12 items-end max-md:items-center"
                value={view}
                onChange={(next) => void navigate({ to: '/tasks', search: searchOfTab(next, search) })}
                tabs={[
                  { id: 'today', label: 'My day', ...(counts.today > 0 ? { count: counts.today } : {}) },
                  { id: 'upcoming', label: 'Upcoming' }, { id: 'table', label: 'All', ...(counts.open > 0 ? { count: counts.open } : {}) },
                  { id: 'board', label: 'Board' }, { id: 'calendar', label: 'Calendar' }, { id: 'done', label: 'Done' },
                ]}
              >
                {list !== null && <ListView view={list} acts={acts} open={task} onOpen={open} quickAdd={quickAdd} corner={phone ? corner?.(false) : null} nothingAtAll={nothingAtAll} onExample={examples} />}
                {list === null && <div className="flex h-full flex-col"><ListBody state={state} above={quickAdd} empty={nothing} /></div>}
              </Tabs>
            </div>
            {task !== null && list !== null && !phone && <TaskDetail key={task} id={task} onClose={close} onOpen={open} phone={false} />}
          </div>
        </Screen>
      </Behind>
      {phone && task !== null && <Screen title="Task" layout="wide" hideHeading><TaskDetail key={task} id={task} onClose={close} onOpen={open} phone /></Screen>}
    </>
  )
}

/** Of one way to look at the tasks to another; between table, board and calendar what one has filtered, sorted and grouped stays. */
function searchOfTab(next: View, search: ListSearch): ListSearch {
  // The first has no word of its own, so that one address leads there, and to the view that stayed.
  if (!isLayout(next)) return next === 'today' ? {} : { layout: next }
  const untouched = !isLayout(search.layout) || sameView(search, taskBeginnings[search.layout])
  return untouched ? taskBeginnings[next] : { ...viewOf(search), ...(search.view === undefined ? {} : { view: search.view }), layout: next }
}

const isLayout = (layout: string | undefined): layout is keyof typeof taskBeginnings => layout !== undefined && Object.hasOwn(taskBeginnings, layout)

const newTask = { keys: 'n', label: 'New task', group: 'Tasks', onlyKey: true, run: () => inSight('[data-quick-add]')?.focus() } satisfies Shortcut

interface ListViewProps { view: TaskView; acts: TaskActs; open: string | null; onOpen: (id: string) => void; quickAdd: ReactNode; corner: ReactNode; nothingAtAll: boolean; onExample: ((text: string) => void) | null }

/** A view that is a list, by day, project or when it was done. */
function ListView({ view, acts, open, onOpen, quickAdd, corner, nothingAtAll, onExample }: ListViewProps) {
  const { sections, total, shown, showMore } = useTaskView(view)
  const empty = sections !== null && sections.every(({ rows }) => rows.length === 0)
  // The line is there before the list is, whose key it is from then on.
  useShortcuts(sections === null && quickAdd !== false ? [newTask] : [])
  return (
    <div className="flex h-full flex-col">
      <div data-scrolls className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex min-h-full w-full max-w-190 flex-col gap-4 px-4 pt-5 pb-10 max-md:px-0 max-md:pt-3">
          {quickAdd}
          {sections !== null && <TaskList sections={sections} acts={acts} open={open} onOpen={onOpen} more={{ total: shown < total ? total : 0, onMore: showMore }} />}
          {empty && <NothingHere of={[tasks.name]} many={tasks.label.many} icon={<CircleCheckBig />}><Empty view={view} nothingAtAll={nothingAtAll} onExample={onExample} /></NothingHere>}
        </div>
      </div>
      {corner !== null && (
        <footer className="flex h-11 shrink-0 items-center gap-4 border-t border-line px-4 text-meta text-muted print:hidden">
          <span className="grow">{sections !== null && !empty && plural(shown < total ? total : sections.reduce((sum, { rows }) => sum + rows.length, 0), 'task')}</span>
          <span className="-mr-2 min-w-0">{corner}</span>
        </footer>
      )}
    </div>
  )
}

function useCounts(today: string): { open: number; today: number; loaded: boolean } {
  const { data: open } = useList(tasks.name, { where: { state: 'open' }, limit: 1 })
  const { data: due } = useList(tasks.name, { where: { agenda: { lt: addDays(today, 1) } }, limit: 1 })
  return { open: open?.total ?? 0, today: due?.total ?? 0, loaded: open !== undefined }
}

/** Where a task went that does not show here; undefined: it does. */
function placeOf(due: Json, view: TaskView, today: string): string | undefined {
  const date = dueIn(due, zoneHere())?.date ?? null
  if (date === null) return 'All'
  return view === 'today' && date > today ? dayWords(date, today) : view === 'upcoming' && date <= today ? 'My day' : undefined
}

const examples = ['Call Ana tomorrow 10:00 !high', 'Send the invoice every month on the 1st', 'Prepare the workshop next friday #onboarding']

function Empty({ view, nothingAtAll, onExample }: { view: TaskView | 'all'; nothingAtAll: boolean; onExample: ((text: string) => void) | null }) {
  const title = { today: 'Nothing due today', upcoming: 'Nothing planned ahead', all: 'Nothing to do', done: 'Nothing done yet' }[view]
  if (view === 'done' || onExample === null || !nothingAtAll) return <EmptyState icon={<CircleCheckBig />} title={title}>{view === 'today' ? 'Enjoy it, or take something from Upcoming.' : null}</EmptyState>
  return (
    <EmptyState
      icon={<CircleCheckBig />}
      title={title}
      actions={<span className="flex flex-col items-center gap-2">{examples.map((text) => <button key={text} type="button" onClick={() => onExample(text)} className="max-w-full rounded-md px-3 py-1.5 text-ui text-muted inset-ring inset-ring-line hover:bg-hover hover:text-text max-md:min-h-11">{text}</button>)}</span>}
    >
      Write what is to be done and when, in one line. Try one of these:
    </EmptyState>
  )
}

/** As if the person had typed it, so that the line reads it. */
function fillIn(input: HTMLInputElement | null, text: string): void {
  if (input === null) return
  input.focus()
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}
