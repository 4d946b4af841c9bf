import { mappingByNames } from '../map/auto-mapping.ts'
import { foldHeader, foldedNames } from '../map/header-names.ts'
import { satchelPresetName } from '../map/presets.ts'
import type { Preset } from '../map/presets.ts'
import { targetNames } from '../map/targets.ts'
import { folded, plainKey } from '../plan/match-keys.ts'
import { namedCompanyId, plainName } from '../../model/companies.ts'
import { projects } from '../../model/projects.ts'
import { str } from '../../model/text.ts'
import type { Importable, LinkRule, Parts } from './importable.ts'
import type { DraftBuilder } from '../map/draft.ts'
import type { CsvReading } from '../map/csv-draft.ts'
import { byNameKeys, contactKeys } from './link-keys.ts'
import { splitTags } from '../map/tags.ts'
import { statusOf } from '../map/status-words.ts'

const targets = targetNames('name', 'status', 'startsOn', 'endsOn', 'company', 'companyId', 'people', 'peopleIds', 'timeline')

const names = foldedNames({
  name: 'name|project|project name|engagement|title|projekt|projektname|nom du projet|proyecto',
  status: 'status|state|stage|phase|stand',
  startsOn: 'starts|start|start date|begin|begins|from|kickoff|beginn|startdatum|date de debut|fecha de inicio',
  endsOn: 'ends|end|end date|due|due date|deadline|until|target date|ende|enddatum|abgabe|date de fin|fecha de fin',
  company: 'company|company name|client|customer|account|account name|organization|firma|kunde|auftraggeber|cliente|client name',
  people: 'people|team|members|contacts|participants|contact|beteiligte|personen|ansprechpartner',
  notes: 'about|description|notes|summary|brief|beschreibung|notizen', tags: 'tags|labels|category|categories|type|kategorie',
  source: 'source|quelle', externalId: 'external id', recordId: 'satchel id', 'notes:Owner': 'owner|project owner|lead|project lead', 'notes:Budget': 'budget',
})
const targetOf = (header: string): string | null => {
  const name = foldHeader(header)
  return names.get(name) ?? (/^note \d+$/.test(name) ? 'timeline' : null)
}

const presets: readonly Preset[] = [{ name: satchelPresetName, known: ['satchel id', 'name', 'status', 'starts', 'ends'], columns: { 'company id': 'companyId', 'people ids': 'peopleIds' } }]

const links: Record<string, LinkRule> = {
  companyId: { entity: 'companies', keys: byNameKeys, make: (words) => ({ id: namedCompanyId(words), data: { name: plainName(words) } }) },
  people: { entity: 'contacts', keys: contactKeys, make: null, many: true },
}

/** Projects with their company, which is made where there is none, and those of their people who are contacts. */
export const projectsImportable: Importable = {
  entity: projects,
  targets,
  presets,
  targetOf,
  mapping: (columns, preset, idColumn) => mappingByNames(columns, preset, idColumn, targetOf),
  fits: (columns) => {
    const found = new Set(columns.map(targetOf)), folded = columns.map(foldHeader)
    return found.has('name') && (folded.some((name) => /^(?:project|projekt|engagement)/.test(name)) || (found.has('startsOn') && found.has('endsOn'))) && (found.has('status') || found.has('startsOn') || found.has('endsOn') || found.has('company'))
  },
  notes: { reference: 'projectId' },
  collected: ['company', 'companyId', 'people', 'peopleIds', 'status'],
  settle,
  keys: (data, carried) => ({
    same: [...carried.map((id) => plainKey('external', `externalId:${folded(id)}`)), ...byNameKeys(str(data['name'])).map((key) => ({ ...key, rule: 'projectName' as const }))],
    alike: [],
  }),
  kinds: ['externalId', 'name'],
  // Two clients may have had a "Website" each.
  agrees: (rule, standing, row) => rule !== 'projectName' || str(standing['companyId']) === '' || str(row['companyId']) === '' || standing['companyId'] === row['companyId'],
  nothing: 'No name',
  links,
  identity: null,
}

function settle(draft: DraftBuilder, parts: Parts, { exact }: CsvReading): void {
  const company = parts.get('company'), companyId = parts.get('companyId')?.value ?? null
  draft.link({ field: 'companyId', words: company?.value ?? '', id: companyId, column: company?.name ?? 'Company' })
  const people = parts.get('people'), ids = parts.get('peopleIds')?.value.split(' ::: ') ?? []
  const each = people === undefined ? [] : exact ? splitTags(people.value, true) : people.value.split(/\s*(?:;|:::|\n)\s*|,\s+(?=\S+\s|\S+@)/)
  for (let i = 0; i < Math.max(each.length, ids.length); i += 1) draft.link({ field: 'people', words: exact ? each[i] ?? '' : (each[i] ?? '').trim(), id: ids[i] ?? null, column: people?.name ?? 'People' })
  const status = parts.get('status')
  if (status === undefined) return
  const known = statusOf('projects', status.value)
  if (known !== null) draft.put('status', known)
  else draft.note(status.value, status.name)
}
