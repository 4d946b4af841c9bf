import type { Clock } from '../shared/clock.ts'
import { fold } from '../shared/fold.ts'
import type { Json } from '../shared/json.ts'
import { createIdMaker, seededRandom } from '../shared/random.ts'
import type { Random } from '../shared/random.ts'
import { nameKey } from './companies.ts'
import { regions, type Region } from './sample-people.ts'
import { anyNotes, freelanceTitles, lines, noteOf, type Work } from './sample-work.ts'

/** Every sample record carries both, so that one act finds and removes them all. */
export const sampleSource = 'sample'
export const sampleTag = 'Sample'

export interface SampleContact {
  /** A UUIDv7 that follows from the seed; use it or let the data API make another. */
  id: string
  /** Fields of a contact. */
  data: Record<string, Json>
  /** Notes, calls, meetings and e-mails on its timeline, oldest first; `contactId` is for the writer to set. */
  notes: ({ body: string; happenedAt: string } & Record<string, Json>)[]
}

export interface SampleOptions {
  count?: number
  seed?: number
  /** The last day of the notes' dates, ms since 1970; the same day gives the same notes. */
  until?: number
}

/**
 * Plausible contacts for the sample workspace, a pure function of its options: names of thirteen countries with their accents,
 * companies several people share, phone numbers, cities and postal codes that belong together. Mail addresses end in `.example`,
 * so that nothing ever reaches a stranger.
 */
export const sampleContacts = (options: SampleOptions = {}): SampleContact[] => createSample(options).contacts

/** The companies that those contacts work for, as fields of a company. Its id is that of its name, as for any company that contacts name. */
export const sampleCompanies = (options: SampleOptions = {}): Record<string, Json>[] => createSample(options).companies

function createSample({ count = 3_000, seed = 20_26, until = Date.UTC(2026, 10, 1) }: SampleOptions): { contacts: SampleContact[]; companies: Record<string, Json>[] } {
  const dice = createDice(seededRandom(seed))
  const makeId = createIdMaker(fixedClock(until - 3 * yearMs), seededRandom(seed + 1))
  const companies = regions.map((region) => Array.from({ length: Math.ceil(count / 40 * region.weight / totalWeight) + 4 }, () => createCompany(region, dice)))
  const contacts = Array.from({ length: count }, () => {
    const at = dice.weighted(weights)
    return createContact({ region: regions[at]!, companies: companies[at]!, dice, makeId, until })
  })
  const named = new Set(contacts.map(({ data }) => data['company']))
  // Dice of their own, so that the contacts are who they were before there were companies.
  const own = createDice(seededRandom(seed + 2))
  const all = regions.flatMap((region, at) => companies[at]!.map((company) => companyData(company, region, own)))
  const known = new Set<string>()
  return { contacts, companies: all.filter((data) => named.has(data['name']!) && known.size < known.add(nameKey(String(data['name']))).size) }
}

function companyData({ name, domain, work, city }: Company, region: Region, dice: Dice): Record<string, Json> {
  const [town = '', state = '', postal = '', area = ''] = city.split('|')
  const street = dice.pick(region.streets), house = String(1 + dice.below(148))
  const element = (): string => `s${dice.digits('########')}`
  return {
    name,
    industry: work.industry,
    domains: [{ id: element(), label: 'website', value: domain }],
    phones: [{ id: element(), label: 'work', value: `${region.phone.code} ${dice.digits(`${area} ${region.phone.local}`.replace('@', area))}` }],
    emails: dice.chance(0.6) ? [{ id: element(), label: 'work', value: `office@${domain}` }] : [],
    addresses: [{
      id: element(), label: 'work', street: region.streetLine === 'number-last' ? `${street} ${house}` : `${house} ${street}`,
      city: town, region: state, postalCode: dice.digits(postal), country: region.country,
    }],
    tags: [...dice.some(companyTags, 0.2), sampleTag],
    source: sampleSource,
  }
}

const companyTags = ['Client', 'Prospect', 'Partner', 'Supplier'] as const


interface Company { name: string; domain: string; work: Work; city: string }
interface Setting { region: Region; companies: readonly Company[]; dice: Dice; makeId: () => string; until: number }

function createCompany(region: Region, dice: Dice): Company {
  const work = dice.pick(lines)
  const word = dice.chance(0.5) ? dice.pick(work.words) : `${dice.pick(region.last)} ${dice.pick(work.words)}`
  const name = `${word} ${dice.pick(region.forms)}`
  return { name, domain: `${slug(name)}.example`, work, city: dice.pick(region.cities) }
}

