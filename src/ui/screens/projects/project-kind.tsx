import FolderKanban from 'lucide-react/icons/folder-kanban'
import { lazyPart } from '../../components/lazy-part.ts'
import { listEdits } from '../records/cell-edits.ts'
import type { Kind } from '../records/kind.ts'
import { DatesOnCard, EndsCell, PeopleCell, PhoneLead, PhoneUnder, ProgressCell, ProjectNameCell, ProjectStatusCell, StatusDot } from './project-cells.tsx'
import { projectList } from './project-columns.ts'
import { ProjectPeek } from './project-peek.tsx'

// Opened by few, and not at the start.
const RecordBoard = lazyPart(() => import('../records/record-board.tsx').then((module) => ({ default: module.RecordBoard })))
const ProjectTimeline = lazyPart(() => import('./project-timeline.tsx').then((module) => ({ default: module.ProjectTimeline })))

/** What the shared screens have to know of projects. */
export const projectKind: Kind = {
  ...projectList,
  page: '/projects/$id',
  icon: <FolderKanban />,
  square: true,
  look: { list: projectList.list, square: true, title: projectList.entity.title, several: {} },
  about: () => '',
  found: () => [],
  layouts: { board: RecordBoard, timeline: ProjectTimeline },
  bare: ['timeline'],
  beginnings: { board: { layout: 'board' }, timeline: { layout: 'timeline' } },
  order: ['status', 'endsOn', 'name'],
  board: {
    order: () => ['endsOn', 'name'],
    joins: ['startsOn', 'endsOn'], Joined: DatesOnCard,
    // As an engagement goes.
    steps: { status: ['planned', 'active', 'paused', 'done'] },
    marks: Object.fromEntries(['planned', 'active', 'paused', 'done'].map((status) => [status, <StatusDot key={status} status={status} />])),
  },
  cell: (column, props) => {
    switch (column) {
      case 'name': return <ProjectNameCell {...props} />
      case 'status': return <ProjectStatusCell rec={props.rec} />
      case 'endsOn': return <EndsCell rec={props.rec} />
      case 'people': return <PeopleCell rec={props.rec} />
      case 'progress': return <ProgressCell rec={props.rec} />
      default: return undefined
    }
  },
  edits: { tags: listEdits['tags']! },
  phone: { Lead: PhoneLead, Under: PhoneUnder },
  bulkFields: ['status', 'companyId', 'people', 'startsOn', 'endsOn'],
  phoneSorts: [
    { label: 'Status', sort: { id: 'status', desc: false } },
    { label: 'Name', sort: { id: 'name', desc: false } },
    { label: 'Ends', sort: { id: 'endsOn', desc: false } },
    { label: 'Company', sort: { id: 'companyId', desc: false } },
    { label: 'Last touched', sort: { id: 'updatedAt', desc: true } },
  ],
  exports: ['csv', 'json'],
  firstField: 'name',
  listed: false,
  emptyWords: 'A project holds an engagement together: its dates, its people and what is to be done.',
  Peek: ProjectPeek,
}
