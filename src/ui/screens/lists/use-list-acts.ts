import { useMemo } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, Json, Rec, Satchel } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { listMembers, lists, memberField, memberId } from '../../../model/lists.ts'
import { useUndo } from '../../app/undo.ts'
import { plural } from '../../components/format.ts'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import type { FilterItem } from '../records/filter-tree.ts'
import { ofList, listName, membersWhere, optionsOfList } from './list-values.ts'

/** What a new list begins with. */
export type Beginning = { entity: string; ids: readonly string[] } | { entity: string; filter: { q?: string; f?: readonly FilterItem[] } }

export interface ListActs {
  /** The id of the list that was made. @throws SatchelError where the name may not stand */
  create: (name: string, beginning: Beginning) => Promise<string>
  rename: (list: Rec, name: string) => Promise<void>
  remove: (list: Rec) => Promise<boolean>
  addTo: (list: Rec, ids: readonly string[]) => Promise<boolean>
  takeOut: (list: Rec, ids: readonly string[]) => Promise<boolean>
  /** By this filter from now on; who was put there stays noted for the way back. */
  makeLive: (list: Rec, filter: { q?: string; f: readonly FilterItem[] }) => Promise<boolean>
  /** Those whom it finds now, and from now on only by hand. */
  makeManual: (list: Rec, fields: readonly CustomField[]) => Promise<boolean>
}

/** What can be done with lists: each one act, with its Undo. */
export function useListActs(): ListActs {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  return useMemo<ListActs>(() => {
    const act = async (label: string, done: string, write: (writer: BulkWriter) => void | Promise<void>): Promise<boolean> => {
      try {
        const { actId, changed } = await whileWorking(satchel.bulk(write, { label }))
        showToast({ message: changed === 0 ? 'Nothing had to be changed' : done, ...undoOf(actId, label) })
        return true
      } catch (thrown) {
        showError(thrown)
        return false
      }
    }
    return {
      create: async (name, beginning) => {
        const live = 'filter' in beginning, label = `Create list ${name}`
        let made = ''
        const { actId } = await satchel.bulk(async (writer) => {
          made = writer.create(lists.name, { name, entity: beginning.entity, kind: live ? 'live' : 'manual', ...(live ? { filter: asJson(beginning.filter) } : {}) })
          if (!live) for (const id of beginning.ids) writer.create(listMembers.name, { listId: made, [memberField(beginning.entity)!]: id }, { id: memberId(made, id) })
        }, { label })
        showToast({ message: `List “${name}” created`, ...undoOf(actId, label) })
        return made
      },
      rename: async (list, name) => { await satchel.entity(lists.name).update(list.id, { name }, { label: `Rename list to ${name}` }) },
      remove: (list) => act(`Delete list ${listName(list)}`, `List “${listName(list)}” moved to the trash. Nobody in it was deleted.`, (writer) => writer.delete(lists.name, list.id)),
      addTo: async (list, ids) => {
        const missing = await notYetIn(satchel, list, ids), what = counted(list, missing.length)
        if (missing.length === 0) { showToast({ message: ids.length === 1 ? `Already in “${listName(list)}”` : `All of them are in “${listName(list)}” already` }); return true }
        return act(`Add ${what} to ${listName(list)}`, `${what} added to “${listName(list)}”`, (writer) => addMembers(satchel, writer, list, missing))
      },
      takeOut: (list, ids) => act(`Take ${counted(list, ids.length)} out of ${listName(list)}`, `${counted(list, ids.length)} taken out of “${listName(list)}”`, (writer) => dropMembers(satchel, writer, list, ids)),
      makeLive: (list, filter) => act(`Make ${listName(list)} a live list`, `“${listName(list)}” follows its filter`, (writer) => writer.update(lists.name, list.id, { kind: 'live', filter: asJson(filter) })),
      makeManual: (list, fields) => act(`Make ${listName(list)} a list by hand`, `“${listName(list)}” holds who is in it now`, async (writer) => {
        const { entity } = ofList(list)
        const found = await satchel.entity(entity.name).ids(optionsOfList(list, Date.now(), fields)), kept = new Set(found)
        const before = await satchel.entity(entity.name).ids({ where: membersWhere(entity.name, list.id) })
        writer.update(lists.name, list.id, { kind: 'manual' })
        await dropMembers(satchel, writer, list, before.filter((id) => !kept.has(id)))
        const there = new Set(before)
        await addMembers(satchel, writer, list, found.filter((id) => !there.has(id)))
      }),
    }
  }, [satchel, undoOf])
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
const counted = (list: Rec, count: number): string => { const { one, many } = ofList(list).entity.label; return plural(count, one, many) }

async function notYetIn(satchel: Satchel, list: Rec, ids: readonly string[]): Promise<string[]> {
  const { name } = ofList(list).entity
  const there = new Set(await satchel.entity(name).ids({ where: { and: [{ id: { in: [...ids] } }, membersWhere(name, list.id)] } }))
  return ids.filter((id) => !there.has(id))
}

/** Whom somebody took out comes back as the record that it was; a membership that a merge gave to somebody else is theirs now. */
async function addMembers(satchel: Satchel, writer: BulkWriter, list: Rec, ids: readonly string[]): Promise<void> {
  const field = memberField(ofList(list).entity.name)!
  const { rows } = ids.length === 0 ? { rows: [] } : await satchel.entity(listMembers.name).list({ state: 'all', where: { id: { in: ids.map((id) => memberId(list.id, id)) } }, limit: ids.length })
  const known = new Map(rows.map((row) => [row.id, row]))
  for (const id of ids) {
    const own = memberId(list.id, id), former = known.get(own)
    if (former === undefined) writer.create(listMembers.name, { listId: list.id, [field]: id }, { id: own })
    else if (former.deletedAt !== null && former[field] === id) writer.restore(listMembers.name, own)
    else writer.create(listMembers.name, { listId: list.id, [field]: id })
  }
}

async function dropMembers(satchel: Satchel, writer: BulkWriter, list: Rec, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const field = memberField(ofList(list).entity.name)!
  for (const id of await satchel.entity(listMembers.name).ids({ where: { and: [{ listId: list.id }, { [field]: { in: [...ids] } }] } })) writer.delete(listMembers.name, id)
}
