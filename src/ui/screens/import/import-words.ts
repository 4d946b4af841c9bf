import { contacts } from '../../../model/contacts.ts'
import { companies } from '../../../model/companies.ts'
import { productModel } from '../../../model/model.ts'
import { notes } from '../../../model/notes.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { plural } from '../../components/format.ts'

/** What a file may hold, as one chooses among it. */
export const importedKinds = [contacts, companies, projects, tasks, notes].map(({ name, label: { many } }) => ({ value: name, label: `${many.charAt(0).toUpperCase()}${many.slice(1)}` }))

/** What the records of an import are called: of several kinds, records. An import of before the others holds contacts. */
export function importLabel(entities: readonly string[]): { one: string; many: string } {
  const [only = contacts.name, ...others] = [...new Set(entities)]
  return (others.length === 0 ? productModel.entities.get(only)?.label : undefined) ?? { one: 'record', many: 'records' }
}

/** "12 companies", "3 records". */
export function countOf(count: number, entities: readonly string[]): string {
  const { one, many } = importLabel(entities)
  return plural(count, one, many)
}
