import { describe, expect, it } from 'vitest'
import { contacts } from '../../model/contacts.ts'
import type { Data } from '../../shared/json.ts'
import type { StoredRecord, WorkspaceWriter } from '../store/port.ts'
import { createWorkingSet } from './working-set.ts'
import { writeMerged } from './write-record.ts'

function setupSet() {
  // Of what is put nothing is read from the store.
  const set = createWorkingSet({} as WorkspaceWriter, { revision: 0, clock: { offset: null, last: null }, known: [] })
  return {
    write: (before: StoredRecord | null, data: Data): StoredRecord =>
      writeMerged(set, contacts, 'c', before, { data, deletedAt: null, revision: set.nextRevision(), meta: {}, removed: {} }, { at: '2026-11-28T09:00:00.000Z', userId: 'u' }),
    links: () => set.batch({ mark: '', at: '' }).links,
  }
}

const stored = (data: Data): StoredRecord =>
  ({ entity: 'contacts', id: 'c', revision: 1, createdRevision: 1, data, deletedAt: null, updatedAt: '', updatedBy: '', meta: {}, removed: {} })
const link = (target: string): object => ({ entity: 'contacts', id: 'c', links: [{ entity: 'contacts', id: 'c', field: 'companyId', target }] })

describe('what a record refers to', () => {
  it('is not written again by an edit that leaves it as it is', () => {
    const { write, links } = setupSet()
    write(stored({ firstName: 'Ana', companyId: 'onda' }), { firstName: 'Bea', companyId: 'onda' })
    expect(links()).toEqual([])
  })

  it('is not written of what refers to nothing', () => {
    const { write, links } = setupSet()
    write(null, { firstName: 'Ana' })
    write(stored({ firstName: 'Ana' }), { firstName: 'Bea', companyId: '' })
    expect(links()).toEqual([])
  })

  it('is written where it came, moved or went, as it stands in the end', () => {
    const { write, links } = setupSet()
    const made = write(null, { firstName: 'Ana', companyId: 'onda' })
    expect(links()).toEqual([link('onda')])
    const moved = write(made, { firstName: 'Ana', companyId: 'mar' })
    expect(links()).toEqual([link('mar')])
    const edited = write(moved, { firstName: 'Bea', companyId: 'mar' })
    expect(links()).toEqual([link('mar')])
    write(edited, { firstName: 'Bea' })
    expect(links()).toEqual([{ entity: 'contacts', id: 'c', links: [] }])
  })
})
