import { foldHeader, targetOfHeader } from './header-names.ts'

/** A program's export, known by its column names. */
export interface Preset {
  name: string
  /** Folded column names that are all there in such a file, and nowhere else together. */
  known: readonly string[]
  /** Folded column name to target where it differs from what the name means by itself; null: left out. */
  columns: Readonly<Record<string, string | null>>
  /** Its files say of no record which one it is: what was renamed there is new here. */
  withoutIds?: true
  /** Columns that it does not know are people's own there, and go into the note by their names. */
  keepsRest?: true
  /** Makes its rows, which say something of one another, rows that stand by themselves. */
  settle?: (table: PresetTable, fileName: string) => PresetTable
}

/** A table before its columns are mapped. `row` is the number that a person counts. */
export interface PresetTable { header: string[]; rows: { row: number; cells: string[] }[] }

/** The preset whose marks are all among the columns; null for the rest. */
export function presetOf(header: readonly string[], among: readonly Preset[] = contactPresets): Preset | null {
  const names = new Set(header.map(foldHeader))
  return among.find((preset) => preset.known.every((name) => names.has(name))) ?? null
}

/** The target of a column under a preset. */
export function presetTarget(preset: Preset, header: string, otherwise: (header: string) => string | null = targetOfHeader): string | null {
  const name = foldHeader(header)
  if (Object.hasOwn(preset.columns, name)) return preset.columns[name]!
  return otherwise(header) ?? (preset.keepsRest === true && header.trim() !== '' ? `notes:${header.trim()}` : null)
}

/** Satchel's own table keeps values to the letter; see `exact` in csv-draft.ts. */
export const satchelPresetName = 'Satchel'

const outlookColumns: Preset['columns'] = {
  title: 'notes:Title', suffix: 'nameSuffix', initials: null, gender: null, location: null, language: null, 'internet free busy': null,
  account: null, 'organizational id number': null, 'home street 2': 'addresses.street:home', 'home street 3': 'addresses.street:home',
  'business street 2': 'addresses.street:work', 'business street 3': 'addresses.street:work', 'home address po box': 'addresses.street:home',
  'e mail address': 'emails', 'e mail 2 address': 'emails', 'e mail 3 address': 'emails',
}

export const contactPresets: readonly Preset[] = [
  { name: satchelPresetName, known: ['satchel id', 'first name', 'last name'], columns: { labels: 'tags', title: 'title' } },
  {
    name: 'Google Contacts',
    known: ['first name', 'last name', 'file as', 'labels'],
    columns: {
      'file as': null, photo: null, 'phonetic first name': null, 'phonetic middle name': null, 'phonetic last name': null,
    },
  },
  {
    name: 'Google Contacts (old)',
    known: ['name', 'given name', 'family name', 'group membership'],
    columns: {
      'yomi name': null, 'given name yomi': null, 'additional name yomi': null, 'family name yomi': null, initials: null, 'short name': null, gender: null,
      location: null, 'billing information': null, 'directory server': null, mileage: null, sensitivity: null, priority: null, subject: 'notes:Subject',
      language: null, photo: null,
    },
  },
  { name: 'Outlook', known: ['first name', 'e mail address', 'web page', 'internet free busy'], columns: outlookColumns },
  { name: 'Outlook.com', known: ['first name', 'e mail address', 'e mail 2 address', 'business street'], columns: outlookColumns },
  { name: 'LinkedIn', known: ['first name', 'last name', 'company', 'position', 'connected on'], columns: { url: 'links:linkedin' } },
  {
    name: 'HubSpot',
    known: ['record id', 'first name', 'last name', 'email'],
    columns: { 'record id': 'externalId:hubspot', 'create date': null, 'contact owner': null, 'associated company ids': null },
  },
  {
    name: 'Salesforce',
    known: ['first name', 'last name', 'account name', 'mailing street'],
    columns: { title: 'title', 'account owner': null, 'contact id': 'externalId:salesforce' },
  },
  {
    name: 'Thunderbird',
    known: ['display name', 'primary email', 'screen name'],
    columns: { 'home address': 'addresses.street:home', 'work address': 'addresses.street:work', 'primary email': 'emails', 'secondary email': 'emails' },
  },
]
