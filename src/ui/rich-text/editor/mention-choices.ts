import type { Rec, Satchel } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { companyAbout } from '../../screens/companies/company-words.ts'
import { roleOf } from '../../screens/contacts/contact-words.ts'
import { recordTitle } from '../../sync-status/value-text.ts'
import type { Choice } from './suggesting.ts'

const named = [contacts, companies, projects, tasks] as const
/** Which of several of one name. */
const hints: Readonly<Record<string, (rec: Rec) => string>> = { [contacts.name]: roleOf, [companies.name]: companyAbout }

/** Whom "@" offers: who was touched last, or who is called so; of each kind a few. */
export async function mentionChoices(satchel: Satchel, typed: string): Promise<Choice[]> {
  const wanted = typed.trim(), limit = wanted === '' ? 3 : 4
  const found = await Promise.all(named.map(async ({ name, label }) => {
    const { rows } = await satchel.entity(name).list(wanted === '' ? { sort: ['-updatedAt'], limit } : { search: wanted, limit })
    return rows.map((rec): Choice => {
      const title = recordTitle(name, rec), hint = hints[name]?.(rec) ?? ''
      return {
        key: `${name}/${rec.id}`, label: title, ...(hint === '' ? {} : { hint }), group: label.many[0]!.toUpperCase() + label.many.slice(1),
        run: (editor, range) => { editor.chain().focus().insertContentAt(range, [{ type: 'mention', attrs: { entity: name, id: rec.id, label: title } }, { type: 'text', text: ' ' }]).run() },
      }
    })
  }))
  return found.flat()
}
