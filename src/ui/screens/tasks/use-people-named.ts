import { useEffect, useState } from 'react'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { nameOf } from '../contacts/contact-words.ts'
import { nameWords, type DateFound, type Named } from './quick-add.ts'
import { textOf } from './task-values.ts'

/** Contacts that a line may be about, by the words of it that look like names. */
export function usePeopleNamed(text: string): readonly Named[] {
  const words = nameWords(text)
  const { data } = useList(contacts.name, {
    where: { or: words.flatMap((word) => [{ firstName: { startsWith: word } }, { lastName: word }]) }, limit: 50,
  }, { enabled: words.length > 0 })
  return words.length === 0 ? none : data?.rows.map((rec) => ({ id: rec.id, name: nameOf(rec) })) ?? none
}

/** The projects under way, for "#name", once somebody is about to type; `read`: as soon as they are known. */
export function useOpenProjects(wanted: boolean): { projects: readonly Named[]; read: () => Promise<readonly Named[]> } {
  const satchel = useSatchel()
  const { data } = useList(projects.name, byStatus, { enabled: wanted })
  return {
    projects: data === undefined ? none : underWay(data.rows),
    // Where they cannot be read their names stay words of the title.
    read: async () => underWay(data?.rows ?? await satchel.entity(projects.name).list(byStatus).then(({ rows }) => rows, () => [])),
  }
}

const byStatus: ListOptions = { sort: ['status', 'name'], limit: 1_000 }
const underWay = (rows: readonly Rec[]): readonly Named[] => rows.filter((rec) => textOf(rec, 'status') !== 'done').map((rec) => ({ id: rec.id, name: textOf(rec, 'name') }))

const none: readonly Named[] = []

/** Reads dates in plain English. */
export type ReadDates = (text: string, now: Date) => DateFound[]

/** The reader of dates, with its library. Null where that does not come: dates stay words of the title then, nothing is lost, and they can be picked. */
export const loadReadDates = (): Promise<ReadDates | null> => import('./read-dates.ts').then((module) => module.readDates, () => null)

/** The reader of dates, once its library is here; null until then. `wanted`: somebody is about to type. */
export function useReadDates(wanted: boolean): ReadDates | null {
  const [read, setRead] = useState<ReadDates | null>(null)
  useEffect(() => {
    if (wanted && read === null) void loadReadDates().then((loaded) => setRead(() => loaded))
  }, [wanted, read])
  return read
}
