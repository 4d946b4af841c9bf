import { fold } from '../../shared/fold.ts'
import { foldHeader } from '../map/header-names.ts'
import type { Preset, PresetTable } from '../map/presets.ts'
import { satchelPresetName } from '../map/presets.ts'

/*
 * Other programs' lists of tasks. What their rows say of one another (a section's name above its tasks, an indent, the lines of a checklist) is put into columns of
 * its own first, so that each row then stands by itself: to be mapped, mended and known again.
 */

export const taskPresets: readonly Preset[] = [
  {
    name: satchelPresetName,
    known: ['satchel id', 'title', 'due', 'repeats', 'part of'],
    columns: { 'project id': 'projectId', 'company id': 'companyId', 'contact id': 'contactId', 'part of': 'parent', 'part of id': 'parentId', assignee: 'assigneeId' },
  },
  {
    name: 'Todoist',
    known: ['type', 'content', 'priority', 'indent'],
    columns: {
      type: null, content: 'title:todoist', description: 'notes', priority: 'priority:todoist', indent: null, author: null, responsible: 'assignee', date: 'due', 'date lang': null, timezone: 'zone',
      duration: 'notes:Duration', 'duration unit': null, deadline: 'notes:Deadline', 'deadline lang': null, 'is collapsed': null, meta: null,
      section: 'section', project: 'project', 'parent row': 'parent', 'own row': 'key', comments: 'comments',
    },
    withoutIds: true,
    settle: settleTodoist,
  },
  {
    name: 'TickTick',
    known: ['list name', 'title', 'status', 'repeat'],
    columns: {
      'folder name': null, 'list name': 'project', title: 'title', kind: 'kind', tags: 'tags', content: null, 'is check list': null, 'start date': 'startsAt', 'due date': 'due', reminder: null, repeat: 'repeat',
      priority: 'priority:ticktick', status: 'status:ticktick', 'created time': null, 'completed time': 'completedAt', order: null, timezone: 'zone', 'is all day': 'allDay', 'is floating': null,
      'column name': 'section', 'column order': null, 'view mode': null, 'task id': 'key', 'parent id': 'parent', taskid: 'key', parentid: 'parent', 'project kind': null, text: 'notes',
    },
    withoutIds: true,
    settle: settleTickTick,
  },
  {
    name: 'Trello',
    known: ['card name', 'list name'],
    columns: {
      'card id': 'externalId:trello', 'card name': 'title', 'card url': 'notes:Trello', 'card description': 'notes', labels: 'labels', members: 'assignee:several', 'due date': 'due', 'due complete': 'completed',
      'start date': 'startsAt', 'list id': null, 'list name': 'section', 'board id': null, 'board name': 'project', archived: 'completed', 'attachment count': null, 'attachment links': 'notes:Attachments',
      'checklist item total count': null, 'checklist item completed count': null, 'vote count': null, 'comment count': null, 'last activity date': null, parent: 'parent', checklist: 'notes:Checklist', location: 'notes:Location',
    },
    keepsRest: true,
    settle: settleTrello,
  },
  {
    name: 'Asana',
    known: ['task id', 'name', 'section column'],
    columns: {
      'task id': 'externalId:asana', 'created at': null, 'completed at': 'completedAt', 'last modified': null, name: 'title', 'section column': 'section', assignee: 'assignee', 'assignee email': 'assigneeEmail',
      'start date': 'startsAt', 'due date': 'due', tags: 'tags', notes: 'notes', projects: 'project:asana', 'parent task': 'parent', 'blocked by dependencies': 'notes:Blocked by', 'blocking dependencies': 'notes:Blocking',
      priority: 'priority', status: 'status',
    },
    keepsRest: true,
  },
]

/** Where the columns are, by folded name; -1: there is none. */
const placesIn = (header: readonly string[]) => {
  const folded = header.map(foldHeader)
  return (name: string): number => folded.indexOf(name)
}