function createContact({ region, companies, dice, makeId, until }: Setting): SampleContact {
  const first = dice.pick(region.first), last = dice.pick(region.last)
  const company = dice.chance(0.82) ? dice.pick(companies) : null
  const [city = '', state = '', postal = '', area = ''] = (company && dice.chance(0.8) ? company.city : dice.pick(region.cities)).split('|')
  const element = (): string => `s${dice.digits('########')}`
  const mailName = `${slug(first)}.${slug(last)}`

  const data: Record<string, Json> = {
    firstName: first,
    lastName: last,
    title: company ? dice.pick(company.work.titles) : dice.pick(freelanceTitles),
    tags: [...dice.some(tagPool, 0.22), sampleTag],
    source: sampleSource,
  }
  if (company) data['company'] = company.name

  const emails: Json[] = []
  if (company && dice.chance(0.9)) emails.push({ id: element(), label: 'work', value: `${mailName}@${company.domain}` })
  if (!company || dice.chance(0.25)) emails.push({ id: element(), label: 'home', value: `${mailName}${dice.digits('##')}@${dice.pick(mailHosts)}` })
  if (emails.length) data['emails'] = emails

  const phones: Json[] = []
  const number = (pattern: string): string => `${region.phone.code} ${dice.digits(pattern.replace('@', area))}`
  if (dice.chance(0.85)) phones.push({ id: element(), label: 'mobile', value: number(region.phone.mobile) })
  if (company && dice.chance(0.4)) phones.push({ id: element(), label: 'work', value: number(`${area} ${region.phone.local}`) })
  if (phones.length) data['phones'] = phones

  if (dice.chance(0.9)) {
    const street = dice.pick(region.streets), house = String(1 + dice.below(148))
    data['addresses'] = [{
      id: element(), label: company ? 'work' : 'home',
      street: region.streetLine === 'number-last' ? `${street} ${house}` : `${house} ${street}`,
      city, region: state, postalCode: dice.digits(postal), country: region.country,
    }]
  }
  if (company && dice.chance(0.3)) data['links'] = [{ id: element(), label: 'website', value: `https://www.${company.domain}` }]
  if (dice.chance(0.55)) data['birthday'] = createBirthday(dice)

  return { id: makeId(), data, notes: createNotes(company?.work ?? null, dice, until) }
}

/** Days up to 28, so that every month has them; a quarter without the year. */
function createBirthday(dice: Dice): string {
  const day = `${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`
  return dice.chance(0.25) ? `--${day}` : `${1948 + dice.below(56)}-${day}`
}

function createNotes(work: Work | null, dice: Dice, until: number): SampleContact['notes'] {
  const count = dice.chance(0.72) ? 0 : 1 + dice.below(3)
  const bodies = Array.from({ length: count }, () => dice.pick(work && dice.chance(0.6) ? work.notes : anyNotes))
  return [...new Set(bodies)]
    .map((line) => ({ ...noteOf(line), happenedAt: new Date(workingHour(until - dice.below(500) * dayMs, dice)).toISOString() }))
    .sort((a, b) => a.happenedAt.localeCompare(b.happenedAt))
}

const workingHour = (ms: number, dice: Dice): number => ms - (ms % dayMs) + (8 + dice.below(10)) * 3_600_000 + dice.below(12) * 300_000

const tagPool = ['Client', 'Prospect', 'Newsletter', 'Partner', 'Alumni', 'Speaker'] as const
const mailHosts = ['post.example', 'mailbox.example', 'inbox.example'] as const
const dayMs = 86_400_000
const yearMs = 365 * dayMs
const weights = regions.map((region) => region.weight)
const totalWeight = weights.reduce((sum, weight) => sum + weight, 0)

const two = (n: number): string => String(n).padStart(2, '0')
const slug = (text: string): string => fold(text).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
const fixedClock = (ms: number): Pick<Clock, 'now'> => ({ now: () => ms })

interface Dice {
  below(n: number): number
  chance(p: number): boolean
  pick<T>(from: readonly T[]): T
  /** Each of them with the same chance. */
  some<T>(from: readonly T[], p: number): T[]
  /** An index, by weight. */
  weighted(weights: readonly number[]): number
  /** Every `#` a digit; one that begins a group is no zero. */
  digits(pattern: string): string
}

function createDice(random: Random): Dice {
  const below = (n: number): number => Math.floor(random.next() * n)
  return {
    below,
    chance: (p) => random.next() < p,
    pick: (from) => from[below(from.length)]!,
    some: (from, p) => from.filter(() => random.next() < p),
    weighted: (weights) => {
      let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0)
      const at = weights.findIndex((weight) => (left -= weight) < 0)
      return at === -1 ? weights.length - 1 : at
    },
    digits: (pattern) => pattern.replace(/#/g, (_, at: number) => String(/\d|#/.test(pattern[at - 1] ?? '') ? below(10) : 1 + below(9))),
  }
}
