import { createContext, useContext, useMemo, useRef, type ReactNode } from 'react'
import { useQueries } from '@tanstack/react-query'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { Ahead } from '../../../data-api/ahead.ts'
import type { Ask } from '../../../data-api/asks.ts'
import type { Rec, Satchel } from '../../../data-api/types.ts'
import { productModel } from '../../../model/model.ts'
import { idsIn, members } from './name-ids.ts'
import type { Columns } from './columns.ts'
import { conditionsIn, type FilterItem } from './filter-tree.ts'
import type { NameOf } from './filters.ts'
import { dataOf } from './record-values.ts'
import { useMembers } from '../../sync-status/use-members.ts'

const NamesContext = createContext<NameOf>(() => undefined)

/** What the records are called that the cells below refer to. */
export const useNameOf = (): NameOf => useContext(NamesContext)

/** Reads the names that rows show, all of a kind at once, and live. */
export function Names({ columns, shown, rows, ids = none, children }: { columns: Columns; shown: readonly string[]; rows: readonly Rec[]; ids?: ReadonlyMap<string, readonly string[]>; children: ReactNode }) {
  const wanted = useMemo(() => joined(idsIn(columns, shown, rows), ids), [columns, shown, rows, ids])
  const nameOf = useNamesOf(wanted)
  return <NamesContext value={nameOf}>{children}</NamesContext>
}

const none: ReadonlyMap<string, readonly string[]> = new Map()

function joined(one: ReadonlyMap<string, readonly string[]>, other: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const both = new Map(one)
  for (const [of, ids] of other) both.set(of, [...new Set([...both.get(of) ?? [], ...ids])])
  return both
}

/** The names that filters speak of. */
export function useNamesIn(columns: Columns, filters: readonly FilterItem[]): NameOf {
  return useNamesOf(useMemo(() => {
    const wanted = new Map<string, string[]>()
    for (const [column, , value] of conditionsIn(filters)) {
      const names = columns.specs[column]?.names
      if (names !== undefined && value !== undefined) wanted.set(names, [...wanted.get(names) ?? [], ...[value].flat()])
    }
    return wanted
  }, [columns, filters]))
}

/** @param wanted ids by entity, or by `members` */
export function useNamesOf(wanted: ReadonlyMap<string, readonly string[]>): NameOf {
  const satchel = useSatchel()
  const { account } = useSync().status
  const people = useMembers()
  const asked = useMemo(() => askedOf(wanted), [wanted])
  const answers = useQueries({ queries: asked.map((one) => namesAsk(satchel, one)), combine: namesRead })
  // While other rows are read, those that are still in sight keep their names.
  const seen = useRef(new Map<string, string>())
  return useMemo(() => {
    for (const [at, { of }] of asked.entries()) for (const [id, name] of answers[at]?.names ?? []) seen.current.set(`${of} ${id}`, name)
    const names = new Map(asked.map(({ of }, at) => [of, answers[at]]))
    const own = new Map(people.map(({ userId, name }) => [userId, userId === account?.userId ? `${name} (you)` : name]))
    // While they are still read nobody can say that one is gone.
    return (of, id) => (of === members ? own.get(id) : names.get(of)?.names?.get(id) ?? (names.get(of)?.names === undefined ? seen.current.get(`${of} ${id}`) ?? '' : undefined))
  }, [asked, answers, people, account])
}

/** The same of rows that are not shown yet, so that they come with their names. */
export const askNames = (ask: Ahead, columns: Columns, shown: readonly string[], rows: readonly Rec[]): Promise<unknown> =>
  Promise.all(askedOf(idsIn(columns, shown, rows)).map((one) => ask.of(namesAsk(ask.satchel, one))))

interface Named { of: string; ids: readonly string[] }

const askedOf = (wanted: ReadonlyMap<string, readonly string[]>): Named[] => [...wanted].filter(([of]) => of !== members).map(([of, ids]) => ({ of, ids: [...new Set(ids)].sort() }))

const namesAsk = (satchel: Satchel, { of, ids }: Named): Ask<ReadonlyMap<string, string>> => ({ queryKey: ['list', of, { names: ids }], queryFn: () => namesOf(satchel, of, ids) })

const namesRead = (results: readonly { data: ReadonlyMap<string, string> | undefined }[]) => results.map(({ data }) => ({ names: data }))

const atOnce = 500

async function namesOf(satchel: Satchel, of: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { title } = productModel.entities.get(of)!, names = new Map<string, string>()
  for (let start = 0; start < ids.length; start += atOnce) {
    const { rows } = await satchel.entity(of).list({ where: { id: { in: ids.slice(start, start + atOnce) } }, limit: atOnce })
    for (const rec of rows) names.set(rec.id, title(dataOf(rec)))
  }
  return names
}
