import { mappingByNames } from '../map/auto-mapping.ts'
import type { Draft } from '../map/draft.ts'
import { foldHeader, foldedNames } from '../map/header-names.ts'
import { targetNames } from '../map/targets.ts'
import { folded, plainKey } from '../plan/match-keys.ts'
import { namedCompanyId, plainName } from '../../model/companies.ts'
import { tasks } from '../../model/tasks.ts'
import { fold } from '../../shared/fold.ts'
import type { Importable, LinkRule } from './importable.ts'
import { byNameKeys, contactKeys } from './link-keys.ts'
import { collected, settleTask } from './settle-task.ts'
import { taskPresets } from './task-presets.ts'

const targets = targetNames(...collected, 'position')

const names = foldedNames({
  title: 'title|task|task name|name|to do|todo|what|subject|summary|content|item|aufgabe|titel|betreff|was|tache|titre|tarea|titulo',
  due: 'due|due date|due on|deadline|date due|date|when|due date time|fallig|fallig am|falligkeit|faelligkeitsdatum|falligkeitsdatum|termin|bis|echeance|fecha de vencimiento|vencimiento',
  dueTime: 'due time|time|uhrzeit', zone: 'timezone|time zone|zeitzone', startsAt: 'start|start date|starts|beginn|startdatum',
  repeat: 'repeat|repeats|recurrence|recurring|rrule|wiederholung', priority: 'priority|prio|importance|prioritat|priorite|prioridad|wichtigkeit',
  status: 'status|state|stand|statut|estado', completed: 'completed|done|complete|is completed|erledigt|fertig|finished', completedAt: 'completed at|done at|completed on|completion date|completed date|date completed|erledigt am',
  section: 'section|column|list|list name|bucket|group|section column|spalte|abschnitt', project: 'project|projects|project name|board|projekt|projet|proyecto|folder',
  assignee: 'assignee|assigned to|owner|responsible|zustandig|verantwortlich|assigne a|asignado a', assigneeEmail: 'assignee email|assignee e mail',
  company: 'company|company name|account|firma|unternehmen|entreprise|empresa', contact: 'contact|person|client|customer|kontakt|kunde', parent: 'parent|parent task|part of|subtask of|teil von', key: 'key|number|nr',
  notes: 'notes|note|description|details|body|comment|comments|text|notizen|notiz|beschreibung|description details|remarques|notas', tags: 'tags|labels|label|tag|categories|category|kategorie|etiketten',
  source: 'source|quelle', externalId: 'external id', recordId: 'satchel id', position: 'position',
})
const targetOf = (header: string): string | null => names.get(foldHeader(header)) ?? null

const links: Record<string, LinkRule> = {
  parentId: { entity: 'tasks', keys: null, make: null },
  projectId: { entity: 'projects', keys: byNameKeys, make: (words) => ({ id: null, data: { name: plainName(words), status: 'active' } }) },
  companyId: { entity: 'companies', keys: byNameKeys, make: (words) => ({ id: namedCompanyId(words), data: { name: plainName(words) } }) },
  contactId: { entity: 'contacts', keys: contactKeys, make: null },
  assigneeId: { entity: 'contacts', keys: contactKeys, make: null, orMember: { otherwise: 'contactId' } },
}

/** Tasks, with what they are a part of. Another of the same words is another task: only an id, or the same place in the same list, makes two one. */
export const tasksImportable: Importable = {
  entity: tasks,
  targets,
  presets: taskPresets,
  targetOf,
  mapping: (columns, preset, idColumn) => mappingByNames(columns, preset, idColumn, targetOf),
  fits: (columns) => {
    const found = new Set(columns.map(targetOf)), folded = columns.map(foldHeader)
    if (!found.has('title')) return false
    const says = ['due', 'repeat', 'completed', 'completedAt', 'assignee', 'parent', 'priority'].filter((target) => found.has(target)).length
    return folded.some((name) => /^(?:task|to ?do|aufgabe|tache|tarea)/.test(name)) ? says > 0 || columns.length < 3 : says > 1 || (found.has('due') && !found.has('startsAt') && !folded.includes('name'))
  },
  notes: { field: 'notes' },
  collected,
  settle: settleTask,
  keys: (_data, carried) => ({ same: carried.map((id) => plainKey('external', `externalId:${folded(id)}`)), alike: [] }),
  kinds: ['externalId'],
  agrees: () => true,
  nothing: 'No title',
  links,
  identity: (draft) => [wordsOf(draft, 'projectId'), fold(String(draft.data['title'] ?? '').trim())].join('\u001f'),
}

const wordsOf = ({ links: named }: Draft, field: string): string => fold(named.find((link) => link.field === field)?.words ?? '')
