import { fold } from '../../shared/fold.ts'

/** A column's name without case, accents, punctuation and camel humps: "E-mail 1 - Value" is "e mail 1 value". */
export function foldHeader(header: string): string {
  return fold(header.replace(/([a-z])([A-Z])/g, '$1 $2')).replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/**
 * The target that a column's name means, in whatever program and in several languages; null where it means nothing sure. Ids and what
 * depends on the neighbours are the presets' and the automatic mapping's business.
 */
export function targetOfHeader(header: string): string | null {
  const name = foldHeader(header)
  if (name === '' || name.length > 60) return null
  return whole.get(name) ?? listTarget(name)
}

/** A list's element by number, place or kind, as a column's folded name says it: "e mail 2 value", "home city". */
export const listTarget = (name: string): string | null => numbered(name) ?? placed(name)

/** Folded names by target, where the names of one stand between bars. */
export const foldedNames = (byTarget: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(byTarget).flatMap(([target, names]) => names.split('|').map((name): [string, string] => [foldHeader(name), target])))

/** "e mail 2 value", "address 1 city", "phone 3 type", "custom field 1 label". */
function numbered(name: string): string | null {
  const match = /^(.+?) (\d{1,3})(?: (.+))?$/.exec(name)
  if (match === null) return null
  const [, kind, number, part] = match
  const list = lists.get(kind!)
  if (list === 'addresses') {
    const field = part === undefined ? 'full' : addressParts.get(part)
    return field === undefined ? null : `addresses.${field}#${number}`
  }
  if (list !== undefined) {
    if (part === undefined) return list
    if (/^(value|address|adresse|number)$/.test(part)) return `${list}.value#${number}`
    return /^(type|label)$/.test(part) ? `${list}.label#${number}` : null
  }
  if (kind === 'note' && part === undefined) return 'notes'
  if (kind === 'organization') return part === 'name' ? 'company' : part === 'title' ? 'title' : part === 'department' ? 'notes:Department' : null
  if (/^(event|relation|custom field|im|jot)$/.test(kind!) && part !== undefined) {
    if (/^(value|name)$/.test(part)) return `notes.value#${kind} ${number}`
    if (/^(type|label)$/.test(part)) return `notes.label#${kind} ${number}`
  }
  return null
}

/** "home city", "business phone 2", "mailing zip postal code": a place or kind, then what it is. German has it the other way round: "Ort privat". */
function placed(name: string): string | null {
  const [, first = '', middle = '', last = ''] = /^(\S+)(?: (.+?))??(?: (\S+))?$/.exec(name.replace(/ \d$/, '')) ?? []
  const label = places.get(first) ?? places.get(last)
  if (label === undefined || last === '') return null
  const rest = [places.has(first) ? '' : first, middle, places.has(first) ? last : ''].filter((word) => word !== '').join(' ')
  if (rest === 'fax' || rest === 'fax number') return `phones:${label} fax`
  if (rest === 'address') return `addresses.full:${label}`
  const list = lists.get(rest)
  if (list !== undefined && list !== 'addresses') return `${list}:${label}`
  const part = addressParts.get(rest)
  return part === undefined ? null : `addresses.${part}:${label}`
}

const places = new Map(Object.entries({
  home: 'home', private: 'home', privat: 'home', personal: 'home', business: 'work', work: 'work', office: 'work', geschaftlich: 'work', mailing: 'mailing',
  billing: 'billing', shipping: 'shipping', other: 'other', mobile: 'mobile', primary: 'primary', secondary: 'secondary', company: 'company',
}))

const addressParts = new Map(Object.entries({
  street: 'street', 'street address': 'street', 'extended address': 'street', 'po box': 'street', 'address po box': 'street', formatted: 'full',
  city: 'city', town: 'city', region: 'region', state: 'region', province: 'region', 'state province': 'region', 'state region': 'region', county: 'region',
  'postal code': 'postalCode', postcode: 'postalCode', zip: 'postalCode', 'zip code': 'postalCode', zipcode: 'postalCode', 'zip postal code': 'postalCode',
  country: 'country', 'country region': 'country', 'land region': 'country', type: 'label', label: 'label',
  strasse: 'street', ort: 'city', stadt: 'city', plz: 'postalCode', postleitzahl: 'postalCode', land: 'country', bundesland: 'region',
}))

const lists = new Map(Object.entries({
  'e mail': 'emails', email: 'emails', mail: 'emails', 'e mail address': 'emails', 'email address': 'emails',
  phone: 'phones', telephone: 'phones', tel: 'phones', 'phone number': 'phones', telefon: 'phones',
  domain: 'domains', domains: 'domains',
  address: 'addresses', website: 'links', 'web page': 'links', url: 'links', link: 'links', webseite: 'links',
}))

/** Names by target; one word per name that people or programs really write. */
const byTarget: Record<string, string> = {
  firstName: 'first name|firstname|first|given name|given|forename|christian name|vorname|rufname|prenom|nombre|nome|voornaam|fornamn|imie|名',
  middleName: 'middle name|middlename|middle|additional name|second name|zweiter vorname|weitere vornamen|deuxieme prenom|segundo nombre',
  lastName: 'last name|lastname|last|family name|surname|nachname|familienname|zuname|nom de famille|apellido|apellidos|cognome|sobrenome|achternaam|efternamn|nazwisko|姓',
  nameSuffix: 'name suffix|suffix|namenszusatz|suffixe',
  fullName: 'name|full name|fullname|display name|contact name|contact|person|anzeigename|vollstandiger name|nom complet|nombre completo|nome completo|naam|氏名|名前',
  company: 'company|company name|organization|organisation|organization name|account name|associated company|employer|firma|firmenname|unternehmen|arbeitgeber|entreprise|societe|empresa|azienda|bedrijf|会社名|会社',
  title: 'job title|jobtitle|position|role|organization title|job|function|funktion|stellenbezeichnung|stelle|berufsbezeichnung|poste|cargo|puesto|functie|役職',
  emails: 'e mail|email|e mail address|email address|mail|emails|e mails|e mail adresse|mailadresse|emailadresse|courriel|adresse e mail|correo|correo electronico|e posta|メール|メールアドレス',
  phones: 'phone|phone number|telephone|telephone number|tel|phones|telefon|telefonnummer|rufnummer|tel nr|telefono|telefone|telefoon|電話|電話番号',
  'phones:mobile': 'mobile|mobile phone|mobile number|cell|cell phone|cellphone|mobil|handy|mobiltelefon|handynummer|mobilnummer|portable|movil|celular|cellulare|mobiel|携帯',
  'phones:home': 'home phone|home phone 2|private phone|telefon privat|privattelefon|privat telefon|telephone domicile',
  'phones:work': 'work phone|business phone|business phone 2|office phone|telefon geschaftlich|telefon beruflich|dienstlich',
  'phones:fax': 'fax|fax number|telefax|faxnummer',
  'phones:pager': 'pager|pager number',
  'phones:company': 'company main phone',
  'phones:assistant': 'assistant s phone|assistant phone',
  'phones:main': 'primary phone',
  'emails:work': 'work email|business email|e mail geschaftlich',
  'emails:home': 'home email|private email|personal email|e mail privat',
  links: 'website|web site|web page|webpage|url|link|links|homepage|site|linkedin url|profile url|internet|webseite|webadresse|site web|sitio web|sito web',
  'links:twitter': 'twitter|twitter handle|x twitter',
  'links:facebook': 'facebook|facebook page', 'links:linkedin': 'linkedin|linkedin profile', 'links:instagram': 'instagram', 'links:youtube': 'youtube', 'links:github': 'github', 'links:mastodon': 'mastodon',
  'links:work': 'web page 1', 'links:home': 'web page 2',
  birthday: 'birthday|birth date|birthdate|date of birth|dob|born|geburtstag|geburtsdatum|geb|geboren|anniversaire|date de naissance|fecha de nacimiento|cumpleanos|data di nascita|geboortedatum|誕生日|生年月日',
  'birthday.year': 'birth year|geburtsjahr', 'birthday.month': 'birth month|geburtsmonat', 'birthday.day': 'birth day|geburtstag tag',
  'addresses.full': 'address|full address|adresse|anschrift|direccion|indirizzo|adres|endereco|住所',
  'addresses.street': 'street|street address|address line 1|address line 2|address 1|address 2|strasse|strasse hausnummer|hausnummer|rue|calle|via|straat',
  'addresses.city': 'city|town|locality|ort|stadt|wohnort|ville|ciudad|citta|stad|plaats|cidade',
  'addresses.region': 'state|region|province|state province|state region|county|bundesland|kanton|provincia|estado',
  'addresses.postalCode': 'zip|zip code|zipcode|postal code|postcode|zip postal code|plz|postleitzahl|code postal|codigo postal|cap|postnummer|郵便番号',
  'addresses.country': 'country|country region|land|staat|pays|pais|paese',
  'addresses.street:home': 'home address 2', 'addresses.street:work': 'work address 2|business address po box',
  tags: 'tags|tag|labels|label|categories|category|groups|group|group membership|keywords|kategorie|kategorien|schlagworte|schlagworter|gruppen|gruppe|etiquettes|etiquetas',
  notes: 'notes|note|comments|comment|description|remarks|memo|notizen|notiz|bemerkung|bemerkungen|kommentar|anmerkung|anmerkungen|beschreibung|remarque|notas|備考',
  source: 'source|lead source|contact source|quelle|herkunft',
  externalId: 'external id|externalid',
  'notes:Nickname': 'nickname|nick name|spitzname|surnom|apodo',
  'notes:Salutation': 'salutation|anrede|honorific|civilite',
  'notes:Department': 'department|organization department|abteilung|departement|departamento',
  'notes:Name prefix': 'name prefix',
  'notes:Maiden name': 'maiden name|geburtsname',
  'notes:Anniversary': 'anniversary|jahrestag',
  'notes:Spouse': 'spouse|partner|ehepartner',
  'notes:Children': 'children|kinder',
  'notes:Manager': 'manager s name|manager name|manager|vorgesetzter',
  'notes:Assistant': 'assistant s name|assistant name|assistant|assistent',
  'notes:Referred by': 'referred by|empfohlen von',
  'notes:Profession': 'profession|occupation|beruf',
  'notes:Office location': 'office location',
  'notes:Hobby': 'hobby|hobbies',
  'notes:Screen name': 'screen name',
  'notes:Connected on': 'connected on',
  'notes:Lead status': 'lead status', 'notes:Lifecycle stage': 'lifecycle stage',
  'notes:Custom 1': 'custom 1', 'notes:Custom 2': 'custom 2', 'notes:Custom 3': 'custom 3', 'notes:Custom 4': 'custom 4',
  recordId: 'satchel id',
}

const whole = foldedNames(byTarget)
