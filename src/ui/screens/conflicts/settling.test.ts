import { describe, expect, it } from 'vitest'
import type { BulkWriter, HistoryEntry, Rec } from '../../../data-api/types.ts'
import { alike, byRecord, chosenValue, ownSide, settle, settledAtOnce, sideTitle, standingSide, standingTitle, toConflict, type Choice, type Conflict, type Likeness } from './settling.ts'

const side = (value: string, changeId: string) => ({ value, userId: 'u', userName: 'Ana', deviceName: 'Chrome on Linux', replicaId: 'r', at: '2026-11-03T10:00:00Z', changeId })
const rec = (id: string, field = 'company', mine = [side('Mine', `m-${id}`)]): Rec => ({
  id, revision: 3, createdAt: '2026-11-03T10:00:00Z', updatedAt: '2026-11-03T10:00:00Z', deletedAt: null,
  $sync: { pendingSince: null, failed: false, conflicts: 0, notices: 0 },
  entity: 'contacts', recordId: `c-${id}`, field, base: 'Before', theirs: side('Theirs', 't'), mine, status: 'open', openedAt: '2026-11-03T10:00:00Z',
})
const conflict = (id: string, field?: string, mine?: ReturnType<typeof side>[]): Conflict => toConflict(rec(id, field, mine))!

