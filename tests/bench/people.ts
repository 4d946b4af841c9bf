import { seededRandom } from '../../src/shared/random.ts'

export interface Person {
  firstName: string
  lastName: string
  company: string
  title: string
  birthday: string
  emails: { value: string; label: string }[]
  phones: { value: string; label: string }[]
  addresses: { label: string; street: string; city: string; postalCode: string; country: string }[]
  tags: string[]
}

/** `count` plausible people, the same ones for the same seed; no two share an e-mail. */
export function makePeople(count: number, seed: number): Person[] {
  const random = seededRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T
  const digits = (length: number): string => Array.from({ length }, () => Math.floor(random.next() * 10)).join('')
  return Array.from({ length: count }, (_, index) => {
    const firstName = pick(firstNames)
    const lastName = `${pick(lastNameStarts)}${pick(lastNameEnds)}`
    const company = `${pick(lastNameStarts)}${pick(lastNameEnds)} ${pick(companyKinds)} ${index}`
    const month = String(1 + Math.floor(random.next() * 12)).padStart(2, '0')
    const day = String(1 + Math.floor(random.next() * 28)).padStart(2, '0')
    return {
      firstName,
      lastName,
      company,
      title: pick(titles),
      birthday: `${1940 + Math.floor(random.next() * 65)}-${month}-${day}`,
      emails: [{ value: `${firstName}.${lastName}.${seed}.${index}@example.org`.toLowerCase(), label: 'work' }],
      phones: [{ value: `+49 ${digits(3)} ${digits(7)}`, label: 'mobile' }],
      addresses: [{ label: 'work', street: `${pick(lastNameStarts)}straße ${1 + Math.floor(random.next() * 99)}`, city: pick(cities), postalCode: digits(5), country: 'Germany' }],
      tags: tags.filter(() => random.next() < 0.2),
    }
  })
}

/** The same people as Google's contacts export has them. */
export function toGoogleCsv(people: Person[]): string {
  const header = [
    'First Name', 'Last Name', 'Organization Name', 'Organization Title', 'Birthday', 'Labels', 'E-mail 1 - Label', 'E-mail 1 - Value',
    'Phone 1 - Label', 'Phone 1 - Value', 'Address 1 - Label', 'Address 1 - Street', 'Address 1 - City', 'Address 1 - Postal Code', 'Address 1 - Country',
  ]
  const lines = people.map((person) => [
    person.firstName, person.lastName, person.company, person.title, person.birthday, person.tags.join(' ::: '),
    person.emails[0]?.label, person.emails[0]?.value, person.phones[0]?.label, person.phones[0]?.value,
    person.addresses[0]?.label, person.addresses[0]?.street, person.addresses[0]?.city, person.addresses[0]?.postalCode, person.addresses[0]?.country,
  ].map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`).join(','))
  return [header.join(','), ...lines].join('\r\n')
}

/** Cities people are counted by; searches that meet a word's beginning, and some that meet only its inside. */
export const cities = ['Bonn', 'Köln', 'Berlin', 'Hamburg', 'München', 'Leipzig', 'Dresden', 'Mainz', 'Kiel', 'Ulm', 'Jena', 'Essen']
export const prefixes = ['zol', 'marg', 'wint', 'lind', 'kra', 'josé', 'hel', 'schw']
export const substrings = ['ollman', 'rgare', 'ntersk', 'indber', 'ranze', 'osefi', 'elene', 'hwarzk']

const firstNames = [
  'Ana', 'José', 'Margarete', 'Josefine', 'Helene', 'Lukas', 'Mia', 'Zoë', 'Björn', 'Chloé', 'Nils', 'Ada', 'Ivo', 'Renate', 'Paul', 'Greta',
  'Ömer', 'Ines', 'Tom', 'Ruth', 'Emil', 'Lara', 'Max', 'Nora',
]
const lastNameStarts = [
  'Zollman', 'Winters', 'Lindber', 'Kranze', 'Schwarzk', 'Ober', 'Nieder', 'Hohen', 'Stein', 'Gold', 'Silber', 'Eisen', 'Wald', 'Berg', 'Brück',
  'Acker', 'Feld', 'Rosen', 'Birken', 'Eichen',
]
const lastNameEnds = ['kamp', 'gruber', 'meier', 'bach', 'hof', 'mann', 'thal', 'stein', 'feld', 'berger', 'wald', 'brunn']
const companyKinds = ['GmbH', 'AG', 'Coaching', 'Consulting', 'Training', 'Studio', '& Partner']
const titles = ['Coach', 'Trainer', 'Consultant', 'Head of Sales', 'Managing Director', 'Office Manager', 'Engineer', 'Designer']
const tags = ['client', 'lead', 'partner', 'newsletter', 'press']