/** Sections and comments are rows of their own, and indents say what is a part of what. The file is called like the project. */
function settleTodoist(table: PresetTable, fileName: string): PresetTable {
  const at = placesIn(table.header)
  // Rows that failed, saved and mended, have all of it already.
  if (at('own row') >= 0) return table
  const cell = (cells: readonly string[], name: string): string => (cells[at(name)] ?? '').trim()
  const width = table.header.length, project = projectNamed(fileName)
  const rows: PresetTable['rows'] = [], above: { row: number; indent: number }[] = []
  let section = ''
  for (const { row, cells } of table.rows) {
    const type = fold(cell(cells, 'type')), content = cell(cells, 'content')
    if (type === 'section') { section = content; above.length = 0; continue }
    if (type === 'meta' || (type !== 'task' && content === '')) continue
    const last = rows.at(-1)
    if (type === 'note' && last !== undefined) {
      const before = last.cells[width + 4]!
      last.cells[width + 4] = before === '' ? content : `${before}\n\n${content}`
      continue
    }
    const indent = Number(cell(cells, 'indent')) || 1
    while ((above.at(-1)?.indent ?? 0) >= indent) above.pop()
    rows.push({ row, cells: [...withUnit(padded(cells, width), at('duration'), at('duration unit')), section, project, String(above.at(-1)?.row ?? ''), String(row), ''] })
    above.push({ row, indent })
  }
  return { header: [...table.header, 'Section', 'Project', 'Parent row', 'Own row', 'Comments'], rows }
}

/** How long it takes in one cell with its unit: "30 minutes". */
function withUnit(cells: readonly string[], amount: number, unit: number): readonly string[] {
  const count = (cells[amount] ?? '').trim(), named = fold((cells[unit] ?? '').trim())
  return /^\d+$/.test(count) && (named === 'minute' || named === 'day') ? cells.with(amount, `${count} ${named}${count === '1' ? '' : 's'}`) : cells
}

/** "Website [2203306141].csv" is a project; what everybody's file is called is none. */
function projectNamed(fileName: string): string {
  const name = fileName.replace(/\.[a-z]{3,4}$/i, '').replace(/\s*\[\d+\]$/, '').replace(/\s*\(\d+\)$/, '').trim()
  return /^(?:inbox|import|export|tasks?|todoist(?:[ _-].*)?|template|backup|rows-to-mend|eingang|to-?dos?)$/i.test(name) ? '' : name
}

/** A checklist stands in the text of its task, a line an item. */
function settleTickTick(table: PresetTable): PresetTable {
  const at = placesIn(table.header)
  if (at('text') >= 0) return table
  const width = table.header.length
  const place = (...names: string[]): number => names.map(at).find((index) => index >= 0) ?? -1
  const id = place('task id', 'taskid'), parent = place('parent id', 'parentid'), title = at('title'), content = at('content'), status = at('status'), list = at('list name')
  // Older exports give tasks no ids: nothing could hang on one, and the checklist stays words of its notes.
  const canHaveParts = id >= 0 && parent >= 0
  const rows = table.rows.flatMap(({ row, cells: given }) => {
    const cells = padded(given, width), text = cells[content] ?? ''
    const items = !canHaveParts ? [] : text.split(/\r\n?|\n|\\n/).flatMap((line) => {
      const item = /^\s*([▫▪☐☑])\s*(.+)$/u.exec(line)
      return item === null ? [] : [{ done: item[1] === '▪' || item[1] === '☑', words: item[2]!.trim() }]
    })
    const own = (cells[id] ?? '').trim() || `row ${row}`
    if (id >= 0) cells[id] = own
    const rest = items.length === 0 ? text : text.split(/\r\n?|\n|\\n/).filter((line) => !/^\s*[▫▪☐☑]/u.test(line)).join('\n').trim()
    return [
      { row, cells: [...cells, rest] },
      ...items.map((item, i) => {
        const part = cells.map(() => '')
        part[title] = item.words
        part[status] = item.done ? '2' : '0'
        part[parent] = own
        part[id] = `${own}.${i + 1}`
        part[list] = cells[list] ?? ''
        return { row: row + (i + 1) / 1_000, cells: [...part, ''] }
      }),
    ]
  })
  return { header: [...table.header, 'Text'], rows }
}

/** An archived card is no longer to be done, as one whose due is ticked off. */
function settleTrello(table: PresetTable): PresetTable {
  const at = placesIn(table.header), archived = at('archived'), complete = at('due complete')
  if (archived < 0 || complete < 0) return table
  const rows = table.rows.map(({ row, cells }) => (/^true$/i.test(cells[archived] ?? '') ? { row, cells: cells.map((cell, i) => (i === complete ? 'true' : cell)) } : { row, cells: cells.map((cell, i) => (i === archived ? '' : cell)) }))
  return { header: table.header, rows }
}

const padded = (cells: readonly string[], width: number): string[] => Array.from({ length: width }, (_, i) => cells[i] ?? '')
