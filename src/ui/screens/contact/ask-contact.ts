import { companies, plainName } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { called } from '../companies/company-names.ts'
import { askListsOf } from '../lists/use-lists.ts'
import { askProjectsOf } from '../projects/ask-projects-of.ts'
import { askTimeline } from '../record/ask-timeline.ts'
import type { Asks } from '../records/kind.ts'
import { text } from '../records/record-values.ts'
import { askTasksOf } from '../tasks/ask-tasks-of.ts'

/** What a contact's screens ask for. */
export const asks: Asks = {
  peek: (ask, rec) => {
    const company = plainName(text(rec, 'company'))
    return [
      ask.record(contacts.name, rec.id), askTimeline(ask, contacts.name, 'contactId', rec.id), askListsOf(ask, contacts.name, rec.id),
      ...(company === '' ? [] : [ask.list(companies.name, called(company))]),
    ]
  },
  page: (ask, rec) => [askTasksOf(ask, { contactId: rec.id }), askProjectsOf(ask, { people: rec.id })],
}
