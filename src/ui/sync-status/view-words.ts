import type { Json } from '../../shared/json.ts'
import { companyList } from '../screens/companies/company-columns.ts'
import { contactList } from '../screens/contacts/contact-columns.ts'
import { projectList } from '../screens/projects/project-columns.ts'
import { withFields, type Columns } from '../screens/records/columns.ts'
import { describeItem, readItems } from '../screens/records/filter-tree.ts'
import { taskList } from '../screens/tasks/task-columns.ts'
import { knownFields } from './custom-words.ts'

/** What a list follows, or a view keeps, in words: "City is Lisboa, by birthday". It does not say of what it is, so that is found by what it names. */
export function viewWords(value: Record<string, Json>): string {
  const columns = columnsFor(value), text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '')
  const label = (id: string): string => columns.labelOf(id.replace(/^-/, '')).toLowerCase()
  const labels = (ids: string): string => ids.split(',').map(label).join(', ')
  return [
    text('layout') && text('layout')[0]!.toUpperCase() + text('layout').slice(1),
    text('q') && `“${text('q')}”`,
    ...readItems(columns, value['f']).map((item) => describeItem(columns, item, () => '…')),
    text('sort') && `by ${labels(text('sort'))}`,
    text('group') && `in groups by ${label(text('group'))}`,
    text('cols') && `columns ${labels(text('cols'))}`,
    text('pin') && `pinned ${labels(text('pin'))}`,
    text('w') && 'widths of its own',
    text('d') && 'compact rows',
  ].filter(Boolean).join(', ') || 'everything'
}

/** Those that know the most of what is named, contacts' first. */
function columnsFor(value: Record<string, Json>): Columns {
  const named = [...namedIn(value['f']), ...['sort', 'cols', 'group', 'pin'].flatMap((key) => (typeof value[key] === 'string' ? value[key].split(',').map((id) => id.replace(/^-/, '')) : []))]
  const all = [contactList, companyList, projectList, taskList].map(({ entity, columns }) => withFields(columns, knownFields().filter((field) => field.entity === entity.name && !field.removed)))
  const known = all.map(({ specs }) => named.filter((id) => Object.hasOwn(specs, id)).length)
  return all[known.indexOf(Math.max(...known))]!
}

/** The columns that conditions name, in whatever group they stand. */
const namedIn = (items: Json | undefined): string[] => (!Array.isArray(items) ? [] : items.flatMap((item) => (Array.isArray(item)
  ? [String(item[0])]
  : typeof item === 'object' && item !== null ? Object.values(item).flatMap(namedIn) : [])))
