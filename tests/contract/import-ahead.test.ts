import { describe, expect, it } from 'vitest'
import type { ImportDb } from '../../src/import/import-db.ts'
import { ok } from '../../src/shared/result.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { listener, setupImport } from '../support/import-session.ts'

const people = (count: number): string => `First Name,Email\n${Array.from({ length: count }, (_, i) => `P${i},p${i}@example.org`).join('\n')}\n`

/** A database that says a few times that it is still reading, and what it was asked. */
function slowDb(timesNull: number): { db: ImportDb; asked: string[][] } {
  const { db } = createFakeImportDb(), asked: string[][] = []
  let left = timesNull
  return {
    asked,
    db: {
      ...db,
      findMatches: async (entity, keys) => {
        asked.push(keys)
        await new Promise((resolve) => { setTimeout(resolve) })
        if (left-- > 0) return ok(null)
        return db.findMatches(entity, keys)
      },
    },
  }
}

describe('what is here', () => {
  it('is looked through by kinds of keys before the rows are there, and by the rows’ own keys once that is over', async () => {
    const { db, asked } = slowDb(3)
    const session = setupImport(db)
    const rehearsal = await session.rehearse(await session.inspect(people(3_000), 'a.csv'))
    expect(rehearsal.counts).toMatchObject({ create: 3_000 })
    const kinds = ['externalId:', 'email:', 'phone+lastName:', 'name+company:', 'name:', 'name+birthday?:', 'phone:']
    expect(asked.slice(0, 4)).toEqual([kinds, kinds, kinds, kinds])
    const later = asked.slice(4)
    expect(later.flat().every((key) => !key.endsWith(':'))).toBe(true)
    // But for one of each kind, each key once.
    expect(later.slice(1).flat().length).toBe(new Set(later.slice(1).flat()).size)
    expect(later.slice(1).flat().length).toBe(9_000)
  })

  it('is looked through no longer when the import is stopped', async () => {
    const { db, asked } = slowDb(Infinity)
    const session = setupImport(db)
    const file = await session.inspect(people(300), 'a.csv')
    const rehearsing = session.api.rehearse([file.fileId], listener())
    while (asked.length < 5) await new Promise((resolve) => { setTimeout(resolve) })
    await session.api.cancel()
    expect(await rehearsing).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    const then = asked.length
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    expect(asked.length).toBe(then)
  })
})
