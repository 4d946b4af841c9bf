import { v5 } from 'uuid'
import type { Data, Json } from '../shared/json.ts'
import { companies } from './companies.ts'
import { contacts } from './contacts.ts'
import { lists } from './lists.ts'
import { tagsOf } from './text.ts'

/** A list of the sample workspace. Of one by hand `holds` says who was put there, at most `most`. */
export interface SampleList { data: Record<string, Json>; holds?: (contact: Data) => boolean; most?: number }

const byHand = (name: string, most: number, holds: (contact: Data) => boolean): SampleList => ({ data: { name, entity: contacts.name, kind: 'manual' }, holds, most })
const live = (name: string, entity: string, f: Json): SampleList => ({ data: { name, entity, kind: 'live', filter: { f } } })

export const sampleLists: readonly SampleList[] = [
  byHand('Spring retreat', 12, (contact) => tagsOf(contact, 'tags').includes('Alumni')),
  byHand('New year cards', 60, (contact) => ['Client', 'Partner'].every((tag) => tagsOf(contact, 'tags').includes(tag))),
  live('Clients who speak', contacts.name, [['tags', 'is', 'Client'], ['tags', 'is', 'Speaker']]),
  live('Suppliers', companies.name, [['tags', 'is', 'Supplier']]),
]

/** The one id of what the sample makes under a name of its own, so that it is found again and made once (RFC 9562, 5.5). */
export const sampleId = (entity: string, name: string): string => v5(`${entity}/${name}`, namespace)

export const sampleListId = ({ data }: SampleList): string => sampleId(lists.name, String(data['name']))

const namespace = '2f5d9c1e-7a35-4a0b-9d57-6c0a4be1f3d8'

/** Whether a record still says what the sample wrote, whatever the order of members and wherever one was in the world. */
export const saysStill = (data: Data, written: Record<string, Json>): boolean =>
  Object.entries(written).every(([field, value]) => plainly(data[field] ?? null) === plainly(value))

const plainly = (value: Json): string => JSON.stringify(value, (name, each: Json) => (name === 'zone'
  ? undefined
  : typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))) : each))
