import { describe, expect, it } from 'vitest'
import { trimAudit } from '../../src/sync-api/audit/trim.ts'
import { createVerifier } from '../../src/sync-api/audit/verify.ts'
import { sourceId } from '../../src/sync-api/store/audit-chain.ts'
import type { AuditFilter, AuditSource, NewAuditEntry } from '../../src/sync-api/store/audit-port.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'

/** What every engine keeps of an audit log. `open` gives an empty store. */
export function auditStoreSuite(engine: string, open: () => Promise<{ store: SyncStore; remove(): Promise<void> }>): void {
  const withStore = async (test: (store: SyncStore) => Promise<void>): Promise<void> => {
    const { store, remove } = await open()
    try {
      for (const [index, id] of [w1, w2].entries()) await store.accounts.register({ id: `u${index}`, email: `${index}@example.org`, name: 'One', passwordHash: 'x' }, { id, name: 'W', epoch: 'first' }, day(1))
      await test(store)
    } finally { await store.close(); await remove() }
  }
  const append = (store: SyncStore, workspaceId: string, ...entries: NewAuditEntry[]) => store.write(workspaceId, (writer) => writer.appendAudit(entries))
  const page = async (store: SyncStore, filter: AuditFilter, before: number | null = null, limit = 100, within = 1_000) => (await store.read(w1, (reader) => reader.auditPage(filter, before, limit, within)))!
  const numbers = async (store: SyncStore, filter: AuditFilter) => (await page(store, filter)).entries.map(({ n }) => n)
  /** What a check of the chain finds. */
  const findings = async (store: SyncStore): Promise<string[]> => {
    const { span, entries } = (await store.read(w1, async (reader) => ({ span: await reader.auditSpan(), entries: (await reader.auditForth({}, 0, 20_000, 20_000)).entries })))!
    const sources = new Map(entries.map(({ source }) => [sourceId(source), { id: sourceId(source), ...source }]))
    const verifier = createVerifier(w1, span, sources)
    for (const entry of entries) verifier.next({ ...entry, source: sourceId(entry.source) })
    return verifier.end()
  }

  describe(`${engine} as the store of audit logs`, () => {
    it('chains entries in order, across transactions and each workspace by itself; of one that throws nothing stays', () => withStore(async (store) => {
      await append(store, w1, entry(), entry({ kind: 'deleted' }))
      await append(store, w2, entry())
      await expect(store.write(w1, async (writer) => { await writer.appendAudit([entry()]); throw new Error('on purpose') })).rejects.toThrow('on purpose')
      await append(store, w1, ...Array.from({ length: 45 }, (_, n) => entry({ recordId: `r${n}`, detail: `{"n":${n},"text":"Zoë 🦊 \\u0000"}` })))
      expect((await store.read(w1, (reader) => reader.auditSpan()))?.head.n).toBe(47)
      expect((await store.read(w2, (reader) => reader.auditSpan()))?.head.n).toBe(1)
      const { entries } = await page(store, {})
      expect(entries.map(({ n }) => n)).toEqual(Array.from({ length: 47 }, (_, n) => 47 - n))
      expect(entries[0]).toMatchObject({ ...entry(), recordId: 'r44', detail: '{"n":44,"text":"Zoë 🦊 \\u0000"}' })
      expect(await findings(store)).toEqual([])
    }))

    it('has what becomes of members and invitations in the transaction that does it, and nothing of what did not become', () => withStore(async (store) => {
      const invitation = (n: number) => ({ id: `i${n}`, workspaceId: w1, secretHash: `hash${n}`, role: 'member' as const, email: null, uses: 1, used: 0, madeBy: 'u0', createdAt: day(1), expiresAt: day(9), revokedAt: null })
      const by = (n: number, holds = true) => ({ secretHash: `hash${n}`, workspaceId: w1, holds: () => holds })
      const told = (kind: string) => [entry({ kind, entity: '', recordId: '' })]
      const kinds = async (): Promise<string[]> => (await page(store, {})).entries.map(({ kind }) => kind).reverse()
      for (const n of [1, 2, 3]) await store.team.saveInvitation(invitation(n))
      expect(await store.team.accept(by(1, false), 'u1', day(2), told('nobody_joined'))).toBe('over')
      expect(await store.team.accept(by(1), 'u1', day(2), told('joined'))).toBe('joined')
      expect(await store.team.accept(by(2), 'u1', day(2), told('joined_again'))).toBe('member')
      const fresh = { id: 'u7', email: '7@example.org', name: 'Seven', passwordHash: 'x' }
      expect(await store.team.registerInvited(fresh, by(2), day(2), told('registered'))).toBe('joined')
      expect(await store.team.registerInvited({ ...fresh, id: 'u8' }, by(3), day(2), told('taken'))).toBe('taken')
      expect(await store.team.revokeInvitation(w1, 'i3', day(3), told('revoked'))).toBe(true)
      expect(await store.team.revokeInvitation(w1, 'i3', day(4), told('revoked_again'))).toBe(false)
      expect(await store.team.revokeInvitation(w1, 'nothing', day(4), told('revoked_nothing'))).toBe(false)
      await store.team.changeMembers(w1, day(3), () => [{ userId: 'u1', role: 'viewer' }], (changes, before) => [entry({ kind: `${before.get('u1')} ${changes[0]!.role}` })])
      await expect(store.team.changeMembers(w1, day(3), () => [{ userId: 'u1', role: 'admin' }], () => { throw new Error('on purpose') })).rejects.toThrow('on purpose')
      expect((await store.team.members(w1)).map(({ userId, role }) => [userId, role])).toEqual([['u0', 'owner'], ['u1', 'viewer'], ['u7', 'member']])
      expect(await kinds()).toEqual(['joined', 'registered', 'revoked', 'member viewer'])
      await append(store, w1, entry())
      expect(await findings(store)).toEqual([])
    }))

    it('finds by person, device, entity, record, kind and period, a page and a stretch at a time', () => withStore(async (store) => {
      await append(store, w1, entry(), entry({ source: other, kind: 'signed_in', entity: '', recordId: '' }))
      await append(store, w1, entry({ at: day(2), recordId: 'r2', kind: 'deleted' }), entry({ at: day(3), entity: 'notes' }))
      // The clock stood in the past for a while.
      await append(store, w1, entry({ at: day(2, 13), source: other }))
      expect(await numbers(store, { userId: 'u9' })).toEqual([5, 2])
      expect(await numbers(store, { deviceId: 'd1' })).toEqual([4, 3, 1])
      expect(await numbers(store, { entity: 'notes' })).toEqual([4])
      expect(await numbers(store, { recordId: 'r2' })).toEqual([3])
      expect(await numbers(store, { kinds: ['deleted', 'signed_in'] })).toEqual([3, 2])
      expect(await numbers(store, { kinds: [] })).toEqual([])
      expect(await numbers(store, { from: day(2), until: day(3) })).toEqual([5, 3])
      expect(await numbers(store, { from: day(2, 12), until: day(2, 14) })).toEqual([5, 3])
      expect(await numbers(store, { from: day(4) })).toEqual([])
      expect(await numbers(store, { until: day(1) })).toEqual([])
      const first = await page(store, {}, null, 2)
      expect([first.entries.map(({ n }) => n), first.next]).toEqual([[5, 4], 4])
      const stretch = await page(store, { recordId: undefined, entity: 'nothing' }, null, 10, 2)
      expect([stretch.entries, stretch.next]).toEqual([[], 4])
      const last = await page(store, {}, 2, 10, 2)
      expect([last.entries.map(({ n }) => n), last.next]).toEqual([[1], null])
      const forth = (await store.read(w1, (reader) => reader.auditForth({ deviceId: 'd1' }, 1, 10, 2)))!
      expect([forth.entries.map(({ n }) => n), forth.next]).toEqual([[3], 3])
    }))

    it('[R5] erases values and drops what is old, and the chain still holds', () => withStore(async (store) => {
      await append(store, w1, entry(), entry({ at: day(2), recordId: 'r2' }), entry({ at: day(3), recordId: 'r2' }), entry({ at: day(4) }))
      expect(await store.write(w1, (writer) => writer.eraseAudit(['r2', 'none']))).toBe(2)
      expect((await page(store, {})).entries.map(({ detail }) => detail.startsWith('erased:'))).toEqual([false, true, true, false])
      // Erased by hand is what no purge tells of.
      expect(await findings(store)).toMatchObject([expect.stringContaining('never deleted for good')])
      await append(store, w1, entry({ at: day(4), kind: 'purged', recordId: 'r2' }))
      expect(await findings(store)).toEqual([])

      const before = await store.write(w1, (writer) => writer.auditBefore(day(3)))
      expect(before?.n).toBe(2)
      await store.write(w1, (writer) => writer.dropAudit(2))
      expect(await findings(store)).toMatchObject([expect.stringContaining('begins after entry 2')])
      await append(store, w1, entry({ at: day(5), kind: 'audit_trimmed', detail: JSON.stringify({ upTo: 2, hash: before!.hash }) }))
      expect(await findings(store)).toEqual([])
      expect(await numbers(store, {})).toEqual([6, 5, 4, 3])
      expect(await numbers(store, { until: day(3) })).toEqual([])
      expect(await store.write(w1, (writer) => writer.auditBefore(day(3)))).toBeNull()
    }))

    it('drops years of it in steps, each of which holds, and then whom no entry names any more', () => withStore(async (store) => {
      for (let n = 0; n < 12; n += 1) await append(store, w1, ...Array.from({ length: 1_000 }, () => entry({ source: n === 0 ? other : source })))
      await append(store, w1, entry({ at: day(4) }))
      const steps: number[] = []
      expect(await trimAudit(store, w1, day(3), day(5), async () => {
        steps.push((await store.read(w1, (reader) => reader.auditSpan()))!.anchor.n)
        expect(await findings(store)).toEqual([])
        return steps.length > 1
      })).toBe(5_000)
      // Where it was broken off, the next goes on.
      expect(await trimAudit(store, w1, day(3), day(5))).toBe(12_000)
      expect([steps, await findings(store)]).toEqual([[5_000], []])
      expect(await store.read(w1, async (reader) => (await reader.auditSources(0, 20_000)).length)).toBe(2)
      await append(store, w1, entry({ at: day(5), source: other }))
      expect(await findings(store)).toEqual([])
    }))
  })
}

const w1 = 'workspace-1', w2 = 'workspace-2'
const day = (n: number, hour = 12): string => `2026-11-0${n}T${hour}:00:00.000Z`
const source: AuditSource = { userId: 'u0', deviceId: 'd1', text: '{"name":"Ana","by":"browser"}' }
const other: AuditSource = { userId: 'u9', deviceId: 'd9', text: '{"name":"Ben","by":"browser"}' }
const entry = (more: Partial<NewAuditEntry> = {}): NewAuditEntry => ({ at: day(1), kind: 'changed', source, entity: 'contacts', recordId: 'r1', detail: '{"fields":{"a":[1,2]}}', ...more })
