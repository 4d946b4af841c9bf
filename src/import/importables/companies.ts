import { mappingByNames } from '../map/auto-mapping.ts'
import { foldHeader, foldedNames, listTarget } from '../map/header-names.ts'
import type { Preset } from '../map/presets.ts'
import { satchelPresetName } from '../map/presets.ts'
import { parseTarget, targetNames } from '../map/targets.ts'
import { areSurelyTwo, folded, listValues, phoneKeys, plainKey } from '../plan/match-keys.ts'
import { companies, nameKey } from '../../model/companies.ts'
import { sharePhone } from '../../model/share-phone.ts'
import { str } from '../../model/text.ts'
import type { Data } from '../../shared/json.ts'
import type { Importable } from './importable.ts'

const targets = targetNames('name', 'aliases', 'industry', 'domains', 'emails', 'phones', 'addresses', 'links', 'description')

const names = foldedNames({
  name: 'name|company|company name|account name|organization|organisation|organization name|security|legal name|firma|firmenname|unternehmen|entreprise|societe|empresa|azienda|bedrijf|会社名',
  aliases: 'also called|other names|aliases|trading name|dba',
  industry: 'industry|sector|gics sector|branche|secteur|sector industria|company industry',
  domains: 'domain|domains|company domain name|company domain|email domain|website domain',
  emails: 'e mail|email|e mail address|email address|company email|general email',
  phones: 'phone|phone number|company phone|main phone|telephone|telefon|tel',
  'phones:fax': 'fax|fax number',
  links: 'website|web site|website url|url|homepage|webseite|site web|web',
  'links:linkedin': 'linkedin|linkedin company page|linkedin url', 'links:twitter': 'twitter|twitter handle', 'links:facebook': 'facebook|facebook company page',
  'addresses.full': 'address|full address|adresse|anschrift',
  'addresses.place': 'headquarters|headquarters location|hq|hq location|location|sitz',
  'addresses.street': 'street|street address|street address 2|address line 1|address line 2|billing street|strasse',
  'addresses.city': 'city|billing city|ort|stadt|ville|ciudad', 'addresses.region': 'state|state region|region|province|billing state province|bundesland',
  'addresses.postalCode': 'zip|zip code|postal code|postcode|billing zip postal code|plz', 'addresses.country': 'country|country region|billing country|land|pays|pais',
  description: 'description|about|about us|about the company|beschreibung',
  tags: 'tags|labels|tag|category|categories|gics sub industry|sub industry|kategorie',
  notes: 'notes|note|comments|notizen', 'notes:Symbol': 'symbol|ticker|ticker symbol', 'notes:Founded': 'founded|year founded|gegrundet',
  'notes:Employees': 'employees|number of employees|mitarbeiter', 'notes:Annual revenue': 'annual revenue|revenue|umsatz',
  source: 'source|lead source|quelle', externalId: 'external id', recordId: 'satchel id',
})

const targetOf = (header: string): string | null => {
  const name = foldHeader(header), known = names.get(name)
  if (known !== undefined) return known
  const list = name.length > 60 ? null : listTarget(name)
  return list !== null && parseTarget(list, targets) !== null ? list : null
}

const presets: readonly Preset[] = [
  { name: satchelPresetName, known: ['satchel id', 'name', 'also called', 'industry'], columns: {} },
  { name: 'HubSpot', known: ['record id', 'company name', 'company domain name'], columns: { 'record id': 'externalId:hubspot', 'company owner': null, 'create date': null } },
  { name: 'Salesforce', known: ['account id', 'account name', 'billing street'], columns: { 'account id': 'externalId:salesforce', 'account owner': null } },
]

/** Companies, which are one where they are called the same, or have one domain. */
export const companiesImportable: Importable = {
  entity: companies,
  targets,
  presets,
  targetOf,
  mapping: (columns, preset, idColumn) => mappingByNames(columns, preset, idColumn, targetOf),
  fits: (columns) => {
    const folded = columns.map(foldHeader)
    const named = folded.filter((name) => names.get(name) === 'name')
    return named.length === 1 && folded.some((name) => ['industry', 'domains', 'addresses.place', 'notes:Symbol', 'notes:Founded', 'notes:Employees'].includes(names.get(name) ?? ''))
  },
  notes: { reference: 'companyId' },
  collected: [],
  settle: () => undefined,
  keys: (data, carried) => {
    const name = nameKey(str(data['name']))
    const same = carried.map((id) => plainKey('external', `externalId:${folded(id)}`))
    if (name !== '') same.push(plainKey('companyName', `name:${folded(name)}`))
    for (const domain of listValues(data, 'domains')) same.push(plainKey('domain', `domain:${folded(domain)}`))
    return { same, alike: phoneKeys(data) }
  },
  kinds: ['externalId', 'name', 'domain', 'phone'],
  agrees: (rule, standing, row) => (rule === 'external' || rule === 'id' ? true : rule === 'phone' ? sharePhone(standing, row) : !areSurelyTwo(standing, row) && !twoDomains(rule, standing, row)),
  nothing: 'No name and no domain',
  links: {},
  identity: null,
}

/** Called the same, but each with domains of its own: two companies that share a name. */
function twoDomains(rule: string, standing: Data, row: Data): boolean {
  if (rule !== 'companyName') return false
  const [here, there] = [standing, row].map((data) => listValues(data, 'domains').map(folded)) as [string[], string[]]
  return here.length > 0 && there.length > 0 && !there.some((domain) => here.includes(domain))
}
