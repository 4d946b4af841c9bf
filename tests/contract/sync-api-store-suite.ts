import { describe, expect, it } from 'vitest'
import type { FieldMeta } from '../../src/merge/types.ts'
import type { StoredAnswer, StoredRecord, SyncStore, WriteBatch } from '../../src/sync-api/store/port.ts'

/** What every engine behind the port must do; one more engine is one more call. `open` gives an empty store. */
export function syncStoreSuite(engine: string, open: () => Promise<{ store: SyncStore; remove(): Promise<void> }>): void {
  const withStore = async (test: (store: SyncStore) => Promise<void>): Promise<void> => {
    const { store, remove } = await open()
    try { await test(store) } finally { await store.close(); await remove() }
  }

  describe(`${engine} as the sync store`, () => {
    it('has no workspace that nobody made: reading and writing it answer null, alike', () => withStore(async (store) => {
      expect(await store.read('nowhere', async (reader) => reader.state())).toBeNull()
      expect(await store.write('nowhere', async (writer) => writer.state())).toBeNull()
    }))

    it('says that it can be written and has our shape', () => withStore(async (store) => {
      expect(await store.health()).toEqual({ migrated: true })
    }))

    it('registers a person once, whoever asks at the same time', () => withStore(async (store) => {
      const tries = await Promise.all(['a', 'b'].map((id) => store.accounts.register(
        { id: `user-${id}`, email: 'ana@example.org', name: 'Ana', passwordHash: 'x' }, { id: `workspace-${id}`, name: 'W', epoch: 'e' }, at)))
      expect(tries.filter(Boolean)).toHaveLength(1)
      expect((await store.accounts.userByEmail('ana@example.org'))?.name).toBe('Ana')
    }))

    it('gives a record back as it was saved, marks and removed elements included', () => withWorkspace(withStore, async (store) => {
      const record = recordOf('r1', 1, { removed: { 'emails/e1': { id: 'e1', value: 'x' } }, deletedAt: at, data: { name: 'Zoë 🦊', list: [1, { a: null }] } })
      await store.write(w1, (writer) => writer.save(batch({ records: [record], commit: 1 })))
      const found = await store.write(w1, (writer) => writer.records([{ entity: 'things', id: 'r1' }, { entity: 'things', id: 'none' }]))
      expect(found).toEqual([record])
    }))

    it('[P2] keeps nothing of a transaction that throws', () => withWorkspace(withStore, async (store) => {
      await expect(store.write(w1, async (writer) => {
        await writer.save(batch({ records: [recordOf('r1', 1)], answers: [answerOf('c1')], commit: 1 }))
        throw new Error('on purpose')
      })).rejects.toThrow('on purpose')
      await store.write(w1, async (writer) => {
        expect(await writer.state()).toMatchObject({ revision: 0 })
        expect(await writer.records([{ entity: 'things', id: 'r1' }])).toEqual([])
        expect(await writer.answers(['c1'])).toEqual([])
      })
    }))

    it('[P2] of writes that wait together, one that throws leaves nothing and takes nothing of the others along', () => withWorkspace(withStore, async (store) => {
      const write = (turn: number): Promise<unknown> => store.write(w1, async (writer) => {
        const { revision } = await writer.state()
        await writer.save(batch({ records: [recordOf(`r${turn}`, revision + 1)], answers: [answerOf(turn % 4 === 2 ? 'the same' : `c${turn}`)], commit: revision + 1 }))
        if (turn % 4 === 1) throw new Error('on purpose')
      })
      const ends = await Promise.allSettled(Array.from({ length: 12 }, (_, turn) => write(turn)))
      // Every fourth throws; of those with the same answer the engine refuses all but the first.
      expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true, false, false, true, true, false, false, true])
      await store.write(w1, async (writer) => {
        expect(await writer.state()).toMatchObject({ revision: 7 })
        expect((await writer.changedAfter(new Map([['things', 0]]), 100)).map(({ id, revision }) => [id, revision]))
          .toEqual(['r0', 'r2', 'r3', 'r4', 'r7', 'r8', 'r11'].map((id, index) => [id, index + 1]))
        expect(await writer.answers(['c1', 'c5', 'c9'])).toEqual([])
      })
    }))

    it('[R1] lets writers of a workspace through one after the other, and no reader sees half a commit', () => withWorkspace(withStore, async (store) => {
      const seen: { revision: number; records: number }[] = []
      const write = (turn: number): Promise<unknown> => store.write(w1, async (writer) => {
        const { revision } = await writer.state()
        await Promise.resolve()
        await writer.save(batch({ records: [recordOf(`r${turn}a`, revision + 1), recordOf(`r${turn}b`, revision + 2)], commit: revision + 2 }))
      })
      const read = (): Promise<unknown> => store.read(w1, async (reader) => {
        const { revision } = await reader.state()
        await Promise.resolve()
        seen.push({ revision, records: (await reader.changedAfter(new Map([['things', 0]]), 1_000)).length })
      })
      await Promise.all(Array.from({ length: 20 }, (_, turn) => [write(turn), read()]).flat())
      expect(seen).toHaveLength(20)
      for (const { revision, records } of seen) expect(records).toBe(revision)
    }))

    it('[P2, H1] keeps an answer under its id, and refuses to write another there', () => withWorkspace(withStore, async (store) => {
      const answer = answerOf('c1', { status: 'merged', detail: { superseded: ['name'], conflicts: [] } })
      await store.write(w1, (writer) => writer.save(batch({ answers: [answer] })))
      expect(await store.write(w1, (writer) => writer.answers(['c1', 'c2']))).toEqual([answer])
      await expect(store.write(w1, (writer) => writer.save(batch({ answers: [answerOf('c1')] })))).rejects.toThrow()
    }))

    it('pages what changed in revision order, each entity from its own position', () => withWorkspace(withStore, async (store) => {
      const records = Array.from({ length: 10 }, (_, index) => recordOf(`r${index}`, index + 1, { entity: index % 2 === 0 ? 'things' : 'others' }))
      await store.write(w1, (writer) => writer.save(batch({ records, commit: 10 })))
      const after = (positions: [string, number][], limit = 100): Promise<number[] | null> => store.read(w1, async (reader) =>
        (await reader.changedAfter(new Map(positions), limit)).map((record) => record.revision))
      expect(await after([['things', 0], ['others', 0]], 3)).toEqual([1, 2, 3])
      expect(await after([['things', 4], ['others', 0]])).toEqual([2, 4, 5, 6, 7, 8, 9, 10])
      expect(await after([['others', 5]])).toEqual([6, 8, 10])
      expect(await after([])).toEqual([])
    }))

    it('walks an entity by id in both directions, without what was purged, and finds records by their keys', () => withWorkspace(withStore, async (store) => {
      const records = ['a', 'b', 'c', 'd'].map((id, index) => recordOf(id, index + 1))
      await store.write(w1, (writer) => writer.save(batch({ records: [...records, recordOf('x', 5, { entity: 'others' })], commit: 5 })))
      await store.write(w1, (writer) => writer.purge({ commit: { revision: 6, mark: 'm', at }, records: [{ entity: 'things', id: 'b', revision: 6, deletedBy: null }], tombstoneHorizon: 0 }))
      const walk = (from: string | null, direction: 'up' | 'down', limit = 10): Promise<string[] | null> => store.read(w1, async (reader) =>
        (await reader.recordsInOrder('things', from, direction, limit)).map(({ id }) => id))
      expect(await walk(null, 'up')).toEqual(['a', 'c', 'd'])
      expect(await walk(null, 'down', 2)).toEqual(['d', 'c'])
      expect(await walk('a', 'up')).toEqual(['c', 'd'])
      expect(await walk('c', 'down')).toEqual(['a'])
      const found = await store.read(w1, (reader) => reader.pulledRecords(['a', 'b', 'none'].map((id) => ({ entity: 'things', id }))))
      expect(new Map(found?.map(({ id, data }) => [id, data]))).toEqual(new Map([['a', records[0]!.data], ['b', null]]))
      expect(await store.read(w1, (reader) => reader.pulledRecords([]))).toEqual([])
    }))

    it('keeps what was answered to a request under its key, the first answer, until it is forgotten', () => withWorkspace(withStore, async (store) => {
      const first = { bodyHash: 'h', answer: { id: 'r1' } }
      await store.write(w1, async (writer) => {
        expect(await writer.request('u1', 'k')).toBeNull()
        await writer.saveRequest('u1', 'k', first, '2026-01-01', '2025-01-01')
        await writer.saveRequest('u1', 'k', { bodyHash: 'other', answer: null }, '2026-01-01', '2025-01-01')
        expect(await writer.request('u1', 'k')).toEqual(first)
        expect(await writer.request('u2', 'k')).toBeNull()
        await writer.saveRequest('u1', 'later', first, '2026-02-01', '2026-01-15')
        expect(await writer.request('u1', 'k')).toBeNull()
      })
    }))

    it('finds an API token by its hash and gives a person those that hold', () => withStore(async (store) => {
      const token = { id: 't1', workspaceId: 'w', userId: 'u', name: 'Nightly', scopes: ['contacts:read', '*:write'], tokenHash: 'h1', createdAt: at, lastUsedAt: null, revokedAt: null }
      await store.apiTokens.save(token)
      await store.apiTokens.save({ ...token, id: 't2', tokenHash: 'h2', createdAt: '2030-01-01' })
      expect(await store.apiTokens.byHash('h1')).toEqual(token)
      expect(await store.apiTokens.byHash('h3')).toBeNull()
      await store.apiTokens.noteUse('t1', '2031-01-01')
      expect(await store.apiTokens.revoke('t2', 'another', 'w', at)).toBe(false)
      expect(await store.apiTokens.revoke('t2', 'u', 'another', at)).toBe(false)
      expect(await store.apiTokens.of('u', 'w')).toMatchObject([{ id: 't2' }, { id: 't1', lastUsedAt: '2031-01-01' }])
      expect(await store.apiTokens.revoke('t2', 'u', 'w', at)).toBe(true)
      expect(await store.apiTokens.of('u', 'w')).toMatchObject([{ id: 't1' }])
      expect(await store.apiTokens.byHash('h2')).toMatchObject({ revokedAt: at })
      await store.apiTokens.save({ ...token, id: 't3', workspaceId: 'another', tokenHash: 'h3' })
      expect([await store.apiTokens.revokeAll('nobody', at), await store.apiTokens.byHash('h3')]).toMatchObject([0, { revokedAt: null }])
      expect(await store.apiTokens.revokeAll('u', '2026-11-27T00:00:00.000Z')).toBe(2)
      expect([await store.apiTokens.byHash('h2'), await store.apiTokens.byHash('h3')]).toMatchObject([{ revokedAt: at }, { revokedAt: '2026-11-27T00:00:00.000Z' }])
    }))

    it('goes through its secrets, changes each that is still what it was, and forgets which it is told to; the others it does not touch', () => withWorkspace(withStore, async (store) => {
      const { accounts } = store, kinds: string[] = []
      await accounts.setTotp('u1', 'totp')
      await accounts.setRecoveryCodes('u1', ['one', 'two'])
      await accounts.putOneTime({ hash: 'h1', purpose: 'totp', data: 'ticket', expiresAt: '2999' })
      await accounts.putOneTime({ hash: 'h2', purpose: 'reset', data: 'u1', expiresAt: '2999' })
      for (const name of ['key-mark', 'sessions', 'zebra']) await accounts.secret(name, () => name)
      expect(await store.rewriteSecrets((kept) => { kinds.push(`${kept.kind} ${kept.id} ${kept.value}`); return kept.kind === 'secret' ? kept.value : `closed ${kept.value}` })).toBe(4)
      expect(kinds.sort()).toEqual(['one-time h1 ticket', 'recovery u1 one', 'recovery u1 two', 'secret key-mark key-mark', 'secret sessions sessions', 'secret zebra zebra', 'totp u1 totp'])
      expect(await accounts.userById('u1')).toMatchObject({ totpSecret: 'closed totp' })
      expect([await accounts.useRecoveryCode('u1', 'one'), await accounts.useRecoveryCode('u1', 'closed one')]).toEqual([false, true])
      expect([await accounts.oneTime('h1', 'totp', at), await accounts.oneTime('h2', 'reset', at)]).toEqual(['closed ticket', 'u1'])
      // One transaction: broken off, nothing has changed.
      const closed = 'closed totp'
      await expect(store.rewriteSecrets(({ kind, id }) => { if (id === 'zebra') throw new Error('on purpose'); return kind === 'totp' ? null : 'other' })).rejects.toThrow('on purpose')
      expect([await accounts.userById('u1'), await accounts.secret('sessions', () => 'new')]).toMatchObject([{ totpSecret: closed }, 'sessions'])
      // The mark of the key is the last that goes.
      const gone: string[] = []
      expect(await store.rewriteSecrets(({ kind, id }) => { gone.push(`${kind} ${id}`); return null })).toBe(6)
      expect(gone.at(-1)).toBe('secret key-mark')
      expect([await accounts.userById('u1'), await accounts.countRecoveryCodes('u1'), await accounts.oneTime('h1', 'totp', at), await accounts.oneTime('h2', 'reset', at), await accounts.secret('sessions', () => 'new')]).toMatchObject([{ totpSecret: null }, 0, null, 'u1', 'new'])
    }))

    it('holds a webhook for one process at a time, and keeps its progress and its newest deliveries', () => withWorkspace(withStore, async (store) => {
      const fresh = { position: 3, caughtUp: 2, attempts: 0, nextAttemptAt: null, failingSince: null, lastDeliveredAt: null, gaveUpAt: null, note: null }
      const webhook = { id: 'h1', workspaceId: w1, url: 'https://example.org/x', topics: ['contacts.*', 'notes.deleted'], secret: 'c2VjcmV0', enabled: true, createdBy: 'u', createdAt: at, progress: fresh }
      await store.webhooks.add(webhook)
      await store.webhooks.add({ ...webhook, id: 'h2', enabled: false, createdAt: '2030-01-01' })
      expect(await store.webhooks.of(w1)).toMatchObject([webhook, { id: 'h2', enabled: false }])
      expect(await store.webhooks.of('another')).toEqual([])
      expect(await store.webhooks.enabled()).toEqual([webhook])

      const claim = (by: string, now: string, id = 'h1') => store.webhooks.claim(w1, id, by, now, '70')
      expect(await claim('one', '10')).toEqual(webhook)
      expect([await claim('two', '20'), await claim('two', '10', 'h2')]).toEqual([null, null])
      expect(await claim('two', '70')).toEqual(webhook)
      const delivery = (revision: number, status: number | null = 200) => ({ id: `m${revision}`, type: 'contacts.created', recordId: 'r', revision, at, status, error: status === null ? 'refused' : null, attempts: 1 })
      const later = { ...fresh, position: 5, caughtUp: 4, attempts: 1, nextAttemptAt: '30', failingSince: '20' }
      expect(await store.webhooks.note(w1, 'h1', 'one', later, [delivery(5)])).toBe(false)
      expect(await store.webhooks.note(w1, 'h1', 'two', later, Array.from({ length: 105 }, (_, index) => delivery(index + 1, null)))).toBe(true)
      expect(await store.webhooks.of(w1)).toMatchObject([{ progress: later }, {}])
      await claim('one', '20')
      await store.webhooks.note(w1, 'h1', 'one', { ...later, gaveUpAt: '50', note: 'Given up.' }, [{ ...delivery(105), attempts: 2 }])
      expect(await store.webhooks.deliveries(w1, 'h1')).toHaveLength(100)
      expect((await store.webhooks.deliveries(w1, 'h1'))[0]).toEqual({ ...delivery(105), attempts: 2 })
      expect(await store.webhooks.of(w1)).toMatchObject([{ enabled: false, progress: { gaveUpAt: '50', note: 'Given up.' } }, {}])

      expect(await store.webhooks.change(w1, 'h1', { url: 'https://example.org/y', topics: ['*'], enabled: true })).toBe(true)
      expect(await store.webhooks.change('another', 'h1', { url: 'x', topics: ['*'], enabled: true })).toBe(false)
      expect((await store.webhooks.of(w1))[0]).toEqual({ ...webhook, url: 'https://example.org/y', topics: ['*'], progress: { ...fresh, position: 5, caughtUp: 4 } })
      expect([await store.webhooks.remove('another', 'h1'), await store.webhooks.remove(w1, 'h1'), await store.webhooks.remove(w1, 'h1')]).toEqual([false, true, false])
      expect(await store.webhooks.deliveries(w1, 'h1')).toEqual([])
    }))

    it('knows of each device the subscription it made last', () => withWorkspace(withStore, async (store) => {
      const one = { workspaceId: w1, userId: 'u', deviceId: 'd1', id: 's1', endpoint: 'https://push.example/1', p256dh: 'k', auth: 'a', entities: ['contacts', 'notes'], createdAt: at }
      const two = { ...one, deviceId: 'd2', id: 's2' }, anew = { ...one, id: 's3', entities: ['notes'] }
      for (const each of [one, two, anew]) await store.hints.save(each)
      expect(await store.hints.of(w1)).toEqual([anew, two])
      expect(await store.hints.of('another')).toEqual([])
      // Given up was the former one.
      await store.hints.remove(w1, 'u', 'd1', 's1')
      await store.hints.remove('another', 'u', 'd1')
      expect(await store.hints.of(w1)).toEqual([anew, two])
      await store.hints.remove(w1, 'u', 'd1', 's3')
      await store.hints.remove(w1, 'u', 'd2')
      expect(await store.hints.of(w1)).toEqual([])
    }))

    it('finds a record in the pages under its newest revision only', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1), recordOf('r2', 2)], commit: 2 })))
      await store.write(w1, (writer) => writer.save(batch({ records: [{ ...recordOf('r1', 3), createdRevision: 1 }], commit: 3 })))
      const found = await store.read(w1, (reader) => reader.changedAfter(new Map([['things', 0]]), 10))
      expect(found?.map(({ id, revision, createdRevision }) => [id, revision, createdRevision])).toEqual([['r2', 2, 2], ['r1', 3, 1]])
    }))

    it('[R6] walks an entity by id, newest first, by key', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: ['a', 'c', 'b'].map((id, index) => recordOf(id, index + 1)), commit: 3 })))
      const ids = (before: string | null, limit: number): Promise<string[] | null> => store.read(w1, async (reader) =>
        (await reader.textsByIdDescending('things', before, limit)).map((record) => record.id))
      expect(await ids(null, 2)).toEqual(['c', 'b'])
      expect(await ids('b', 2)).toEqual(['a'])
      expect(await store.read(w1, (reader) => reader.counts(['things', 'others']))).toEqual({ things: 3, others: 0 })
      const [newest] = await store.read(w1, (reader) => reader.textsByIdDescending('things', null, 1)) ?? []
      expect(JSON.parse(newest!.text)).toEqual({ entity: 'things', id: 'c', revision: 2, data: { name: 'c' }, deletedAt: null, updatedAt: at, updatedBy: 'u1' })
    }))

    it('[R7] keeps the sum of the shares, and says how many it lacks; a record\'s share goes with it', () => withWorkspace(withStore, async (store) => {
      const share = (1n << 128n) - 2n
      const digests = (): Promise<unknown> => store.read(w1, (reader) => reader.digests(['things', 'others']))
      await store.write(w1, (writer) => writer.save(batch({ records: [{ ...recordOf('a1', 1), share }, { ...recordOf('a2', 2), share: 5n }, recordOf('b1', 3)], commit: 3 })))
      expect(await digests()).toEqual({ things: { digest: 3n, unknown: 1 }, others: { digest: 0n, unknown: 0 } })
      await store.write(w1, (writer) => writer.save(batch({ records: [{ ...recordOf('a1', 4), share: 7n }, { ...recordOf('b1', 5), share: 1n }], commit: 5 })))
      expect(await digests()).toMatchObject({ things: { digest: 13n, unknown: 0 } })
      const under = await store.read(w1, async (reader) => [await reader.digestRanges('things', ''), await reader.digestRanges('things', 'a'), await reader.digestRanges('things', 'c')] as const)
      expect(under![0].ranges.filter(({ count }) => count > 0)).toEqual([{ prefix: 'a', digest: 12n, count: 2 }, { prefix: 'b', digest: 1n, count: 1 }])
      expect(under!.map(({ common }) => common)).toEqual(['', 'a', 'c'])
      expect(under![1].ranges[2]).toEqual({ prefix: 'a2', digest: 5n, count: 1 })
      expect(await store.read(w1, async (reader) => (await reader.recordsUnder('things', 'a', 5)).map(({ id }) => id))).toEqual(['a1', 'a2'])
      expect(await store.read(w2, (reader) => reader.digests(['things']))).toEqual({ things: { digest: 0n, unknown: 0 } })
    }))

    it('[R7] finds what has no share, and takes it later', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1), recordOf('r2', 2), recordOf('r3', 3, { entity: 'others' })], commit: 3 })))
      const left = (): Promise<string[] | null> => store.write(w1, async (writer) => (await writer.withoutShare(['things'], 10)).map(({ id }) => id).sort())
      expect(await left()).toEqual(['r1', 'r2'])
      await store.write(w1, (writer) => writer.saveShares([{ entity: 'things', id: 'r1', share: 4n }, { entity: 'things', id: 'r2', share: 0n }]))
      expect(await left()).toEqual([])
      expect(await store.read(w1, (reader) => reader.digests(['things', 'others']))).toEqual({ things: { digest: 4n, unknown: 0 }, others: { digest: 0n, unknown: 1 } })
    }))

    it('[R1] remembers each commit\'s mark, and which was the last at a revision', () => withWorkspace(withStore, async (store) => {
      for (const revision of [2, 5]) await store.write(w1, (writer) => writer.save(batch({ records: [recordOf(`r${revision}`, revision)], commit: revision })))
      await store.read(w1, async (reader) => {
        expect(await reader.markOf(2)).toBe('mark 2')
        expect(await reader.markOf(3)).toBeNull()
        expect(await reader.commitAtOrBefore(4)).toEqual({ revision: 2, mark: 'mark 2' })
        expect(await reader.commitAtOrBefore(1)).toBeNull()
      })
    }))

    it('begins another epoch, and knows what dead ones share with it', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.beginEpoch('second', at))
      await store.write(w1, async (writer) => {
        expect(await writer.state()).toMatchObject({ epoch: 'second' })
        expect(await writer.lastCommonRevision('first', 'any replica')).toBe(0)
        expect(await writer.lastCommonRevision('unheard of', 'any replica')).toBeNull()
      })
    }))

    it('[R1, R8] keeps what each replica proved of a dead epoch, the highest for all others, and what was given back from it', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 4, { data: { name: 'one' } })], commit: 4 })))
      await store.write(w1, (writer) => writer.beginEpoch('second', at))
      await store.write(w1, async (writer) => {
        await writer.noteCommonRevision('first', 'p1', 3, at)
        await writer.noteCommonRevision('first', 'p2', 1, at)
        await writer.noteCommonRevision('of another server', 'p1', 0, at)
        await writer.noteGivenBack('first', [{ entity: 'things', id: 'r1', revision: 7 }])
        await writer.noteGivenBack('first', [{ entity: 'things', id: 'r1', revision: 5 }])
      })
      await store.write(w1, async (writer) => {
        const common = (epoch: string, replica: string) => writer.lastCommonRevision(epoch, replica)
        expect([await common('first', 'p1'), await common('first', 'p2'), await common('first', 'p3'), await common('of another server', 'p1')]).toEqual([3, 1, 3, 0])
        expect([await writer.endedAt('first'), await writer.endedAt('unheard of')]).toEqual([4, null])
        expect(await writer.givenBack('first', [{ entity: 'things', id: 'r1' }, { entity: 'things', id: 'r2' }])).toEqual([{ entity: 'things', id: 'r1', revision: 7 }])
        expect(await writer.givenBack('second', [{ entity: 'things', id: 'r1' }])).toEqual([])
        expect([await writer.committedAt(4), await writer.committedAt(3)]).toEqual([at, null])
        expect((await writer.recordsWith('things', 'name', ['one', 'two'])).map(({ id }) => id)).toEqual(['r1'])
      })
      expect(await store.write(w2, (writer) => writer.givenBack('first', [{ entity: 'things', id: 'r1' }]))).toEqual([])
    }))

    it('keeps links, derived writes and open conflicts, and replaces and closes them', () => withWorkspace(withStore, async (store) => {
      const link = { entity: 'things', id: 'r1', field: 'owner', target: 't1' }
      const conflict = { entity: 'things', recordId: 'r1', field: 'name', conflictId: 'k1' }
      await store.write(w1, (writer) => writer.save(batch({
        links: [{ entity: 'things', id: 'r1', links: [link] }], openedConflicts: [conflict],
        derived: [{ changeId: 'c1', entity: 'things', id: 'r2', field: null, value: null }, { changeId: 'c1', entity: 'things', id: 'r3', field: 'owner', value: 't1' }],
      })))
      await store.write(w1, async (writer) => {
        expect(await writer.linksTo('t1')).toEqual([link])
        expect(await writer.openConflicts([{ entity: 'things', id: 'r1' }])).toEqual([conflict])
        expect(await writer.derivedBy('c1')).toHaveLength(2)
        await writer.save(batch({ links: [{ entity: 'things', id: 'r1', links: [{ ...link, target: 't2' }] }], closedConflicts: [conflict], openedConflicts: [{ ...conflict, conflictId: 'k2' }] }))
        expect(await writer.linksTo('t1')).toEqual([])
        expect(await writer.linksTo('t2')).toHaveLength(1)
        expect(await writer.openConflicts([{ entity: 'things', id: 'r1' }])).toMatchObject([{ conflictId: 'k2' }])
      })
    }))

    it('[R5] finds the tombstones that are due: deleted and of a revision long enough ago, and named by nothing else', () => withWorkspace(withStore, async (store) => {
      const dead = (id: string, revision: number, deletedAt = early): StoredRecord => recordOf(id, revision, { deletedAt })
      await store.write(w1, (writer) => writer.save(batch({ records: [dead('due', 1), dead('named', 2), dead('itself', 3), dead('lately', 4, at), recordOf('lives', 5), dead('new', 6)], commit: 6 })))
      await store.write(w1, async (writer) => {
        await writer.save(batch({ links: [
          { entity: 'things', id: 'lives', links: [{ entity: 'things', id: 'lives', field: 'f', target: 'named' }] },
          { entity: 'things', id: 'itself', links: [{ entity: 'things', id: 'itself', field: 'f', target: 'itself' }] },
        ] }))
        const due = (limit: number): Promise<string[]> => writer.dueTombstones({ upTo: 5, deletedBefore: at }, limit).then((records) => records.map(({ id }) => id))
        expect(await due(10)).toEqual(['due', 'itself'])
        expect(await due(1)).toEqual(['due'])
      })
    }))

    it('[R5] takes a record\'s data for good, and all that hangs on it; what stays says that it was', () => withWorkspace(withStore, async (store) => {
      const conflict = { entity: 'things', recordId: 'r1', field: 'name', conflictId: 'k1' }
      const link = { entity: 'things', id: 'r1', field: 'owner', target: 't1' }
      const wrote = (id: string, changeId: string): { changeId: string; entity: string; id: string; field: null; value: null } => ({ changeId, entity: 'things', id, field: null, value: null })
      await store.write(w1, (writer) => writer.save(batch({
        records: [recordOf('r1', 1, { deletedAt: early }), recordOf('r2', 2)], commit: 2, links: [{ entity: 'things', id: 'r1', links: [link] }], openedConflicts: [conflict],
        derived: [wrote('r1', 'of another'), wrote('r3', 'of another'), wrote('r3', 'its own')],
      })))
      const purge = (deletedBy: string | null, revision: number): Promise<unknown> => store.write(w1, (writer) => writer.purge({
        commit: { revision, mark: `mark ${revision}`, at }, records: [{ entity: 'things', id: 'r1', revision, deletedBy }], tombstoneHorizon: 1,
      }))
      await purge('of another', 3)
      await store.write(w1, async (writer) => {
        const kept = { entity: 'things', id: 'r1', revision: 3, createdRevision: 1, data: null, deletedAt: early, updatedAt: at, updatedBy: 'u1' }
        expect(await writer.state()).toMatchObject({ revision: 3, tombstoneHorizon: 1 })
        expect(await writer.markOf(3)).toBe('mark 3')
        expect(await writer.records([{ entity: 'things', id: 'r1' }])).toEqual([kept])
        expect(await writer.linksTo('t1')).toEqual([])
        expect(await writer.openConflicts([{ entity: 'things', id: 'r1' }])).toEqual([])
        // What else the other's deletion took along may come back with it.
        expect(await writer.derivedBy('of another')).toEqual([wrote('r3', 'of another')])
        expect(await writer.changedAfter(new Map([['things', 0]]), 10)).toMatchObject([{ id: 'r2' }, { id: 'r1', data: null }])
        expect(await writer.textsByIdDescending('things', null, 10)).toMatchObject([{ id: 'r2' }])
        expect(await writer.counts(['things'])).toEqual({ things: 1 })
        expect([await writer.lastPurged(2), await writer.lastPurged(3)]).toEqual([0, 3])
        expect(await writer.dueTombstones({ upTo: 10, deletedBefore: at }, 10)).toEqual([])
      })
      await purge('its own', 4)
      expect(await store.write(w1, (writer) => writer.derivedBy('its own'))).toEqual([])
    }))

    it('[R5] gives a purged record until the horizon passes it; the horizon never goes back', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1, { deletedAt: early })], commit: 1 })))
      await store.write(w1, (writer) => writer.purge({ commit: { revision: 2, mark: 'm', at }, records: [{ entity: 'things', id: 'r1', revision: 2, deletedBy: null }], tombstoneHorizon: 1 }))
      const given = () => store.read(w1, (reader) => reader.changedAfter(new Map([['things', 0]]), 10))
      expect(await given()).toHaveLength(1)
      for (const horizon of [2, 1]) await store.write(w1, (writer) => writer.purge({ commit: null, records: [], tombstoneHorizon: horizon }))
      expect(await store.read(w1, (reader) => reader.state())).toMatchObject({ revision: 2, tombstoneHorizon: 2 })
      expect(await given()).toEqual([])
      expect(await store.write(w1, (writer) => writer.forgetPurged('things', 1, 10))).toBe(0)
      expect(await store.write(w1, (writer) => writer.forgetPurged('things', 2, 10))).toBe(1)
      expect(await store.write(w1, (writer) => writer.records([{ entity: 'things', id: 'r1' }]))).toEqual([])
    }))

    it('[R5, R8] holds nobody to a horizon beyond what there is, nor to one of an epoch that ended: a device would download everything for ever', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1)], commit: 1 })))
      // As a workspace that was emptied by hand is left: its counter began again, its horizon did not.
      await store.write(w1, (writer) => writer.purge({ commit: null, records: [], tombstoneHorizon: 50 }))
      expect(await store.read(w1, (reader) => reader.state())).toMatchObject({ revision: 1, tombstoneHorizon: 1 })
      await store.write(w1, (writer) => writer.beginEpoch('second', at))
      expect(await store.read(w1, (reader) => reader.state())).toMatchObject({ epoch: 'second', tombstoneHorizon: 0 })
    }))

    it('[P2, R5] makes a purged record anew', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1, { deletedAt: early })], commit: 1 })))
      await store.write(w1, (writer) => writer.purge({ commit: { revision: 2, mark: 'm', at }, records: [{ entity: 'things', id: 'r1', revision: 2, deletedBy: null }], tombstoneHorizon: 1 }))
      const anew = recordOf('r1', 3)
      await store.write(w1, (writer) => writer.save(batch({ records: [anew], commit: 3 })))
      expect(await store.write(w1, (writer) => writer.records([{ entity: 'things', id: 'r1' }]))).toEqual([anew])
      expect(await store.read(w1, (reader) => reader.counts(['things']))).toEqual({ things: 1 })
    }))

    it('knows the last commit before a time, conflicts and notices by what they are about, and records by age', () => withWorkspace(withStore, async (store) => {
      const about = (entity: string, id: string, revision: number, recordId: string): StoredRecord => recordOf(id, revision, { entity, data: { recordId } })
      for (const [revision, time] of [[2, early], [5, at]] as const) {
        await store.write(w1, (writer) => writer.save({ ...batch({ records: [about('conflicts', `c${revision}`, revision - 1, 'r1'), about('notices', `n${revision}`, revision, 'r2')] }), commit: { revision, mark: 'm', at: time } }))
      }
      await store.write(w1, async (writer) => {
        expect([await writer.revisionBefore(early, '2027'), await writer.revisionBefore(at, '2027'), await writer.revisionBefore('2027', '2027')]).toEqual([0, 2, 5])
        expect((await writer.recordsAbout(['r1', 'r3'], 10)).map(({ id }) => id).sort()).toEqual(['c2', 'c5'])
        expect(await writer.recordsAbout(['r1', 'r2'], 3)).toHaveLength(3)
        expect((await writer.recordsBetween('notices', 0, 4, 10)).map(({ id }) => id)).toEqual(['n2'])
        expect((await writer.recordsBetween('notices', 2, 9, 10)).map(({ id }) => id)).toEqual(['n5'])
        expect(await writer.entityNames()).toEqual(['conflicts', 'notices'])
      })
      expect(await store.write(w2, async (writer) => [await writer.revisionBefore('2027', '2027'), await writer.recordsAbout(['r1'], 10), await writer.entityNames()])).toEqual([0, [], []])
      expect([await store.workspaces(null, 1), await store.workspaces(w1, 5)]).toEqual([[w1], [w2]])
    }))

    it('[R5] takes nothing for older than it is, whatever the clock said meanwhile', () => withWorkspace(withStore, async (store) => {
      const times = ['2026-01-01', '2026-06-01', '2026-11-01', '2020-01-01', '2020-01-02', '2040-01-01', '2026-11-02']
      for (const [index, time] of times.entries()) {
        const revision = 2 * (index + 1)
        await store.write(w1, (writer) => writer.save({ ...batch({ records: [recordOf(`r${index}`, revision - 1), recordOf(`s${index}`, revision)] }), commit: { revision, mark: 'm', at: time } }))
      }
      await store.write(w1, async (writer) => {
        const before = (time: string): Promise<number> => writer.revisionBefore(time, '2026-11-03')
        expect([await before('2025'), await before('2026-01-02'), await before('2026-06-02'), await before('2026-11-03')]).toEqual([0, 2, 4, 14])
      })
    }))

    it('[K1] writes records in another shape: their revisions stay, their links follow', () => withWorkspace(withStore, async (store) => {
      await store.write(w1, (writer) => writer.save(batch({ records: [recordOf('r1', 1), recordOf('r2', 2)], commit: 2 })))
      await store.write(w1, async (writer) => {
        expect((await writer.recordsById('things', null, 1)).map(({ id }) => id)).toEqual(['r1'])
        const [second] = await writer.recordsById('things', 'r1', 5)
        const link = { entity: 'things', id: 'r2', field: 'owner', target: 't1' }
        await writer.reshape([{ record: { ...second!, data: { title: 'x' } }, links: [link] }])
        expect(await writer.records([{ entity: 'things', id: 'r2' }])).toEqual([{ ...second!, data: { title: 'x' } }])
        expect(await writer.linksTo('t1')).toEqual([link])
        expect(await writer.state()).toMatchObject({ revision: 2 })
      })
      await store.saveShape('things', 2)
      await store.saveShape('things', 3)
      expect(await store.shapes()).toEqual(new Map([['things', 3]]))
    }))

    it('keeps workspaces apart: the same ids in two are two of everything', () => withWorkspace(withStore, async (store) => {
      const replica = { id: 'p1', userId: 'u1', deviceName: 'Phone', clock: { offset: 1, last: null }, lastSeenAt: at }
      await store.write(w1, async (writer) => {
        await writer.save(batch({
          records: [recordOf('r1', 1)], answers: [answerOf('c1')], commit: 1, links: [{ entity: 'things', id: 'r1', links: [{ entity: 'things', id: 'r1', field: 'f', target: 't' }] }],
          openedConflicts: [{ entity: 'things', recordId: 'r1', field: 'name', conflictId: 'k1' }], derived: [{ changeId: 'c1', entity: 'things', id: 'r1', field: null, value: null }],
        }))
        await writer.saveReplica(replica)
        expect(await writer.replicas(['p1'])).toEqual([replica])
      })
      await store.write(w2, async (writer) => {
        expect(await writer.state()).toMatchObject({ revision: 0 })
        expect(await writer.records([{ entity: 'things', id: 'r1' }])).toEqual([])
        expect(await writer.answers(['c1'])).toEqual([])
        expect(await writer.linksTo('t')).toEqual([])
        expect(await writer.derivedBy('c1')).toEqual([])
        expect(await writer.replicas(['p1'])).toEqual([])
        expect(await writer.openConflicts([{ entity: 'things', id: 'r1' }])).toEqual([])
        expect(await writer.changedAfter(new Map([['things', 0]]), 10)).toEqual([])
        expect(await writer.textsByIdDescending('things', null, 10)).toEqual([])
        expect(await writer.markOf(1)).toBeNull()
        expect(await writer.role('u1')).toBeNull()
        await writer.save(batch({ records: [recordOf('r1', 1)], answers: [answerOf('c1')], commit: 1 }))
      })
      expect(await store.write(w1, (writer) => writer.role('u1'))).toBe('owner')
    }))

    it('[P5] lets a generation of refresh tokens be used until a higher one was; then the session ends', () => withStore(async (store) => {
      const session = { id: 's1', userId: 'u1', workspaceId: w1, deviceId: 'd1', deviceName: 'Phone', usedGeneration: 0, createdAt: at, endedAt: null, endedWhy: null, secondFactor: false, publicKey: null }
      await store.accounts.saveSession(session)
      const use = (generation: number): Promise<boolean> => store.accounts.useGeneration('s1', generation, at)
      expect([await use(1), await use(1), await use(2), await use(1)]).toEqual([true, true, true, false])
      expect((await store.accounts.session('s1'))?.endedAt).toBe(at)
      expect(await use(3)).toBe(false)
    }))

    it('[P5] ends a person\'s sessions, those of one device or all but one, and says which', () => withStore(async (store) => {
      const { accounts } = store
      const begin = (id: string, userId: string, deviceId: string) => accounts.saveSession({
        id, userId, workspaceId: w1, deviceId, deviceName: 'Phone', usedGeneration: 0, createdAt: at, endedAt: null, endedWhy: null, secondFactor: false, publicKey: 'key' })
      await begin('s1', 'u1', 'd1')
      await begin('s2', 'u1', 'd1')
      await begin('s3', 'u1', 'd2')
      await begin('s4', 'u2', 'd1')
      expect((await accounts.endSessions({ userId: 'u1', deviceId: 'd1', except: 's2' }, at, 'revoked'))).toEqual(['s1'])
      expect((await accounts.sessionsOf('u1')).map(({ id }) => id)).toEqual(['s2', 's3'])
      expect(await accounts.session('s1')).toMatchObject({ endedAt: at, endedWhy: 'revoked', publicKey: 'key', secondFactor: false, device: null })
      expect((await accounts.endSessions({ userId: 'u1' }, later, 'password_changed')).toSorted()).toEqual(['s2', 's3'])
      expect((await accounts.session('s4'))?.endedAt).toBeNull()
    }))

    it('keeps a device of each person, its name through a second sign-in, and the order to wipe it until it is done', () => withStore(async (store) => {
      const { accounts } = store
      const device = { userId: 'u1', id: 'd1', name: 'Phone', kind: 'browser' as const, replicaId: null, createdAt: at, lastSeenAt: at, wipeAskedAt: null, wipedAt: null }
      await accounts.saveDevice(device)
      await accounts.saveDevice({ ...device, userId: 'u2' })
      expect(await accounts.updateDevice('u1', 'd1', { name: 'Red phone', replicaId: 'r1' })).toBe(true)
      expect(await accounts.updateDevice('u3', 'd1', { name: 'Mine' })).toBe(false)
      await accounts.saveDevice({ ...device, lastSeenAt: later })
      expect(await accounts.devicesOf('u1')).toEqual([{ ...device, name: 'Red phone', replicaId: 'r1', lastSeenAt: later }])
      expect(await accounts.wipesOf('d1')).toEqual([])
      await accounts.updateDevice('u1', 'd1', { wipeAskedAt: later })
      await accounts.saveDevice(device)
      expect(await accounts.wipesOf('d1')).toEqual(['u1'])
      await accounts.updateDevice('u1', 'd1', { wipedAt: later })
      expect(await accounts.wipesOf('d1')).toEqual([])
      await accounts.saveDevice(device)
      expect((await accounts.devicesOf('u1'))[0]).toMatchObject({ wipeAskedAt: null, wipedAt: null })
    }))

    it('keeps what proves a person: codes good once, passkeys, and tokens of one purpose until they are taken or over', () => withStore(async (store) => {
      const { accounts } = store
      await accounts.register({ id: 'u1', email: 'ana@example.org', name: 'Ana', passwordHash: 'x' }, { id: w1, name: 'W', epoch: 'e' }, at)
      await accounts.setPassword('u1', 'y')
      await accounts.setTotp('u1', 'SECRET')
      expect(await accounts.userById('u1')).toMatchObject({ passwordHash: 'y', totpSecret: 'SECRET' })
      expect([await accounts.useTotpStep('u1', 7), await accounts.useTotpStep('u1', 7), await accounts.useTotpStep('u1', 6), await accounts.useTotpStep('u1', 8)]).toEqual([true, false, false, true])

      await accounts.setRecoveryCodes('u1', ['a', 'b'])
      await accounts.setRecoveryCodes('u1', ['b', 'c'])
      expect([await accounts.useRecoveryCode('u1', 'a'), await accounts.useRecoveryCode('u1', 'b'), await accounts.useRecoveryCode('u1', 'b')]).toEqual([false, true, false])
      expect(await accounts.countRecoveryCodes('u1')).toBe(1)
      await accounts.setTotp('u1', null)
      expect(await accounts.countRecoveryCodes('u1')).toBe(0)

      const passkey = { id: 'p1', userId: 'u1', name: 'Laptop', publicKey: 'k', counter: 0, transports: '["internal"]', createdAt: at, lastUsedAt: null }
      await accounts.addPasskey(passkey)
      await accounts.usePasskey('p1', 4, later)
      expect(await accounts.passkeysOf('u1')).toEqual([{ ...passkey, counter: 4, lastUsedAt: later }])
      expect(await accounts.passkey('p1')).toMatchObject({ userId: 'u1' })
      expect([await accounts.removePasskey('u2', 'p1'), await accounts.removePasskey('u1', 'p1'), await accounts.passkey('p1')]).toEqual([false, true, null])

      const put = (hash: string, purpose: 'reset' | 'totp', data: string, expiresAt = later) => accounts.putOneTime({ hash, purpose, data, expiresAt })
      await put('h1', 'reset', 'u1')
      await put('h2', 'reset', 'u2')
      await put('h3', 'reset', 'u2', early)
      expect([await accounts.oneTime('h1', 'reset', at), await accounts.oneTime('h1', 'totp', at), await accounts.oneTime('h3', 'reset', at)]).toEqual(['u1', null, null])
      expect([await accounts.takeOneTime('h1', 'totp', at), await accounts.takeOneTime('h1', 'reset', at), await accounts.takeOneTime('h1', 'reset', at), await accounts.takeOneTime('h3', 'reset', at)]).toEqual([null, 'u1', null, null])
      await accounts.dropOneTime('reset', 'u2')
      expect(await accounts.takeOneTime('h2', 'reset', at)).toBeNull()
    }))

    it('changes who is in a workspace one after the other, and keeps nothing of what was decided against', () => withWorkspace(withStore, async (store) => {
      const { accounts, team } = store
      await accounts.register({ id: 'ben', email: 'ben@example.org', name: 'Ben', passwordHash: 'x' }, { id: 'w-ben', name: 'B', epoch: 'e' }, at)
      await accounts.addMember(w1, 'ben', 'member', at)
      await expect(team.changeMembers(w1, at, () => { throw new Error('no') })).rejects.toThrow('no')
      const raise = (members: ReadonlyMap<string, string>) => [{ userId: 'ben', role: members.get('ben') === 'member' ? 'admin' as const : 'owner' as const }]
      await Promise.all([team.changeMembers(w1, at, raise), team.changeMembers(w1, at, raise)])
      expect((await team.members(w1)).find(({ userId }) => userId === 'ben')).toMatchObject({ role: 'owner', name: 'Ben', email: 'ben@example.org' })
      await team.changeMembers(w1, at, () => [{ userId: 'ben', role: null }])
      expect((await accounts.memberships('ben')).map(({ workspace }) => workspace.id)).toEqual(['w-ben'])
    }))

    it('lets in by an invitation as often as it says, and nobody who went after it was made', () => withWorkspace(withStore, async (store) => {
      const { accounts, team } = store
      const ids = ['ben', 'cy']
      for (const id of ids) await accounts.register({ id, email: `${id}@example.org`, name: id, passwordHash: 'x' }, { id: `w-${id}`, name: id, epoch: 'e' }, at)
      const holds = ({ used, uses }: { used: number; uses: number }): boolean => used < uses
      const made = { secretHash: 'hash', workspaceId: w1, holds }
      const invitation = { id: 'i1', workspaceId: w1, secretHash: 'hash', role: 'member' as const, email: null, uses: 1, used: 0, madeBy: 'ben', createdAt: at, expiresAt: later, revokedAt: null }
      await team.saveInvitation(invitation)
      expect((await Promise.all(ids.map((id) => team.accept(made, id, at)))).sort()).toEqual(['joined', 'over'])
      expect(await team.registerInvited({ id: 'dee', email: 'dee@example.org', name: 'Dee', passwordHash: 'x' }, made, at)).toBe('over')
      expect(await accounts.userByEmail('dee@example.org')).toBeNull()
      await team.saveInvitation({ ...invitation, id: 'i2', secretHash: 'second', uses: 9 })
      const second = { ...made, secretHash: 'second' }
      for (const id of ids) await team.accept(second, id, at)
      await team.changeMembers(w1, later, () => [{ userId: 'cy', role: null }])
      expect(await team.accept(second, 'cy', later)).toBe('over')
      expect(await team.registerInvited({ id: 'dee', email: 'dee@example.org', name: 'Dee', passwordHash: 'x' }, second, later)).toBe('joined')
      expect((await team.invitation('second'))?.used).toBe(2)
      expect([await team.revokeInvitation('w-ben', 'i2', later), await team.revokeInvitation(w1, 'i2', later), (await team.invitations(w1)).map(({ id }) => id)]).toEqual([false, true, ['i1']])
    }))

    it('makes a secret once', () => withStore(async (store) => {
      const secrets = await Promise.all([1, 2].map((n) => store.accounts.secret('name', () => `secret ${n}`)))
      expect(new Set(secrets).size).toBe(1)
    }))
  })
}

