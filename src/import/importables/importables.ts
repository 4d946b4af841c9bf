import { companiesImportable } from './companies.ts'
import { contactsImportable } from './contacts.ts'
import type { Importable } from './importable.ts'
import { notesImportable } from './notes.ts'
import { projectsImportable } from './projects.ts'
import { tasksImportable } from './tasks.ts'
import { SatchelError } from '../../shared/errors.ts'

/** In the order in which they are written: what others name comes before them. */
export const importables: readonly Importable[] = [companiesImportable, contactsImportable, projectsImportable, tasksImportable, notesImportable]

/** @throws SatchelError `invalid` for an entity that files are not read into */
export function importableOf(entity: string): Importable {
  const into = importables.find((one) => one.entity.name === entity)
  if (into === undefined) throw new SatchelError('invalid', `Files are read into ${importables.map((one) => one.entity.label.many).join(', ')}; not into "${entity}".`)
  return into
}

/** The ones whose marks are looked for first are those whose files say most clearly what they hold. */
const byClarity: readonly Importable[] = [tasksImportable, projectsImportable, companiesImportable, notesImportable]

/** What a table holds, by its header: a program's marks first, then what the names of the columns say; people where nothing says otherwise. */
export function guessImportable(header: readonly string[], isKnown: (into: Importable) => boolean): Importable {
  const known = [contactsImportable, ...byClarity].find(isKnown)
  if (known !== undefined) return known
  if (header.length === 0 || contactsImportable.fits(header)) return contactsImportable
  return byClarity.find((into) => into.fits(header)) ?? contactsImportable
}
