import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { isLive, memberField, memberId } from '../../src/model/lists.ts'
import { str } from '../../src/model/text.ts'
import { deleting, pickRow, restoring, withRow, write } from './doing.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, fresh, pick, type Act } from './story.ts'

/** What people do to lists and to who is in them, as the screens do it, by weight. */
export const listActs: [number, string, Act][] = [
  [3, 'makes a list', (story, replica) => {
    const recordId = replica.store.core.makeId(), of = pick(story.world, ['contacts', 'contacts', 'companies'])
    const member = pickRow(story, replica, of, 'live')
    return write(replica,
      { entity: 'lists', recordId, op: 'create', patch: { name: fresh(story, replica), entity: of, kind: 'manual' } },
      ...(member === null ? [] : [added(recordId, of, member.id)]))
  }],
  [7, 'puts into a list', (story, replica) => withRow(story, replica, 'lists', (list) => {
    const of = str(list.data['entity']), row = pickRow(story, replica, of, 'live')
    if (row === null || membership(replica, list, row.id) !== null) return null
    const own = replica.store.data.get('listMembers', memberId(list.id, row.id))
    if (own === null) return write(replica, added(list.id, of, row.id))
    // Whom somebody took out comes back as the record that it was.
    return own.deletedAt !== null && own.data[memberField(of)!] === row.id ? write(replica, { entity: 'listMembers', recordId: own.id, op: 'restore', patch: {} })
      : write(replica, added(list.id, of, row.id, replica.store.core.makeId()))
  })],
  [4, 'takes out of a list', (story, replica) => withRow(story, replica, 'lists', (list) => {
    const members = membersOf(replica, list)
    return members.length === 0 ? null : write(replica, takenOut(pick(story.world, members)))
  })],
  [3, 'renames a list', (story, replica) => withRow(story, replica, 'lists', ({ id }) => write(replica, { entity: 'lists', recordId: id, op: 'update', patch: { name: fresh(story, replica) } }))],
  [4, 'has a list follow a filter', (story, replica) => withRow(story, replica, 'lists', ({ id, data }) => {
    const filter = { q: fresh(story, replica), f: [['tags', 'is', 'red']] }
    return write(replica, { entity: 'lists', recordId: id, op: 'update', patch: isLive(data) ? { filter } : { kind: 'live', filter } })
  })],
  // Whom it finds now is in it, and nobody else.
  [6, 'keeps a list by hand again', (story, replica) => withRow(story, replica, 'lists', (list) => {
    if (!isLive(list.data)) return null
    const of = str(list.data['entity']), found = replica.store.data.list({ entity: of, where: { tags: 'red' }, sort: ['id'], limit: 4 }).rows.map(({ id }) => id)
    const members = membersOf(replica, list), named = (member: Row): string => str(member.data[memberField(of)!])
    return write(replica, { entity: 'lists', recordId: list.id, op: 'update', patch: { kind: 'manual' } },
      ...members.filter((member) => !found.includes(named(member))).map(takenOut),
      ...found.filter((id) => !members.some((member) => named(member) === id) && replica.store.data.get('listMembers', memberId(list.id, id)) === null).map((id) => added(list.id, of, id)))
  })],
  [3, 'deletes a list', deleting('lists')],
  [5, 'restores a list', restoring('lists')],
  // The memberships of the one become the other's, under their old ids.
  [2, 'merges two contacts', (story, replica) => {
    const one = pickRow(story, replica, 'contacts', 'live'), other = pickRow(story, replica, 'contacts', 'live')
    if (one === null || other === null || one.id === other.id || !chance(story.world, 0.5)) return null
    const members = replica.store.data.list({ entity: 'listMembers', where: { contactId: other.id }, sort: ['id'], limit: 20 }).rows
    return write(replica, ...members.map(({ id }): DraftChange => ({ entity: 'listMembers', recordId: id, op: 'update', patch: { contactId: one.id } })), { entity: 'contacts', recordId: other.id, op: 'delete', patch: {} })
  }],
]

const added = (listId: string, of: string, id: string, recordId = memberId(listId, id)): DraftChange => ({ entity: 'listMembers', recordId, op: 'create', patch: { listId, [memberField(of)!]: id } })
const takenOut = ({ id }: Row): DraftChange => ({ entity: 'listMembers', recordId: id, op: 'delete', patch: {} })

const membersOf = ({ store }: SimReplica, list: Row): Row[] => store.data.list({ entity: 'listMembers', where: { listId: list.id }, sort: ['id'], limit: 20 }).rows

const membership = (replica: SimReplica, list: Row, id: string): Row | null => membersOf(replica, list).find(({ data }) => data[memberField(str(list.data['entity']))!] === id) ?? null
