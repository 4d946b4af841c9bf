import { describe, expect, it } from 'vitest'
import type { BulkWriter, Rec } from '../../../data-api/types.ts'
import { alike, chosenValue, sameChoice, settle, sideTitle, standingTitle, toConflict, type Conflict } from './settling.ts'

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
    const writer = { update: (...args: unknown[]) => { written.push(args) } } as unknown as BulkWriter
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

  it('finds those alike: the same field, still open; never by own words', () => {
    const all = [conflict('1'), conflict('2'), conflict('3', 'title'), conflict('4', 'company', [])]
    expect(alike(all[0]!, all, { kind: 'theirs' }).map((other) => other.id)).toEqual(['2', '4'])
    expect(alike(all[0]!, all, { kind: 'mine', changeId: 'm-1' }).map((other) => other.id)).toEqual(['2'])
    expect(alike(all[0]!, all, { kind: 'own', text: 'x' })).toEqual([])
  })

  it('says the same word for another: of several of mine the latest', () => {
    const other = conflict('2', 'company', [side('First', 'm-a'), side('Second', 'm-b')])
    expect(chosenValue(other, sameChoice({ kind: 'mine', changeId: 'm-1' }, other))).toBe('Second')
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

  it('leaves alone what it does not understand', () => {
    expect(toConflict({ ...rec('1'), theirs: 'text' })).toBeNull()
  })
})