describe('settling a conflict', () => {
  it('[M3] writes the field and the conflict together, and names the values it saw', () => {
    const written: unknown[] = []
    const writer = { update: (...args: unknown[]) => { written.push(args) }, together: (write: () => void) => { write() } } as unknown as BulkWriter
    const one = conflict('1')
    settle(writer, one, 'Mine')
    expect(written).toEqual([
      ['contacts', 'c-1', { company: 'Mine' }],
      ['conflicts', '1', { status: 'settled', settlement: { value: 'Mine', saw: { theirs: side('Theirs', 't'), mine: [side('Mine', 'm-1')] } } }],
    ])
  })

  it('gives each choice its value; an empty own text empties the field', () => {
    const one = conflict('1')
    expect(chosenValue(one, { kind: 'theirs' })).toBe('Theirs')
    expect(chosenValue(one, { kind: 'base' })).toBe('Before')
    expect(chosenValue(one, { kind: 'mine', changeId: 'm-1' })).toBe('Mine')
    expect(chosenValue(one, { kind: 'own', text: 'Both' })).toBe('Both')
    expect(chosenValue(one, { kind: 'own', text: '  ' })).toBeNull()
  })

  const by = (replicaId: string, value: string, changeId: string) => ({ ...side(value, changeId), replicaId })
  const between = (id: string, theirs: string, ...mine: string[]): Conflict =>
    toConflict({ ...rec(id), theirs: by(theirs, `${theirs} in ${id}`, `t-${id}`), mine: mine.map((replica) => by(replica, `${replica} in ${id}`, `${replica}-${id}`)) })!
  const values = (one: Conflict, choice: Choice, all: Conflict[], likeness: Likeness): unknown[] =>
    alike({ conflict: one, choice }, all, likeness).map((found) => chosenValue(found.conflict, found.choice))

  it('own words begin with what one wrote oneself: on this device, or else on another; where one wrote nothing, with what stands', () => {
    const one = toConflict({ ...rec('1'), theirs: { ...by('bob', 'Theirs', 't'), userId: 'bob' }, mine: [by('here', 'Here', 'a'), by('there', 'There', 'b')] })!
    expect(ownSide(one, { userId: 'u', replicaId: 'here' }).value).toBe('Here')
    expect(ownSide(one, { userId: 'u', replicaId: 'third' }).value).toBe('There')
    expect(ownSide(one, { userId: 'carl', replicaId: 'fourth' }).value).toBe('Theirs')
  })

  it('finds those alike by the side: the same field, still open; of several edits the latest; never by own words', () => {
    const all = [between('1', 'a', 'b'), between('2', 'c', 'd', 'e'), conflict('3', 'title'), conflict('4', 'company', []), toConflict({ ...rec('5'), status: 'settled' })!]
    expect(values(all[0]!, { kind: 'theirs' }, all, 'side')).toEqual(['c in 2', 'Theirs'])
    expect(values(all[0]!, { kind: 'mine', changeId: 'b-1' }, all, 'side')).toEqual(['e in 2'])
    expect(values(all[0]!, { kind: 'base' }, all, 'side')).toEqual(['Before', 'Before'])
    expect(values(all[0]!, { kind: 'own', text: 'x' }, all, 'side')).toEqual([])
  })

  it('finds those alike by the pair: the same devices against each other, and the value of the same one, whichever side it is on', () => {
    const all = [between('1', 'a', 'b'), between('2', 'b', 'a'), between('3', 'a', 'c'), between('4', 'a', 'b')]
    expect(values(all[0]!, { kind: 'theirs' }, all, 'pair')).toEqual(['a in 2', 'a in 4'])
    expect(values(all[0]!, { kind: 'mine', changeId: 'b-1' }, all, 'pair')).toEqual(['b in 2', 'b in 4'])
    expect(values(all[0]!, { kind: 'base' }, all, 'pair')).toEqual(['Before', 'Before'])
  })

  it('puts the conflicts of one record together, in the order in which they were opened, its fields in theirs', () => {
    const title = toConflict({ ...rec('3', 'title'), recordId: 'c-1' })!
    expect(byRecord([title, conflict('1'), conflict('2')]).map(({ recordId, conflicts }) => [recordId, conflicts.map(({ field }) => field)])).toEqual([
      ['c-1', ['company', 'title']], ['c-2', ['company']]])
  })

  it('[M3] tells a conflict that a settlement brought about from any other', () => {
    const settled = toConflict({ ...rec('1'), status: 'settled', settlement: { value: 'Theirs' } })!
    const again = toConflict({ ...rec('2'), recordId: 'c-1' })!
    expect(settledAtOnce(again, [settled])?.id).toBe('1')
    expect(settledAtOnce(conflict('2'), [settled]), 'of another record').toBeNull()
    expect(settledAtOnce({ ...again, theirs: { ...again.theirs, value: 'Written since' } }, [settled])).toBeNull()
  })

  it('says whose a value is, also between two devices of one person', () => {
    const me = { userId: 'u', replicaId: 'r' }
    expect(sideTitle({ userId: 'u', userName: 'Ana', replicaId: 'r' }, me)).toBe('Mine')
    expect(sideTitle({ userId: 'u', userName: 'Ana', replicaId: 'r2' }, me)).toBe('Mine, other device')
    expect(sideTitle({ userId: 'v', userName: 'Ben', replicaId: 'r3' }, me)).toBe('Ben')
  })

  it('does not call both sides mine where this device put the standing value back itself', () => {
    const me = { userId: 'u', replicaId: 'r' }
    expect(standingTitle({ theirs: side('Theirs', 't'), mine: [side('Mine', 'm')] }, me)).toBe('The other value')
    expect(standingTitle({ theirs: side('Theirs', 't'), mine: [{ ...side('Mine', 'm'), replicaId: 'r2' }] }, me)).toBe('Mine')
  })

  it('names who wrote the value that an undo put back', () => {
    const me = { userId: 'u', replicaId: 'r' }, field = 'company'
    const theirs = { ...side('Novum', 't'), changeId: 'undo' }, mine = [side('Lumen', 'm')]
    const entry = (changeId: string, to: string, userName: string, replicaId: string, at: string): HistoryEntry => ({
      changeId, entity: 'contacts', recordId: 'c-1', op: 'update', fields: { company: { from: null, to } }, lost: {}, at, userName, deviceName: 'Chrome', replicaId,
      mutationId: 'm', groupId: null, turned: null, status: 'synced',
    })
    const history = [entry('undo', 'Novum', 'Ana', 'r', '2026-11-28T10:02:00Z'), entry('b', 'Lumen', 'Ana', 'r', '2026-11-28T10:01:00Z'), entry('a', 'Novum', 'Ben', 'r2', '2026-11-28T10:00:00Z')]
    expect(standingSide({ theirs, mine, field }, history)).toMatchObject({ userName: 'Ben', replicaId: 'r2', at: '2026-11-28T10:00:00Z', value: 'Novum' })
    expect(standingTitle({ theirs: standingSide({ theirs, mine, field }, history), mine }, me)).toBe('Ben')
    expect(standingSide({ theirs, mine, field }, []), 'the history is gone').toBe(theirs)
    expect(standingSide({ theirs, mine: [{ ...side('Lumen', 'm'), replicaId: 'r2' }], field }, history), 'nothing was put back').toBe(theirs)
  })

  it('leaves alone what it does not understand', () => {
    expect(toConflict({ ...rec('1'), theirs: 'text' })).toBeNull()
  })
})
