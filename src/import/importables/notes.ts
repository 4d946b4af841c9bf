import type { CsvReading } from '../map/csv-draft.ts'
import { mappingByNames } from '../map/auto-mapping.ts'
import type { DraftBuilder } from '../map/draft.ts'
import { momentOf } from '../map/due-words.ts'
import { foldHeader, foldedNames } from '../map/header-names.ts'
import type { Preset } from '../map/presets.ts'
import { satchelPresetName } from '../map/presets.ts'
import { splitTags } from '../map/tags.ts'
import type { TargetNames } from '../map/targets.ts'
import { folded, plainKey } from '../plan/match-keys.ts'
import { notes } from '../../model/notes.ts'
import { str } from '../../model/text.ts'
import { fold } from '../../shared/fold.ts'
import type { Importable, LinkRule, Parts } from './importable.ts'
import { byNameKeys, contactKeys } from './link-keys.ts'

/** A note has no tags, no source, and none of the fields that people made. */
const targets: TargetNames = {
  fields: ['body', 'happenedAt', 'kind', 'direction', 'minutes', 'contact', 'contactId', 'company', 'companyId', 'project', 'projectId', 'people', 'peopleIds', 'notes', 'externalId', 'recordId'],
  parts: { notes: ['value', 'label'] },
}

const names = foldedNames({
  body: 'note|notes|body|text|comment|comments|content|description|details|notiz|notizen|bemerkung|kommentar|remarque|nota|notas',
  happenedAt: 'when|date|date time|happened at|created|created at|created on|activity date|datum|wann|fecha', kind: 'kind|type|activity type|art|typ', direction: 'direction|richtung', minutes: 'minutes|duration|duration minutes|dauer',
  contact: 'contact|person|contact name|name|who|kontakt|associated contact', company: 'company|company name|account|account name|organization|firma|unternehmen|associated company',
  project: 'project|project name|deal|engagement|projekt|associated deal', people: 'people|participants|attendees|teilnehmer|beteiligte', externalId: 'external id', recordId: 'satchel id',
})
const targetOf = (header: string): string | null => names.get(foldHeader(header)) ?? null

const presets: readonly Preset[] = [{
  name: satchelPresetName, known: ['satchel id', 'note', 'when', 'kind', 'minutes'],
  columns: { 'contact id': 'contactId', 'company id': 'companyId', 'project id': 'projectId', 'people ids': 'peopleIds' },
}]

const links: Record<string, LinkRule> = {
  contactId: { entity: 'contacts', keys: contactKeys, make: null },
  companyId: { entity: 'companies', keys: byNameKeys, make: null },
  projectId: { entity: 'projects', keys: byNameKeys, make: null },
  people: { entity: 'contacts', keys: contactKeys, make: null, many: true },
}

const owners = ['contact', 'company', 'project'] as const

/** Notes by themselves, each on the contact, the company or the project that it names and that is here. */
export const notesImportable: Importable = {
  entity: notes,
  targets,
  presets,
  targetOf,
  mapping: (columns, preset, idColumn) => mappingByNames(columns, preset, idColumn, targetOf),
  fits: (columns) => {
    const found = new Set(columns.map(targetOf))
    // Much of what names a note names a column of something else, too: a table of notes has little besides.
    return found.has('body') && owners.some((owner) => found.has(owner)) && (found.has('happenedAt') || found.has('kind')) && !found.has(null)
  },
  notes: { field: 'body' },
  collected: ['happenedAt', 'kind', 'direction', ...owners, ...owners.map((owner) => `${owner}Id`), 'people', 'peopleIds'],
  settle,
  keys: (_data, carried) => ({ same: carried.map((id) => plainKey('external', `externalId:${folded(id)}`)), alike: [] }),
  kinds: ['externalId'],
  agrees: () => true,
  nothing: 'Nothing is written in it',
  links,
  identity: null,
  noteOn: (data) => {
    const owner = owners.find((one) => str(data[`${one}Id`]) !== '')
    return owner === undefined ? null : { entity: links[`${owner}Id`]!.entity, id: str(data[`${owner}Id`]) }
  },
}

function settle(draft: DraftBuilder, parts: Parts, { dateOrder, here, exact }: CsvReading): void {
  for (const owner of owners) {
    const words = parts.get(owner)
    draft.link({ field: `${owner}Id`, words: words?.value ?? '', id: parts.get(`${owner}Id`)?.value ?? null, column: words?.name ?? owner })
  }
  const people = parts.get('people'), ids = parts.get('peopleIds')?.value.split(' ::: ') ?? []
  const each = people === undefined ? [] : exact ? splitTags(people.value, true) : people.value.split(/\s*(?:;|:::|\n)\s*/)
  for (let at = 0; at < Math.max(each.length, ids.length); at += 1) draft.link({ field: 'people', words: each[at] ?? '', id: ids[at] ?? null, column: people?.name ?? 'People' })
  const when = parts.get('happenedAt')
  if (when !== undefined) {
    const moment = exact ? when.value : momentOf(when.value, { order: dateOrder, here, zone: null, allDay: false })
    if (moment !== null) draft.put('happenedAt', moment)
    else { draft.note(when.value, when.name); draft.warn(`"${when.value.slice(0, 60)}" is no date; it is in the note`) }
  }
  for (const [field, known] of Object.entries(choices)) {
    const said = parts.get(field), value = said === undefined ? undefined : known.get(fold(said.value).replace(/[^\p{L}]+/gu, ' ').trim())
    if (value !== undefined) draft.put(field, value)
    else if (said !== undefined) draft.note(said.value, said.name)
  }
}

const words = (of: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(of).flatMap(([value, all]) => all.split('|').map((word): [string, string] => [word, value])))

/** What programs and people call them. */
const choices: Readonly<Record<'kind' | 'direction', ReadonlyMap<string, string>>> = {
  kind: words({ note: 'note|notiz|comment', call: 'call|phone call|anruf|telefonat|appel|llamada', meeting: 'meeting|visit|termin|treffen|besprechung|rendez vous|reunion', email: 'email|e mail|mail|sent email' }),
  direction: words({ out: 'out|outbound|outgoing|from us|sent|ausgehend', in: 'in|inbound|incoming|to us|received|eingehend' }),
}