const w1 = 'workspace-1', w2 = 'workspace-2', at = '2026-11-21T12:00:00.000Z', later = '2026-11-22T12:00:00.000Z', early = '2026-01-01T00:00:00.000Z'

const withWorkspace = (withStore: (test: (store: SyncStore) => Promise<void>) => Promise<void>, test: (store: SyncStore) => Promise<void>): Promise<void> =>
  withStore(async (store) => {
    await store.accounts.register({ id: 'u1', email: 'one@example.org', name: 'One', passwordHash: 'x' }, { id: w1, name: 'W1', epoch: 'first' }, at)
    await store.accounts.register({ id: 'u2', email: 'two@example.org', name: 'Two', passwordHash: 'x' }, { id: w2, name: 'W2', epoch: 'first' }, at)
    await test(store)
  })

const mark: FieldMeta = { revision: 1, at: { ms: 5, counter: 1, replicaId: 'p1' }, replicaId: 'p1', seq: 3, userId: 'u1', role: 'owner', changeId: 'c1' }

const recordOf = (id: string, revision: number, more: Partial<StoredRecord> = {}): StoredRecord => ({
  entity: 'things', id, revision, createdRevision: revision, data: { name: id }, deletedAt: null, updatedAt: at, updatedBy: 'u1',
  meta: { '*': mark, 'emails/e~11': { ...mark, changeId: 'c2' }, name: mark }, removed: {}, ...more,
})

const answerOf = (id: string, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
  id, bodyHash: 'h', mutationId: 'm', seq: 1, replicaId: 'p1', userId: 'u1', entity: 'things', recordId: 'r1', status: 'applied', detail: {}, revision: 1, ...more,
})

const batch = ({ commit, ...more }: Partial<Omit<WriteBatch, 'commit'>> & { commit?: number }): WriteBatch => ({
  records: [], answers: [], links: [], derived: [], openedConflicts: [], closedConflicts: [],
  ...more, commit: commit === undefined ? null : { revision: commit, mark: `mark ${commit}`, at },
})
