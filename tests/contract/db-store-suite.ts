import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Change, SyncRecord } from '../../src/protocol/change.ts'
import { bodyHash } from '../../src/merge/canonical.ts'
import { systemClock } from '../../src/shared/clock.ts'
import type { Json } from '../../src/shared/json.ts'
import { createIdMaker, seededRandom } from '../../src/shared/random.ts'
import { codeOf, must } from '../support/db-ports.ts'
import type { DbPorts, OpenDbPorts } from '../support/db-ports.ts'

export const dbStoreParts = ['writing', 'lists', 'undo', 'pushing', 'pulling', 'the device'] as const
type Part = (typeof dbStoreParts)[number]

/** What the db-worker promises, whatever it runs on. Where opening takes long, its parts run in several files at once. */
export function dbStoreSuite(name: string, open: OpenDbPorts, parts: readonly Part[] = dbStoreParts): void {
  const part = (title: Part, tests: () => void): void => { if (parts.includes(title)) describe(title, tests) }
  describe(`db-worker on ${name}`, () => {
    let db: DbPorts
    beforeEach(async () => { db = await open() })
    afterEach(async () => {
      // The count that is kept and the records there agree, whatever a test did.
      for (const entity of ['contacts', 'notes']) {
        const [counted] = await must(db.data.sql(`SELECT count(*) AS n FROM ${entity} WHERE deleted_at IS NULL`))
        expect((await must(db.data.list({ entity, limit: 0 }))).total).toBe(counted!['n'])
      }
      await db.close()
    })

    const newId = createIdMaker(systemClock, seededRandom(11))
    const write = (changes: { entity?: string; recordId?: string; op?: Change['op']; patch?: Record<string, Json>; baseRevision?: number }[], more: { mutationId?: string; groupId?: string; label?: string } = {}) =>
      db.data.mutate({
        mutationId: more.mutationId ?? newId(), label: more.label ?? 'Test', ...(more.groupId === undefined ? {} : { groupId: more.groupId }),
        changes: changes.map((change) => ({ entity: 'contacts', recordId: newId(), op: 'create' as const, patch: {}, ...change })),
      })
    const create = async (patch: Record<string, Json>): Promise<string> => {
      const recordId = newId()
      await must(write([{ recordId, patch }]))
      return recordId
    }
    const update = (recordId: string, patch: Record<string, Json>) => write([{ recordId, op: 'update', patch }])
    const dataOf = async (id: string): Promise<Record<string, Json> | null> => (await must(db.data.get('contacts', id)))?.data ?? null
    const find = async (query: Omit<Parameters<DbPorts['data']['list']>[0], 'entity'>): Promise<string[]> =>
      (await must(db.data.list({ entity: 'contacts', ...query }))).rows.map((row) => String(row.data['lastName'] ?? ''))
    const pending = async (): Promise<Change[]> => (await must(db.data.journal({ status: ['pending'], limit: 1_000 }))).rows.map((row) => row.change).reverse()
    const record = (id: string, revision: number, data: Record<string, Json>, more: Partial<SyncRecord> = {}): SyncRecord =>
      ({ entity: 'contacts', id, revision, data, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u', ...more })
    let pages = 0
    const pull = (...records: SyncRecord[]) => {
      pages += 1
      return must(db.sync.applyPage({ changes: records.map((one) => ({ ...one, action: 'updated' as const })), cursor: `c${pages}`, seen: 's', hasMore: false }))
    }
    const pushOk = async (revision: number, data: (change: Change) => Record<string, Json>): Promise<Change[]> => {
      const { changes } = await must(db.sync.nextBatch())
      await must(db.sync.applyResults(changes.map((change, i) => ({
        id: change.id, status: 'applied', revision: revision + i, record: record(change.recordId, revision + i, data(change), { entity: change.entity }),
      })), 's'))
      return changes
    }

    part('writing', () => {
      it('[J1] a write and its journal rows are there together, and a commit is told once', async () => {
        const id = await create({ firstName: 'Ana', lastName: 'Silva' })
        expect(await dataOf(id)).toEqual({ firstName: 'Ana', lastName: 'Silva' })
        const [change] = await pending()
        expect(change).toMatchObject({ recordId: id, op: 'create', patch: { firstName: 'Ana', lastName: 'Silva' }, baseRevision: 0, seq: 1, schemaVersion: 3 })
        expect(db.commits).toEqual([{ type: 'changed', entities: ['contacts'], journal: true }])
      })

      it('[J1] a mutation that breaks a rule in its second change writes nothing at all', async () => {
        expect(await codeOf(write([{ patch: { lastName: 'Good' } }, { patch: { title: 'Nameless' } }]))).toBe('rule_broken')
        expect(await find({})).toEqual([])
        expect(await pending()).toEqual([])
        expect(db.commits).toEqual([])
      })

      it('[P1] an id or a revision that no server takes is refused, and the record can be written on', async () => {
        const id = await create({ lastName: 'Silva' })
        for (const baseRevision of ['a', -5, 1.5, 1e18, {}]) expect(await codeOf(write([{ recordId: id, op: 'update', patch: { title: 'x' }, baseRevision: baseRevision as number }]))).toBe('invalid')
        for (const recordId of ['not-a-uuid', '../../x', id.toUpperCase(), '']) expect(await codeOf(write([{ recordId, patch: { lastName: 'Nobody' } }]))).toBe('invalid')
        await must(update(id, { title: 'Coach' }))
        expect(await dataOf(id)).toEqual({ lastName: 'Silva', title: 'Coach' })
        expect(await pending()).toHaveLength(2)
      })

      it('the same mutation again writes nothing and answers the same rows', async () => {
        const mutationId = newId(), recordId = newId()
        const first = await must(write([{ recordId, patch: { lastName: 'Silva' } }], { mutationId }))
        const again = await must(write([{ recordId, patch: { lastName: 'Silva' } }], { mutationId }))
        expect(again).toEqual(first)
        expect(await pending()).toHaveLength(1)
      })

      it('[K1] a change leaves with the hash of what was journaled, the same to the mirror and in every push', async () => {
        const id = await create({ lastName: 'Ünïcödé', emails: [{ value: 'a@b.de', label: null }] })
        await must(update(id, { title: 'Dr', emails: [] }))
        const mirrored = await must(db.sync.unsettled(-1, 10))
        const { changes } = await must(db.sync.nextBatch())
        expect(changes).toHaveLength(2)
        expect(changes.map((change) => change.bodyHash)).toEqual(mirrored.map((change) => bodyHash(change)))
        await must(db.sync.pushFailed(changes.map((change) => change.id), { code: 'server_error', message: 'no', counts: true }))
        expect((await must(db.sync.nextBatch())).changes).toEqual(changes)
      })

      it('only what changes is written: equal values are left out, a mutation of nothing writes nothing', async () => {
        const id = await create({ firstName: 'Ana', lastName: 'Silva', tags: ['a', 'b'] })
        await must(update(id, { firstName: 'Ana', lastName: 'Souza', tags: ['b', 'a'] }))
        await must(update(id, { firstName: 'Ana', title: '' }))
        const changes = await pending()
        expect(changes).toHaveLength(2)
        expect(changes[1]).toMatchObject({ patch: { lastName: 'Souza' }, before: { lastName: 'Silva' } })
        expect(Object.keys(changes[1]!.patch)).toEqual(['lastName'])
      })

      it('lists given whole become changes by element, and new elements get ids', async () => {
        const id = await create({ lastName: 'Silva', emails: [{ value: 'a@x.de' }, { value: 'b@x.de' }] })
        const [a, b] = (await dataOf(id))!['emails'] as { id: string; value: string }[]
        expect(a!.id).not.toBe(b!.id)
        await must(update(id, { emails: [{ id: b!.id, value: 'b@new.de' }, { value: 'c@x.de' }] as Json }))
        const patch = (await pending())[1]!.patch['emails'] as { $set: { add: { id: string }[]; remove: string[]; update: Record<string, Json> } }
        expect(patch.$set.remove).toEqual([a!.id])
        expect(patch.$set.update).toEqual({ [b!.id]: { value: 'b@new.de' } })
        expect(patch.$set.add).toMatchObject([{ value: 'c@x.de' }])
        expect(((await dataOf(id))!['emails'] as { value: string }[]).map((email) => email.value)).toEqual(['b@new.de', 'c@x.de'])
        await must(update(id, { emails: { $set: { add: [{ value: 'd@x.de' }] } } }))
        expect(((await dataOf(id))!['emails'] as { id: string; value: string }[]).at(-1)).toMatchObject({ id: expect.any(String) as string, value: 'd@x.de' })
      })

      it.each([
        ['a field that does not exist', { nonsense: 'x' }, 'invalid'],
        ['a birthday that is no date', { birthday: '2001-02-30' }, 'invalid'],
        ['a list that is none', { tags: 'x' }, 'invalid'],
        ['a name longer than a line', { firstName: 'x'.repeat(1_001) }, 'invalid'],
      ])('%s is refused', async (_, patch, code) => {
        expect(await codeOf(write([{ patch: { lastName: 'Silva', ...patch } as Record<string, Json> }]))).toBe(code)
      })

      it('what is not there, in the trash, or not for people answers its own error', async () => {
        const id = await create({ lastName: 'Silva' })
        expect(await codeOf(update(newId(), { lastName: 'X' }))).toBe('not_found')
        expect(await codeOf(write([{ entity: 'nothing' }]))).toBe('invalid')
        expect(await codeOf(write([{ entity: 'history', patch: {} }]))).toBe('forbidden')
        await must(write([{ recordId: id, op: 'delete' }]))
        expect(await codeOf(update(id, { lastName: 'X' }))).toBe('deleted')
      })

      it('[P1] more than 100 changes, and more than 1 MiB, are refused when they are made', async () => {
        expect(await codeOf(write(Array.from({ length: 101 }, () => ({ patch: { lastName: 'x' } }))))).toBe('too_large')
        const contactId = await create({ lastName: 'Silva' })
        const notes = Array.from({ length: 12 }, () => ({ entity: 'notes', patch: { contactId, body: 'x'.repeat(99_000) } }))
        expect(await codeOf(write(notes))).toBe('too_large')
        expect((await must(db.data.list({ entity: 'notes' }))).total).toBe(0)
      })

      it('seq and at rise strictly, also after reopening', async () => {
        await create({ lastName: 'One' })
        db = await db.reopen()
        await create({ lastName: 'Two' })
        const [one, two] = await pending()
        expect(two!.seq).toBeGreaterThan(one!.seq)
        expect(two!.at > one!.at).toBe(true)
      })
    })

    part('lists', () => {
      beforeEach(async () => {
        await create({ firstName: 'José', lastName: 'Müller', company: 'Acme', tags: ['vip', 'old'], birthday: '1990-05-17', phones: [{ value: '+49 151 2345678' }], addresses: [{ city: 'Bonn' }, { city: 'Köln' }] })
        await create({ firstName: 'Ana', lastName: 'Silva', company: 'Blick', tags: ['vip'], emails: [{ value: 'ana@blick.example' }], addresses: [{ city: 'bonn' }] })
        await create({ firstName: 'Zoë', lastName: 'Adams', birthday: '--03-01' })
      })

      it('sort folded, by several columns, nulls last both ways', async () => {
        expect(await find({})).toEqual(['Adams', 'Müller', 'Silva'])
        expect(await find({ sort: ['-name'] })).toEqual(['Silva', 'Müller', 'Adams'])
        expect(await find({ sort: ['company'] })).toEqual(['Müller', 'Silva', 'Adams'])
        expect(await find({ sort: ['-company'] })).toEqual(['Silva', 'Müller', 'Adams'])
        expect(await find({ sort: ['city', '-lastName'] })).toEqual(['Silva', 'Müller', 'Adams'])
      })

      it('page from either end and count all', async () => {
        expect(await must(db.data.list({ entity: 'contacts', offset: 2, limit: 5 }))).toMatchObject({ total: 3, rows: [{ data: { lastName: 'Silva' } }] })
        expect((await must(db.data.list({ entity: 'contacts', limit: 0 }))).total).toBe(3)
        expect(await must(db.data.ids({ entity: 'contacts' }))).toHaveLength(3)
      })

      it.each<[string, object, string[]]>([
        ['equality, folded, among all values', { city: 'KÖLN' }, ['Müller']],
        ['a list of values', { city: { in: ['köln', 'BONN'] } }, ['Müller', 'Silva']],
        ['difference, what has no value included', { company: { ne: 'acme' } }, ['Adams', 'Silva']],
        ['part of a value', { company: { contains: 'LIC' } }, ['Silva']],
        ['a beginning', { lastName: { startsWith: 'mü' } }, ['Müller']],
        ['a range of dates', { birthday: { gte: '1990-01-01', lt: '2000-01-01' } }, ['Müller']],
        ['no value', { company: { empty: true } }, ['Adams']],
        ['null for no value', { company: null }, ['Adams']],
        ['a value', { tags: { notEmpty: true } }, ['Müller', 'Silva']],
        ['and, or', { or: [{ lastName: 'adams' }, { and: [{ tags: 'vip' }, { city: 'köln' }] }] }, ['Adams', 'Müller']],
        ['a field without a column', { emails: { contains: 'BLICK' } }, ['Silva']],
        ['a text field without a column', { source: { empty: true } }, ['Adams', 'Müller', 'Silva']],
      ])('filter by %s', async (_, where, expected) => {
        expect(await find({ where: where as never })).toEqual(expected)
      })

      it('an unknown column or operator is invalid, not empty', async () => {
        expect(await codeOf(db.data.list({ entity: 'contacts', where: { shoeSize: 4 } }))).toBe('invalid')
        expect(await codeOf(db.data.list({ entity: 'contacts', where: { city: { like: 'x' } as never } }))).toBe('invalid')
        for (const name of ['constructor', 'toString', '__proto__']) {
          expect(await codeOf(db.data.list({ entity: 'contacts', where: JSON.parse(`{"${name}": 1}`) as never }))).toBe('invalid')
          expect(await codeOf(db.data.list({ entity: 'contacts', sort: [name] }))).toBe('invalid')
          expect(await codeOf(db.data.groups({ entity: 'contacts', group: { by: name } }))).toBe('invalid')
          expect(await codeOf(db.data.facets('contacts', name, '', 5))).toBe('invalid')
        }
      })

      it.each<[string, unknown]>([
        ['no object', null], ['a word', 'x'], ['a list', []], ['no object within', { or: [null] }], ['nothing to look through', { id: { through: null } }], ['nothing behind what is looked through', { id: { through: { entity: 'notes', field: 'contactId', where: null } } }],
        ['a value that was forgotten', { city: undefined }], ['one that was forgotten behind its operator', { city: { eq: undefined } }], ['null where it says nothing', { city: { contains: null } }], ['an object for a value', { city: { gt: {} } }],
        ['an object among values', { city: { in: [{}] } }],
      ])('a filter that is none, %s, is refused in words', async (_, where) => {
        const answer = await db.data.list({ entity: 'contacts', where: where as never })
        expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } })
      })

      it('a list of values may be long, of a field without a column too; very many filters are refused in words', async () => {
        const many = Array.from({ length: 20_000 }, (_, at) => `v${at}`), started = performance.now()
        for (const [name, value] of [['city', 'köln'], ['tags', 'OLD'], ['phones', '+49 151 2345678'], ['id', '-']] as const) {
          expect(await find({ where: { [name]: { in: [...many, value] } } }), name).toEqual(name === 'id' ? [] : ['Müller'])
        }
        expect(await find({ where: { emails: { in: [...many, null] } } }), 'or none').toEqual(['Adams', 'Müller'])
        expect(performance.now() - started).toBeLessThan(5_000)
        expect(await find({ where: { or: many.slice(0, 400).map((title) => ({ title })) } })).toEqual([])
        expect(await db.data.list({ entity: 'contacts', where: { or: many.map((title) => ({ title })) } })).toMatchObject({ ok: false, error: { code: 'invalid', message: expect.stringContaining('{ city: { in:') as unknown } })
      })

      it('an order that is none is refused in words', async () => {
        for (const sort of [['lastName:%'], ['custom.x:%'], Array.from({ length: 3_000 }, () => 'lastName'), ['']]) expect(await codeOf(db.data.list({ entity: 'contacts', sort }))).toBe('invalid')
      })

      it('a page pasted into the search is looked for by how it begins, at once', async () => {
        const started = performance.now()
        expect(await find({ search: 'x'.repeat(5_000_000) })).toEqual([])
        expect(await find({ search: `${'ana '.repeat(500_000)}` })).toEqual(['Silva'])
        expect(performance.now() - started).toBeLessThan(5_000)
        expect(await codeOf(db.data.list({ entity: 'contacts', sort: ['shoeSize'] }))).toBe('invalid')
        expect(await codeOf(db.data.list({ entity: 'nothing' }))).toBe('invalid')
      })

      it.each([
        ['blind to accents and case', 'jose', ['Müller']],
        ['by part of a word', 'ülle', ['Müller']],
        ['by two letters at a beginning', 'si', ['Silva']],
        ['not by two letters within', 'lv', []],
        ['by a phone in another format', '0151 23', ['Müller']],
        ['by a phone with its country', '+49 (0)151/2345', ['Müller']],
        ['by every word, in any order', 'silva ana', ['Silva']],
        ['not when a word is missing', 'silva jose', []],
        ['by an address of mail', 'ana@blick', ['Silva']],
        ['with signs that mean something elsewhere', '"ana" OR *', []],
      ])('search %s', async (_, search, expected) => {
        expect(await find({ search })).toEqual(expected)
      })

      it('a note finds whom it is about, and no longer when it is gone', async () => {
        const [id] = await must(db.data.ids({ entity: 'contacts', where: { lastName: 'adams' } }))
        const noteId = newId()
        await must(write([{ entity: 'notes', recordId: noteId, patch: { contactId: id!, body: 'Talked about orchids' } }]))
        expect(await find({ search: 'orchid' })).toEqual(['Adams'])
        await must(write([{ entity: 'notes', recordId: noteId, op: 'delete' }]))
        expect(await find({ search: 'orchid' })).toEqual([])
      })

      it('facets count values as they are written', async () => {
        expect(await must(db.data.facets('contacts', 'tags', '', 10))).toEqual([{ value: 'vip', count: 2 }, { value: 'old', count: 1 }])
        expect(await must(db.data.facets('contacts', 'city', 'k', 10))).toEqual([{ value: 'Köln', count: 1 }])
      })

      it('match keys: columns and fields, several together, phones however they are written', async () => {
        const [id] = await must(db.data.ids({ entity: 'contacts', where: { lastName: 'müller' } }))
        expect(await must(db.data.findMatches('contacts', ['phone+last:01512345678|muller', 'name+company:jose muller|acme', 'email:ana@blick.example', 'name:nobody'])))
          .toEqual({ 'phone+last:01512345678|muller': [id], 'name+company:jose muller|acme': [id], 'email:ana@blick.example': [expect.any(String)] })
        expect(await must(db.data.findMatches('contacts', ['name+birthday?:jose muller|1990-05-17', 'name+birthday?:jose muller|--05-17', 'name+birthday?:jose muller|1980-01-02', 'name+birthday?:ana silva|1980-01-02', 'name+birthday:ana silva|1980-01-02'])))
          .toEqual({
            'name+birthday?:jose muller|1990-05-17': [id], 'name+birthday?:jose muller|--05-17': [id], 'name+birthday?:ana silva|1980-01-02': [expect.any(String)],
          })
      })
    })

    part('undo', () => {
      it('[U1] undoes and redoes create, edit and delete, also after reopening', async () => {
        const id = await create({ lastName: 'Silva', tags: ['a'] })
        await must(write([{ recordId: id, op: 'update', patch: { title: 'Dr', tags: ['a', 'b'] } }], { label: 'Edit Silva' }))
        db = await db.reopen()
        expect((await must(db.data.undoState())).undo).toMatchObject({ label: 'Edit Silva' })
        expect(await must(db.data.undo())).toMatchObject({ done: true, label: 'Edit Silva', changed: 1, leftAlone: [] })
        expect(await dataOf(id)).toEqual({ lastName: 'Silva', tags: ['a'] })
        await must(db.data.redo())
        expect(await dataOf(id)).toEqual({ lastName: 'Silva', title: 'Dr', tags: ['a', 'b'] })
        await must(write([{ recordId: id, op: 'delete' }]))
        await must(db.data.undo())
        expect((await must(db.data.get('contacts', id)))!.deletedAt).toBeNull()
        await must(db.data.undo())
        await must(db.data.undo())
        expect((await must(db.data.get('contacts', id)))!.deletedAt).not.toBeNull()
        expect((await must(db.data.undoState())).undo).toBeNull()
        expect(await must(db.data.undo())).toMatchObject({ done: false })
      })

      it('[U1] leaves alone what was changed since, and says so', async () => {
        const id = await create({ lastName: 'Silva' })
        const { mutationId } = await must(write([{ recordId: id, op: 'update', patch: { title: 'Dr', company: 'Acme' } }]))
        await must(update(id, { title: 'Prof' }))
        expect(await must(db.data.undoAct(mutationId))).toMatchObject({ changed: 1, leftAlone: [{ recordId: id, fields: ['title'] }] })
        expect(await dataOf(id)).toEqual({ lastName: 'Silva', title: 'Prof' })
      })

      it('[U1] a group is one act however many mutations it has, and its undo is one too', async () => {
        const groupId = newId()
        for (let i = 0; i < 3; i += 1) await must(write(Array.from({ length: 60 }, (_, k) => ({ patch: { lastName: `L${i}-${k}` } })), { groupId }))
        expect(await must(db.data.undo())).toMatchObject({ changed: 180 })
        expect(await find({})).toEqual([])
        expect((await must(db.data.undoState())).undo).toBeNull()
        const sizes = new Map<string, number>()
        for (const change of await pending()) sizes.set(change.mutationId, (sizes.get(change.mutationId) ?? 0) + 1)
        expect(Math.max(...sizes.values())).toBeLessThanOrEqual(100)
        await must(db.data.redo())
        expect(await must(db.data.list({ entity: 'contacts', limit: 0 }))).toMatchObject({ total: 180 })
      })

      it('[U1] works by the synced history when the journal no longer has the change', async () => {
        const id = newId(), historyId = newId(), mutationId = newId()
        await pull(record(id, 1, { lastName: 'Silva', title: 'Dr' }), record(historyId, 2, {
          entity: 'contacts', recordId: id, op: 'update', fields: { title: { from: null, to: 'Dr' } }, mutationId, at: '2026-01-01T00:00:00.000Z', userName: 'Ana',
        }, { entity: 'history' }))
        expect(await must(db.data.history('contacts', id))).toMatchObject([{ changeId: historyId, userName: 'Ana' }])
        expect(await must(db.data.undoAct(mutationId))).toMatchObject({ changed: 1 })
        expect(await dataOf(id)).toEqual({ lastName: 'Silva' })
      })
    })

    part('pushing', () => {
      it('[P1] gives whole mutations in seq order, marks them, and gives them once', async () => {
        for (let i = 0; i < 3; i += 1) await must(write(Array.from({ length: 40 }, () => ({ patch: { lastName: `M${i}` } }))))
        const first = await must(db.sync.nextBatch())
        expect(first.changes.map((change) => change.seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
        expect((await must(db.sync.nextBatch())).changes).toHaveLength(40)
        expect((await must(db.sync.nextBatch())).changes).toHaveLength(0)
        expect(await must(db.data.journalCounts())).toMatchObject({ pushing: 120, pending: 0 })
      })

      it('[J3] a change waits for an unsettled one of its record and for what it refers to, and for nothing else', async () => {
        const id = await create({ lastName: 'Silva' })
        await must(db.sync.nextBatch())
        await must(update(id, { title: 'Dr' }))
        await must(write([{ entity: 'notes', patch: { contactId: id, body: 'A note' } }]))
        const other = await create({ lastName: 'Other' })
        const batch = await must(db.sync.nextBatch())
        expect(batch.changes.map((change) => change.recordId)).toEqual([other])
      })

      it('[J3] what it waits for may travel earlier in the same batch', async () => {
        const id = await create({ lastName: 'Silva' })
        await must(write([{ entity: 'notes', patch: { contactId: id, body: 'A note' } }]))
        await must(update(id, { title: 'Dr' }))
        expect((await must(db.sync.nextBatch())).changes.map((change) => change.op)).toEqual(['create', 'create', 'update'])
      })

      it('[P3] a crash while pushing leaves the same ids to be sent again', async () => {
        await create({ lastName: 'Silva' })
        const [sent] = (await must(db.sync.nextBatch())).changes
        db = await db.reopen()
        expect((await must(db.sync.nextBatch())).changes).toEqual([sent])
      })

      it('[J2] an answer settles the change and becomes the base; a second answer changes nothing', async () => {
        const id = await create({ lastName: 'Silva' })
        const [change] = await pushOk(7, () => ({ lastName: 'Silva', title: 'from the server' }))
        expect(await must(db.data.get('contacts', id))).toMatchObject({ revision: 7, pendingSince: null, data: { title: 'from the server' } })
        await must(db.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'invalid', message: 'late' } }], 's'))
        expect(await must(db.data.journalCounts())).toMatchObject({ synced: 1, failed: 0 })
      })

      it('[P4] the network being away is no attempt; a failing server is', async () => {
        await create({ lastName: 'Silva' })
        const ids = (await must(db.sync.nextBatch())).changes.map((change) => change.id)
        await must(db.sync.pushFailed(ids, { code: 'offline', message: '', counts: false }))
        expect((await must(db.data.journal({}))).rows[0]).toMatchObject({ status: 'pending', attempts: 0 })
        await must(db.sync.nextBatch())
        await must(db.sync.pushFailed(ids, { code: 'server_error', message: 'down', counts: true }))
        expect((await must(db.data.journal({}))).rows[0]).toMatchObject({ status: 'pending', attempts: 1 })
      })

      it('[P4] a rejected create takes along what builds on it, and nothing else; retrying sends them anew in order', async () => {
        const id = await create({ lastName: 'Silva' })
        await must(write([{ entity: 'notes', patch: { contactId: id, body: 'About Silva' } }]))
        await must(update(id, { title: 'Dr' }))
        const other = await create({ lastName: 'Other' })
        const { changes } = await must(db.sync.nextBatch())
        await must(db.sync.applyResults([{ id: changes[0]!.id, status: 'rejected', error: { code: 'invalid', message: 'no', field: 'lastName' } }], null))
        expect(await find({})).toEqual(['Other'])
        expect((await must(db.data.list({ entity: 'notes' }))).total).toBe(0)
        const failed = (await must(db.data.journal({ status: ['failed'] }))).rows
        expect(failed.map((row) => row.error?.code).sort()).toEqual(['invalid', 'reference_gone', 'reference_gone'])
        expect(failed.find((row) => row.error?.code === 'invalid')?.error).toMatchObject({ field: 'lastName' })

        const old = failed.at(-1)!.change
        await must(db.data.retryFailed(old.mutationId, { [id]: { lastName: 'Souza' } }))
        expect(await find({})).toEqual(['Other', 'Souza'])
        expect(await dataOf(id)).toEqual({ lastName: 'Souza', title: 'Dr' })
        expect((await must(db.data.list({ entity: 'notes' }))).total).toBe(1)
        const again = await pending()
        expect(again.map((change) => [change.op, change.entity])).toEqual([['create', 'contacts'], ['create', 'notes'], ['update', 'contacts']])
        expect(again[0]).toMatchObject({ at: old.at, baseRevision: old.baseRevision })
        expect(again[0]!.id).not.toBe(old.id)
        expect(await must(db.data.journalCounts())).toMatchObject({ failed: 0, replaced: 3 })
        expect(await must(db.data.get('contacts', other))).toMatchObject({ failed: false })
      })

      it('[P4] a rejected edit returns the view to the base and marks the record', async () => {
        const id = newId()
        await must(db.sync.bindTo('w', 'me', 'owner'))
        await pull(record(id, 3, { lastName: 'Silva' }))
        await must(update(id, { lastName: 'Souza' }))
        const { changes } = await must(db.sync.nextBatch())
        await must(db.sync.applyResults([{ id: changes[0]!.id, status: 'rejected', error: { code: 'forbidden', message: 'no' } }], null))
        expect(await must(db.data.get('contacts', id))).toMatchObject({ data: { lastName: 'Silva' }, failed: true, pendingSince: null })
        expect(await must(db.sync.discard([changes[0]!.mutationId], []))).toEqual([changes[0]!.mutationId])
        expect(await must(db.data.get('contacts', id))).toMatchObject({ failed: false })
        expect((await must(db.data.journal({}))).total).toBe(0)
      })

      it('[P2] a deferred change is sent again after the pull, and fails when what it waits for is nowhere', async () => {
        const contactId = newId()
        await pull(record(contactId, 1, { lastName: 'Silva' }))
        await must(write([{ entity: 'notes', patch: { contactId, body: 'A note' } }]))
        const { changes } = await must(db.sync.nextBatch())
        await must(db.sync.applyResults([{ id: changes[0]!.id, status: 'deferred', waitsFor: contactId }], null))
        expect(await must(db.data.journalCounts())).toMatchObject({ deferred: 1 })
        await must(db.sync.pullCompleted())
        expect(await must(db.data.journalCounts())).toMatchObject({ pending: 1 })
        const again = await must(db.sync.nextBatch())
        await must(db.sync.applyResults([{ id: again.changes[0]!.id, status: 'deferred', waitsFor: newId() }], null))
        await must(db.sync.pullCompleted())
        expect((await must(db.data.journal({ status: ['failed'] }))).rows[0]!.error!.code).toBe('reference_gone')
      })

      it('[J2] discarding removes what provably never left, and appends the inverse of what may have been applied', async () => {
        const never = await create({ lastName: 'Never sent' })
        const [unsent] = await pending()
        const { mutationId } = unsent!
        expect(await must(db.sync.discardable([mutationId]))).toEqual([[mutationId]])
        expect(await must(db.sync.discard([mutationId], [mutationId]))).toEqual([mutationId])
        expect(await dataOf(never)).toBeNull()
        expect((await must(db.data.journal({}))).total).toBe(0)

        const sent = await create({ lastName: 'Sent' })
        const { changes } = await must(db.sync.nextBatch())
        expect(changes[0]!.seq).toBeGreaterThan(unsent!.seq)
        expect(await must(db.sync.discardable([changes[0]!.mutationId]))).toEqual([])
        expect(await must(db.sync.discard([changes[0]!.mutationId], [changes[0]!.mutationId]))).toEqual([])
        expect((await must(db.data.get('contacts', sent)))!.deletedAt).not.toBeNull()
        expect((await must(db.data.journal({}))).rows.map((row) => [row.change.op, row.status])).toEqual([['delete', 'pending'], ['create', 'pushing']])
      })

      it('[J2] without the proof that nobody else has sent it, and of what builds on it, the inverse is appended', async () => {
        const id = await create({ lastName: 'Silva' })
        await must(write([{ entity: 'notes', patch: { contactId: id, body: 'About Silva' } }]))
        const [made, note] = await pending()
        expect(await must(db.sync.discardable([made!.mutationId]))).toEqual([[made!.mutationId, note!.mutationId]])
        // The note came after the proof was sought.
        expect(await must(db.sync.discard([made!.mutationId], [made!.mutationId]))).toEqual([])
        expect((await must(db.data.get('contacts', id)))!.deletedAt).not.toBeNull()
        expect((await pending()).map(({ op, entity }) => `${op} ${entity}`)).toEqual(['create contacts', 'create notes', 'delete contacts'])
      })

      it('[J2] what the service worker was answered of counts as sent, and what was applied meanwhile is taken back too', async () => {
        const contactId = newId(), other = await create({ lastName: 'Other' })
        await pull(record(contactId, 1, { lastName: 'Silva' }))
        await must(write([{ entity: 'notes', patch: { contactId, body: 'A note' } }, { op: 'update', recordId: contactId, patch: { title: 'Dr' } }]))
        const [made, note, edit] = await pending()
        await must(db.sync.applyResults([
          { id: made!.id, status: 'applied', revision: 5, record: record(other, 5, { lastName: 'Other' }) },
          { id: note!.id, status: 'deferred', waitsFor: contactId },
        ], null))
        await must(db.sync.pullCompleted())
        expect(await must(db.data.journalCounts())).toMatchObject({ pending: 2, synced: 1 })
        const all = [made!.mutationId, edit!.mutationId]
        expect(await must(db.sync.discardable(all))).toEqual([])
        expect(await must(db.sync.discard(all, all))).toEqual([])
        expect((await must(db.data.get('contacts', other)))!.deletedAt).not.toBeNull()
        expect(await dataOf(contactId)).toEqual({ lastName: 'Silva' })
        expect((await must(db.data.journal({}))).total).toBe(6)
      })
    })

    part('pulling', () => {
      it('[R2] a page, what it changes and the cursor are one; a frame fits only where its from is the cursor', async () => {
        const id = newId()
        await pull(record(id, 1, { lastName: 'Silva' }))
        const cursor = (await must(db.sync.state())).cursor!
        const frame = (from: string, revision: number) => ({
          type: 'sync_event' as const, from, to: `after-${revision}`,
          events: [{ entity: 'contacts', action: 'updated' as const, id, revision, payload: record(id, revision, { lastName: `R${revision}` }) }],
        })
        expect(await must(db.sync.applyFrame(frame('elsewhere', 5)))).toBe(false)
        expect(await dataOf(id)).toEqual({ lastName: 'Silva' })
        expect(await must(db.sync.applyFrame(frame(cursor, 6)))).toBe(true)
        expect(await dataOf(id)).toEqual({ lastName: 'R6' })
        expect((await must(db.sync.state())).cursor).toBe('after-6')
      })

      it('[R2] an older revision does not replace a newer one', async () => {
        const id = newId()
        await pull(record(id, 5, { lastName: 'Newer' }))
        await pull(record(id, 4, { lastName: 'Older' }))
        expect(await dataOf(id)).toEqual({ lastName: 'Newer' })
      })

      it('[R3] until it is settled, a person sees their own last value over what comes down', async () => {
        const id = newId()
        await pull(record(id, 1, { lastName: 'Silva', title: 'Dr', tags: ['a'] }))
        await must(update(id, { title: 'Prof', tags: ['a', 'mine'] }))
        await pull(record(id, 2, { lastName: 'Souza', title: 'Mag', tags: ['b'] }))
        expect(await dataOf(id)).toEqual({ lastName: 'Souza', title: 'Prof', tags: ['b', 'mine'] })
        const { changes } = await must(db.sync.nextBatch())
        expect(changes[0]).toMatchObject({ baseRevision: 1, before: { title: 'Dr' } })
        await must(db.sync.applyResults([{ id: changes[0]!.id, status: 'merged', revision: 3, record: record(id, 3, { lastName: 'Souza', title: 'Mag' }), superseded: ['title'] }], null))
        expect(await dataOf(id)).toEqual({ lastName: 'Souza', title: 'Mag' })
      })

      it('[M1] the base of a change is that of the earliest unsettled one that shares a field', async () => {
        const id = newId()
        await pull(record(id, 1, { lastName: 'Silva' }))
        await must(update(id, { title: 'One' }))
        await pull(record(id, 2, { lastName: 'Silva', company: 'Acme' }))
        await must(update(id, { title: 'Two' }))
        await must(update(id, { company: 'Blick' }))
        await must(write([{ recordId: id, op: 'delete' }]))
        expect((await pending()).map((change) => change.baseRevision)).toEqual([1, 1, 2, 1])
      })

      it('[R4] fields and entities that this version does not know are kept', async () => {
        const id = newId()
        await pull(record(id, 1, { lastName: 'Silva', futureField: { deep: [1] } }), record(newId(), 2, { any: 'thing' }, { entity: 'futures' }))
        await must(update(id, { title: 'Dr' }))
        expect(await dataOf(id)).toEqual({ lastName: 'Silva', title: 'Dr', futureField: { deep: [1] } })
        expect(await must(db.data.sql('SELECT entity, data FROM unknown_records'))).toEqual([{ entity: 'futures', data: '{"any":"thing"}' }])
      })

      it('[R5] a reset keeps the journal; the snapshot is laid under it', async () => {
        const kept = newId(), gone = newId()
        await pull(record(kept, 1, { lastName: 'Kept' }), record(gone, 2, { lastName: 'Gone' }))
        await must(update(kept, { title: 'Mine' }))
        await must(db.sync.resetRequired('all'))
        expect((await must(db.sync.state())).cursor).toBeNull()
        await must(db.sync.snapshotBegin({ cursor: 'snap', seen: 's', counts: { contacts: 1 } }, false))
        await must(db.sync.snapshotRecords([record(kept, 3, { lastName: 'Kept anew' })], 'k1'))
        await must(db.sync.snapshotEnd())
        expect(await dataOf(kept)).toEqual({ lastName: 'Kept anew', title: 'Mine' })
        expect(await dataOf(gone)).toBeNull()
        expect(await must(db.sync.state())).toMatchObject({ cursor: 'snap', snapshot: null })
        expect(await pending()).toHaveLength(1)
      })

      it('[R6] a snapshot goes on where it broke off, keeps what came meanwhile, and its first cursor counts', async () => {
        const [old, one, two, fresh] = [newId(), newId(), newId(), newId()]
        await pull(record(old, 1, { lastName: 'Old' }))
        await must(db.sync.snapshotBegin({ cursor: 'first', seen: 's', counts: { contacts: 2 } }, false))
        await must(db.sync.snapshotRecords([record(one, 2, { lastName: 'One' })], 'k1'))
        expect(await find({})).toEqual(['Old', 'One'])
        db = await db.reopen()
        expect((await must(db.sync.state())).snapshot).toMatchObject({ cursor: 'first', after: 'k1', received: 1 })
        await create({ lastName: 'Made here' })
        await pushOk(9, () => ({ lastName: 'Made here' }))
        await must(db.sync.snapshotBegin({ cursor: 'second', seen: 's', counts: { contacts: 2 } }, true))
        await must(db.sync.snapshotRecords([record(two, 3, { lastName: 'Two' })], null))
        await must(db.sync.snapshotEnd())
        expect(await find({})).toEqual(['Made here', 'One', 'Two'])
        expect((await must(db.sync.state())).cursor).toBe('first')
        expect(await dataOf(fresh)).toBeNull()
      })

      it('a tombstone goes to the trash, and what the server purged goes', async () => {
        const id = newId()
        await pull(record(id, 1, { lastName: 'Silva' }))
        await pull(record(id, 2, { lastName: 'Silva' }, { deletedAt: '2026-02-02T00:00:00.000Z' }))
        expect(await find({ state: 'deleted' })).toEqual(['Silva'])
        expect(await find({ state: 'deleted', search: 'silva' })).toEqual(['Silva'])
        expect(await find({ search: 'silva' })).toEqual([])
        await pull({ ...record(id, 3, {}), data: null })
        expect(await find({ state: 'all' })).toEqual([])
      })

      it('an open conflict and an unread notice show on the record', async () => {
        const id = newId()
        await must(db.sync.bindTo('w', 'me', 'owner'))
        await pull(record(id, 1, { lastName: 'Silva' }),
          record(newId(), 2, { entity: 'contacts', recordId: id, field: 'company', status: 'open' }, { entity: 'conflicts' }),
          record(newId(), 3, { entity: 'contacts', recordId: id, field: 'title', forUserId: 'me' }, { entity: 'notices' }),
          record(newId(), 4, { entity: 'contacts', recordId: id, field: 'title', forUserId: 'somebody else' }, { entity: 'notices' }))
        expect(await must(db.data.get('contacts', id))).toMatchObject({ conflicts: 1, notices: 1 })
        expect(await must(db.sync.state())).toMatchObject({ conflicts: 1, notices: 1 })
      })
    })

    part('the device', () => {
      it('[J4] binding to an account keeps rows, ids and journal, and refuses another account', async () => {
        const id = await create({ lastName: 'Silva' })
        await must(db.sync.bindTo('w', 'u', 'owner'))
        expect(await must(db.sync.identity())).toMatchObject({ workspaceId: 'w', userId: 'u' })
        expect(await dataOf(id)).toEqual({ lastName: 'Silva' })
        expect(await pending()).toHaveLength(1)
        expect(await codeOf(db.sync.bindTo('w', 'another', 'owner'))).toBe('wrong_account')
      })

      it('a backup restores everything as another replica, unsent changes included', async () => {
        const id = await create({ lastName: 'Silva' })
        const before = await must(db.sync.identity())
        const file = await must(db.data.backup())
        await must(write([{ recordId: id, op: 'delete' }]))
        await must(db.data.restore(file))
        expect(await find({})).toEqual(['Silva'])
        expect(await pending()).toHaveLength(1)
        expect((await must(db.sync.identity())).replicaId).not.toBe(before.replicaId)
        await create({ lastName: 'After' })
        expect(await find({})).toEqual(['After', 'Silva'])
      })

      it('a file that is no backup changes nothing', async () => {
        await create({ lastName: 'Silva' })
        const file = await must(db.data.backup())
        expect(await codeOf(db.data.restore(new Uint8Array([1, 2, 3])))).toBe('file_unreadable')
        expect(await codeOf(db.data.restore(file.slice(0, 6_000)))).toBe('file_unreadable')
        expect(await find({})).toEqual(['Silva'])
      })

      it('[R5] rebuilding keeps unsent changes and lets the next snapshot replace the rest', async () => {
        const id = newId()
        await pull(record(id, 5, { lastName: 'Damaged' }))
        await must(update(id, { title: 'Mine' }))
        await must(db.data.rebuild())
        expect((await must(db.sync.state())).cursor).toBeNull()
        await must(db.sync.snapshotBegin({ cursor: 'n', seen: 's', counts: {} }, false))
        await must(db.sync.snapshotRecords([record(id, 5, { lastName: 'Whole' })], null))
        await must(db.sync.snapshotEnd())
        expect(await dataOf(id)).toEqual({ lastName: 'Whole', title: 'Mine' })
      })

      it.each(['DELETE FROM contacts', 'PRAGMA user_version = 9', 'PRAGMA journal_mode = delete', "ATTACH 'x' AS y", 'SELECT 1; DELETE FROM contacts', 'WITH x AS (SELECT 1) DELETE FROM contacts', 'BEGIN'])(
        'sql refuses %s', async (text) => {
          expect(['forbidden', 'invalid']).toContain(await codeOf(db.data.sql(text)))
        })

      it('sql reads, with parameters', async () => {
        await create({ lastName: 'Silva' })
        expect(await must(db.data.sql("SELECT data->>'$.lastName' AS name FROM contacts WHERE revision = ?", [0]))).toEqual([{ name: 'Silva' }])
      })

      it('the sync log survives, newest first', async () => {
        for (let i = 0; i < 5; i += 1) await must(db.sync.log({ level: 'info', event: 'pull', text: `n${i}` }))
        db = await db.reopen()
        expect((await must(db.data.syncLog(2))).map((entry) => entry.text)).toEqual(['n4', 'n3'])
      })
    })
  })
}
