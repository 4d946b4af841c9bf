import CircleCheckBig from 'lucide-react/icons/circle-check-big'
import { lazyPart } from '../../components/lazy-part.ts'
import { listEdits } from '../records/cell-edits.ts'
import type { Kind } from '../records/kind.ts'
import { AroundTasks, DueCell, DueEditor, PartsOf, PhoneLead, PhoneUnder, PriorityCell, statusMarks, StatusCell, TitleCell } from './task-cells.tsx'
import { alongStatus } from './status-writes.ts'
import { taskBeginnings, taskList } from './task-columns.ts'
import { TaskDetail } from './task-detail.tsx'
import { moveByHand } from './use-task-acts.ts'
import { askTasksAround } from './use-task-names.ts'

// Opened by few, and not at the start.
const RecordBoard = lazyPart(() => import('../records/record-board.tsx').then((module) => ({ default: module.RecordBoard })))
const CalendarLayout = lazyPart(() => import('./calendar-view.tsx').then((module) => ({ default: module.CalendarLayout })))

/** What the shared screens have to know of tasks. */
export const taskKind: Kind = {
  ...taskList,
  peekKey: 'task',
  icon: <CircleCheckBig />,
  square: false,
  look: { list: taskList.list, square: false, title: taskList.entity.title, several: {} },
  about: () => '',
  found: () => [],
  layouts: { board: RecordBoard, calendar: CalendarLayout },
  beginnings: taskBeginnings,
  order: ['due', 'position', 'title'],
  board: {
    // What one put there by hand; what is done, the last first.
    order: (by, value) => (by === 'status' && value === 'done' ? ['-completedAt'] : ['position']),
    marks: statusMarks,
    More: PartsOf,
    move: moveByHand,
  },
  Around: AroundTasks,
  askAround: askTasksAround,
  cell: (column, props) => {
    switch (column) {
      case 'title': return <TitleCell {...props} />
      case 'due': return <DueCell rec={props.rec} />
      case 'priority': return <PriorityCell rec={props.rec} />
      case 'status': return <StatusCell rec={props.rec} />
      default: return undefined
    }
  },
  edits: { tags: listEdits['tags']! },
  editors: { due: DueEditor },
  phone: { Lead: PhoneLead, Under: PhoneUnder },
  bulkFields: ['status', 'priority', 'due', 'projectId', 'companyId', 'contactId', 'assigneeId'],
  phoneSorts: [
    { label: 'Due', sort: { id: 'due', desc: false } },
    { label: 'Priority', sort: { id: 'priority', desc: false } },
    { label: 'Title', sort: { id: 'title', desc: false } },
    { label: 'Project', sort: { id: 'projectId', desc: false } },
    { label: 'Last touched', sort: { id: 'updatedAt', desc: true } },
  ],
  exports: ['csv', 'json'],
  firstField: 'title',
  // A line over the list makes one.
  adds: false,
  listed: false,
  emptyWords: 'Write what is to be done and when, in one line.',
  Peek: (props) => <TaskDetail {...props} phone={false} />,
  along: alongStatus,
}
