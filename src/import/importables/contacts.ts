import { autoMapping } from '../map/auto-mapping.ts'
import { targetOfHeader } from '../map/header-names.ts'
import { contactPresets } from '../map/presets.ts'
import { contactTargets } from '../map/targets.ts'
import { alikeKeys, areDistinct, areSurelyTwo, sameKeys, shareMailboxOnly } from '../plan/match-keys.ts'
import type { MatchRule } from '../plan/match-keys.ts'
import { bornApart, contacts } from '../../model/contacts.ts'
import { sharePhone } from '../../model/share-phone.ts'
import type { Data } from '../../shared/json.ts'
import type { Importable } from './importable.ts'

/** People, from every address book: what is read where a file does not say that it holds something else. */
export const contactsImportable: Importable = {
  entity: contacts,
  targets: contactTargets,
  presets: contactPresets,
  targetOf: targetOfHeader,
  mapping: autoMapping,
  fits: (columns) => {
    const targets = columns.map(targetOfHeader)
    return targets.some((target) => target !== null && /^(?:firstName|lastName|birthday|phones:mobile|notes:(?:Salutation|Nickname))/.test(target))
      || (targets.includes('fullName') && targets.includes('company') && targets.includes('emails'))
  },
  notes: { reference: 'contactId' },
  collected: [],
  settle: () => undefined,
  keys: (data, carried) => ({ same: sameKeys(data, carried), alike: alikeKeys(data) }),
  kinds: ['externalId', 'email', 'phone+lastName', 'name+company', 'name', 'name+birthday?', 'phone'],
  agrees,
  nothing: 'No name, company, e-mail or phone',
  links: {},
  identity: null,
}

function agrees(rule: MatchRule, standing: Data, row: Data): boolean {
  switch (rule) {
    case 'email': return !areSurelyTwo(standing, row) && !shareMailboxOnly(standing, row)
    case 'phoneAndName': return sharePhone(standing, row) && !areSurelyTwo(standing, row) && !areDistinct(standing, row)
    case 'nameAndCompany': return !areSurelyTwo(standing, row) && !areDistinct(standing, row)
    case 'phone': return sharePhone(standing, row)
    case 'name': return !bornApart(standing, row)
    default: return true
  }
}
