import { elementId, type Element } from '../../src/model/entity.ts'
import { canonicalJson } from '../../src/merge/canonical.ts'
import { diffLists, elementsIn, findElement, memberOf as memberOfElement } from '../../src/merge/list-patch.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { newestModel } from './models.ts'
import type { Story } from './story.ts'

/*
 * [I22, M2] What is told of lists. The history names lists as a whole; what became of each element, and of each member of one, follows from reading it from the
 * first entry to the last.
 */

type Entry = Data & { entity: string; recordId: string; op: string; replicaId: string; userId: string; fields: Record<string, { from: Json; to: Json }>; lost: Record<string, Json> }
const entryOf = ({ data }: SyncRecord): Entry => data as unknown as Entry

/** Who wrote what stands in a list. A path is `id` for the element itself, `id member` for a member of it. */
interface ListWriters { wrote: Map<string, SyncRecord>; removed: Map<string, { by: SyncRecord; element: Element }>; broughtBack: Map<string, SyncRecord> }

/**
 * A member of an element that gave way to an edit which did not know of it, and a removal that gave way to an add or an edit of what it removed, has
 * a notice for its author.
 */
export function elementsAreTold(server: readonly SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const problems: string[] = []
  const notices = server.filter(({ entity }) => entity === 'notices').map(({ data }) => data ?? {})
  const lists = new Map<string, ListWriters>(), made = new Map<string, SyncRecord>()
  for (const entry of entriesOf(server)) {
    const { entity, recordId, op, replicaId, fields } = entryOf(entry), known = journaled.get(entry.id)
    if (op === 'create' && Object.keys(fields).length === 0) made.set(recordId, entry)
    for (const [field, { from, to }] of Object.entries(fields)) {
      if (!isUnion(entity, field)) continue
      const key = `${recordId} ${field}`, list = lists.get(key) ?? { wrote: new Map(), removed: new Map(), broughtBack: new Map() }
      lists.set(key, list)
      const before = elementsIn(from), { add = [], remove = [], update = {} } = diffLists(before, elementsIn(to))?.$set ?? {}
      const gaveWay = (by: SyncRecord | undefined): by is SyncRecord =>
        by !== undefined && known !== undefined && !known.settles && !purged.has(recordId) && entryOf(by).replicaId !== replicaId && by.revision - 1 > known.baseRevision
      const untold = (by: SyncRecord, isIn: (lost: Element[], stands: Element[]) => boolean): boolean => !notices.some((notice) => notice['recordId'] === recordId
        && notice['field'] === field && notice['forUserId'] === entryOf(by).userId && isIn(elementsIn(notice['lost']), elementsIn(notice['stands'])))

      for (const [id, members] of Object.entries(update)) {
        for (const name of Object.keys(members)) {
          const old = memberOfElement(findElement(before, id), name), by = list.wrote.get(`${id} ${name}`) ?? list.wrote.get(id) ?? made.get(recordId)
          const back = list.broughtBack.get(id)
          // Put back whole, as by an undo, it is written by who did that as well.
          const writers = back === undefined || by === undefined || back.revision < by.revision || !gaveWay(back) ? [by] : [by, back]
          list.wrote.set(`${id} ${name}`, entry)
          const isIn = (lost: Element[], stands: Element[]): boolean => isSame(memberOfElement(findElement(lost, id), name), old) && !isSame(memberOfElement(findElement(stands, id), name), old)
          if (old !== null && gaveWay(by) && writers.every((writer) => untold(writer!, isIn))) {
            problems.push(`[M2] ${JSON.stringify(old)} as ${name} in ${field} of ${recordId} gave way to what did not know of it, and nobody was told`)
          }
        }
      }
      for (const element of add) {
        const id = elementId(element), removal = list.removed.get(id)
        list.removed.delete(id)
        if (removal === undefined) { list.wrote.set(id, entry); continue }
        list.broughtBack.set(id, entry)
        // Back again it is what it was, but for what was altered in it.
        for (const name of membersOf(element)) if (!isSame(memberOfElement(removal.element, name), memberOfElement(element, name))) list.wrote.set(`${id} ${name}`, entry)
        if (gaveWay(removal.by) && untold(removal.by, (lost, stands) => findElement(stands, id) !== undefined && findElement(lost, id) === undefined)) {
          problems.push(`[M2] ${id} was taken out of ${field} of ${recordId}, which gave way to what did not know of it, and nobody was told`)
        }
      }
      for (const id of remove) list.removed.set(id, { by: entry, element: findElement(before, id)! })
    }
  }
  return problems
}

/** Of one thing in a list nobody is told more often than they wrote it. */
export function elementsAreToldOnce(server: readonly SyncRecord[]): string[] {
  const told = new Map<string, number>(), wrote = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string): void => { counts.set(key, (counts.get(key) ?? 0) + 1) }
  for (const { entity, data } of server) {
    if (entity !== 'notices' || !isUnion(String(data?.['entity']), String(data?.['field']))) continue
    for (const part of partsOf(elementsIn(data?.['stands']), elementsIn(data?.['lost']))) count(told, `${String(data?.['forUserId'])} ${String(data?.['recordId'])} ${String(data?.['field'])} ${part}`)
  }
  for (const entry of entriesOf(server)) {
    const { entity, recordId, userId, fields, lost } = entryOf(entry)
    for (const field of new Set([...Object.keys(fields), ...Object.keys(lost)])) {
      if (!isUnion(entity, field)) continue
      const step = fields[field], from = elementsIn(step?.from)
      // What lost whole is told without what stood then: each part of it may be what its author wrote.
      if (step === undefined) { count(wrote, `${userId} ${recordId} ${field}`); continue }
      const parts = new Set([...partsOf(from, elementsIn(step.to)), ...(lost[field] === undefined ? [] : partsOf(elementsIn(step.to), elementsIn(lost[field])))])
      for (const part of parts) count(wrote, `${userId} ${recordId} ${field} ${part}`)
    }
  }
  return [...told].flatMap(([key, times]) => {
    const writers = (wrote.get(key) ?? 0) + (wrote.get(key.split(' ').slice(0, 3).join(' ')) ?? 0)
    return times <= Math.max(1, writers) ? [] : [`[M2] ${times} notices of ${key}, which ${writers} changes wrote`]
  })
}

/** What would make the one list the other, each as a line. */
function partsOf(from: Element[], to: Element[]): string[] {
  const { add = [], remove = [], update = {} } = diffLists(from, to)?.$set ?? {}
  return [
    ...add.map((element) => `with ${elementId(element)}`), ...remove.map((id) => `without ${id}`),
    ...Object.entries(update).flatMap(([id, members]) => Object.entries(members).map(([name, value]) => `${id} ${name} ${canonicalJson(value)}`)),
  ]
}

const entriesOf = (server: readonly SyncRecord[]): SyncRecord[] => server.filter(({ entity }) => entity === 'history').sort((a, b) => a.revision - b.revision)
const isUnion = (entity: string, field: string): boolean => newestModel.entities.get(entity)?.fields[field]?.policy === 'union'
const membersOf = (element: Element): string[] => (typeof element === 'string' ? [] : Object.keys(element).filter((name) => name !== 'id'))
const isSame = (one: Json | undefined, other: Json | undefined): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null)
