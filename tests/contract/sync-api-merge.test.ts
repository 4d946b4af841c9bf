import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest'
import { diffLists } from '../../src/merge/list-patch.ts'
import type { PulledChange } from '../../src/protocol/pull.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account, ben: Account
let phone: Device, laptop: Device, bens: Device
/** A contact that all three devices have seen, and the revision they saw. */
let id: string, seen: number

beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())
beforeEach(async () => {
  ana = await setupAccount(server)
  ben = await setupMember(server, ana, 'Ben', 'member')
  phone = setupDevice(server, ana)
  laptop = setupDevice(server, ana)
  bens = setupDevice(server, ben)
  id = phone.newId()
  const [made] = await phone.act({ op: 'create', recordId: id, patch: { firstName: 'Bea', company: 'Acme', emails: [{ id: 'e1', value: 'bea@acme.example' }] } })
  seen = revisionOf(made!)
  server.clock.advance(60_000)
})

const revisionOf = (result: PushResult): number => ('revision' in result ? result.revision : Number.NaN)
const edit = (patch: Record<string, never> | object, baseRevision = seen) => ({ op: 'update' as const, recordId: id, patch: patch as never, baseRevision })
const contact = async (): Promise<PulledChange> => (await phone.all('contacts')).find((record) => record.id === id)!
const about = async (entity: string): Promise<PulledChange[]> => (await phone.all(entity)).filter((record) => record.data?.['recordId'] === id)

describe('newest', () => {
  it('[M2] a value that arrives late and is older is merged, superseded, kept in the history, and its author told once', async () => {
    const early = laptop.mutation(edit({ firstName: 'Early' }))
    server.clock.advance(60_000)
    await bens.act(edit({ firstName: 'Late' }))
    const [result] = await laptop.push(early)
    expect(result).toMatchObject({ status: 'merged', superseded: ['firstName'], record: { data: { firstName: 'Late' } } })
    expect((await about('history')).find((entry) => entry.id === early[0]!.id)?.data?.['lost']).toEqual({ firstName: 'Early' })
    await laptop.push(early)
    expect((await about('notices')).map((notice) => notice.data)).toEqual([expect.objectContaining({
      forUserId: ana.session.user.id, field: 'firstName', lost: 'Early', stands: 'Late', byUserName: 'Ben',
    })])
  })

  it('[M2] a value that stood and is overruled tells its author once', async () => {
    await bens.act(edit({ firstName: 'First' }))
    server.clock.advance(60_000)
    const [result] = await laptop.act(edit({ firstName: 'Second' }))
    expect(result).toMatchObject({ status: 'merged', superseded: [], record: { data: { firstName: 'Second' } } })
    expect((await about('notices')).map((notice) => notice.data)).toEqual([expect.objectContaining({
      forUserId: ben.session.user.id, field: 'firstName', lost: 'First', stands: 'Second', byUserName: 'Ana',
    })])
  })

  it('[M2] one who wrote the same on two devices is told once that it lost (seed 140639)', async () => {
    await phone.act(edit({ firstName: 'Same' }))
    await laptop.act(edit({ firstName: 'Same' }))
    server.clock.advance(60_000)
    await bens.act(edit({ firstName: 'Other' }))
    expect((await about('notices')).map((notice) => notice.data)).toEqual([expect.objectContaining({ forUserId: ana.session.user.id, field: 'firstName', lost: 'Same', stands: 'Other' })])
  })

  it('[M1] an edit that had seen the value is not concurrent, and nobody is told', async () => {
    const [first] = await bens.act(edit({ firstName: 'First' }))
    const [result] = await laptop.act(edit({ firstName: 'Second' }, revisionOf(first!)))
    expect(result!.status).toBe('applied')
    expect(await about('notices')).toEqual([])
  })

  it('[M1] earlier changes of the same replica are not another\'s', async () => {
    const results = await laptop.push([...laptop.mutation(edit({ firstName: 'One' })), ...laptop.mutation(edit({ firstName: 'Two' }))])
    expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
    expect((await contact()).data?.['firstName']).toBe('Two')
  })

  it('[M1] a base from an epoch that nobody knows claims nothing', async () => {
    await bens.act(edit({ company: 'Beta' }))
    const [result] = await laptop.act({ ...edit({ company: 'Gamma' }, 1_000_000), baseEpoch: 'long-gone' })
    expect(result!.status).toBe('conflict')
  })

  it('[M2] different fields of one record merge without a word', async () => {
    await bens.act(edit({ title: 'Coach' }))
    const [result] = await laptop.act(edit({ lastName: 'Silva' }))
    expect(result).toMatchObject({ status: 'applied', record: { data: { title: 'Coach', lastName: 'Silva' } } })
  })
})

describe('union', () => {
  it('[M2] who loses two elements of one edit to two others is told of both', async () => {
    const [made] = await phone.act(edit({ emails: { $set: { add: [{ id: 'e2', value: 'two@acme.example' }] } } }))
    const labels = (update: Record<string, string>) =>
      edit({ emails: { $set: { update: Object.fromEntries(Object.entries(update).map(([element, label]) => [element, { label }])) } } }, revisionOf(made!))
    await bens.act(labels({ e1: 'his one', e2: 'his two' }))
    for (const hers of [{ e1: 'her one' }, { e2: 'her two' }]) {
      server.clock.advance(60_000)
      await laptop.act(labels(hers as never))
    }
    const told = (await about('notices')).map(({ data }) => [data!['forUserId'], diffLists(data!['stands'] as never, data!['lost'] as never)])
    expect(told).toEqual([['e1', 'his one'], ['e2', 'his two']].map(([element, label]) => [ben.session.user.id, { $set: { update: { [element!]: { label } } } }]))
  })

  it('[M2] elements of both stay', async () => {
    await bens.act(edit({ emails: { $set: { add: [{ id: 'e2', value: 'two@acme.example' }] } } }))
    const [result] = await laptop.act(edit({ emails: { $set: { add: [{ id: 'e3', value: 'three@acme.example' }] } } }))
    expect(result!.status).toBe('applied')
    expect((await contact()).data?.['emails']).toHaveLength(3)
  })
})

describe('manual', () => {
  const openConflict = async (): Promise<{ conflict: string; mine: string }> => {
    const [first] = await bens.act(edit({ company: 'Beta' }))
    expect(first!.status).toBe('applied')
    const mine = laptop.mutation({ ...edit({ company: 'Gamma' }), before: { company: 'Acme' } })
    const [result] = await laptop.push(mine)
    expect(result).toMatchObject({ status: 'conflict', record: { data: { company: 'Beta' } }, conflicts: [{ field: 'company' }] })
    return { conflict: (result as Extract<PushResult, { status: 'conflict' }>).conflicts[0]!.id, mine: mine[0]!.id }
  }
  const settlement = (conflict: string, value: string, saw: object, baseRevision: number) => [
    edit({ company: value }, baseRevision),
    { entity: 'conflicts', op: 'update' as const, recordId: conflict, patch: { status: 'settled', settlement: { value, saw } } as never, baseRevision },
  ]
  const now = async (): Promise<number> => Number((await laptop.pull('?limit=2000')).body.changes.at(-1)!.revision)
  const standing = async (conflict: string) => (await about('conflicts')).find((record) => record.id === conflict)!.data!

  it('[M3] the server\'s value stands, and the conflict is a record with base, mine, theirs, who and when', async () => {
    const { conflict, mine } = await openConflict()
    expect(await standing(conflict)).toMatchObject({
      entity: 'contacts', recordId: id, field: 'company', base: 'Acme', status: 'open',
      theirs: { value: 'Beta', userName: 'Ben', replicaId: bens.replicaId }, mine: [{ value: 'Gamma', userName: 'Ana', changeId: mine }],
    })
    expect(await about('notices')).toEqual([])
  })

  it('[M3] one is open per record and field: later losers join it, a later one of the same replica replaces its earlier', async () => {
    const { conflict } = await openConflict()
    await phone.act(edit({ company: 'Delta' }))
    const [again] = await laptop.act(edit({ company: 'Gamma 2' }))
    expect(again).toMatchObject({ status: 'conflict', conflicts: [{ field: 'company', id: conflict }] })
    const open = await about('conflicts')
    expect(open).toHaveLength(1)
    expect((open[0]!.data!['mine'] as { value: string }[]).map((side) => side.value)).toEqual(['Delta', 'Gamma 2'])
  })

  it('[P2, M3] the same losing push twice makes nothing new', async () => {
    await bens.act(edit({ company: 'Beta' }))
    const mine = laptop.mutation(edit({ company: 'Gamma' }))
    await laptop.push(mine)
    const [again] = await laptop.push(mine)
    expect(again).toMatchObject({ status: 'conflict', duplicate: true, conflicts: [{ field: 'company' }] })
    expect(await about('conflicts')).toHaveLength(1)
  })

  it('[M3] an open conflict follows what stands', async () => {
    const { conflict } = await openConflict()
    await bens.act(edit({ company: 'Beta 2' }, await now()))
    expect(await standing(conflict)).toMatchObject({ status: 'open', theirs: { value: 'Beta 2' } })
  })

  it('[M3] a settlement that saw what stands settles it, with the value', async () => {
    const { conflict } = await openConflict()
    const { theirs, mine } = await standing(conflict)
    const results = await laptop.act(...settlement(conflict, 'Both', { theirs: theirs!, mine: mine! }, await now()))
    expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
    expect(await standing(conflict)).toMatchObject({ status: 'settled', settlement: { value: 'Both' }, theirs: { value: 'Beta' } })
    expect((await contact()).data?.['company']).toBe('Both')
  })

  it('[M4] a delete beside a settlement knows no more than its base: another\'s edit of another field beats it', async () => {
    const { conflict } = await openConflict()
    const { theirs, mine } = await standing(conflict), base = await now()
    await bens.act(edit({ title: 'Doctor' }, base))
    const [settling] = settlement(conflict, 'Both', { theirs: theirs!, mine: mine! }, base).slice(1)
    const results = await laptop.act(settling!, { op: 'delete', recordId: id, baseRevision: base })
    expect(results).toMatchObject([{ status: 'applied' }, { status: 'merged', superseded: ['deletedAt'] }])
    expect(await contact()).toMatchObject({ deletedAt: null, data: { title: 'Doctor' } })
  })

  it('[M3] a settlement may name the values alone', async () => {
    const { conflict } = await openConflict()
    await laptop.act(...settlement(conflict, 'Gamma', { theirs: 'Beta', mine: ['Gamma'] }, seen))
    expect(await standing(conflict)).toMatchObject({ status: 'settled' })
    expect((await contact()).data?.['company']).toBe('Gamma')
  })

  it('[M3] a settlement that saw something else leaves it open with what stands now', async () => {
    const { conflict } = await openConflict()
    const base = await now()
    await bens.act(edit({ company: 'Beta 2' }, base))
    const results = await laptop.act(...settlement(conflict, 'Both', { theirs: 'Beta', mine: ['Gamma'] }, base))
    expect(results.map((result) => result.status)).toEqual(['conflict', 'merged'])
    expect(await standing(conflict)).toMatchObject({ status: 'open', theirs: { value: 'Beta 2' }, mine: [{ value: 'Both' }] })
    expect((await contact()).data?.['company']).toBe('Beta 2')
  })

  it('[M3] the same settlement from a second device is nothing', async () => {
    const { conflict } = await openConflict()
    const saw = { theirs: 'Beta', mine: ['Gamma'] }
    const base = await now()
    await laptop.act(...settlement(conflict, 'Both', saw, base))
    const results = await phone.act(...settlement(conflict, 'Both', saw, base))
    expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
    expect(await about('conflicts')).toHaveLength(1)
    expect((await contact()).data?.['company']).toBe('Both')
  })

  it('[M3] another settlement of what is settled meets the first one as an edit would', async () => {
    const { conflict } = await openConflict()
    const saw = { theirs: 'Beta', mine: ['Gamma'] }, base = await now()
    await laptop.act(...settlement(conflict, 'Gamma', saw, base))
    const results = await bens.act(...settlement(conflict, 'Delta', saw, base))
    expect(results.map((result) => result.status)).toEqual(['conflict', 'merged'])
    expect((await contact()).data?.['company']).toBe('Gamma')
    expect((await about('conflicts')).filter((record) => record.data!['status'] === 'open').map((record) => record.data)).toMatchObject([{ theirs: { value: 'Gamma', userName: 'Ana' }, mine: [{ value: 'Delta' }] }])
  })

  it('[M3] also where the first one left the field as it stood', async () => {
    const { conflict } = await openConflict()
    const saw = { theirs: 'Beta', mine: ['Gamma'] }, base = await now()
    // A device leaves out what would change nothing.
    await laptop.act(settlement(conflict, 'Beta', saw, base)[1]!)
    const results = await bens.act(...settlement(conflict, 'Delta', saw, base))
    expect(results.map((result) => result.status)).toEqual(['conflict', 'merged'])
    expect((await contact()).data?.['company']).toBe('Beta')
    // Whoever has seen the settlement edits as ever.
    const [edited] = await phone.act(edit({ company: 'Epsilon' }, await now()))
    expect(edited).toMatchObject({ status: 'applied' })
  })

  it('[M3, U1] a settlement that is undone and done again is settled, although the undo wrote what stands', async () => {
    const { conflict } = await openConflict()
    const { theirs, mine } = await standing(conflict)
    const settle = settlement(conflict, 'Both', { theirs: theirs!, mine: mine! }, 0)
    await laptop.act(...settle.map((draft) => ({ ...draft, baseRevision: 1_000_000 })))
    await laptop.act({ entity: 'conflicts', op: 'update', recordId: conflict, patch: { status: 'open', settlement: null }, baseRevision: 1_000_000 }, edit({ company: 'Beta' }, 1_000_000))
    const results = await laptop.act(...settle.map((draft) => ({ ...draft, baseRevision: 1_000_000 })))
    expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
    expect(await standing(conflict)).toMatchObject({ status: 'settled', settlement: { value: 'Both' } })
  })

  it('[M3, U1] a conflict that is opened again shows what stands by then, not what stood', async () => {
    const { conflict } = await openConflict()
    await laptop.act(...settlement(conflict, 'Both', { theirs: 'Beta', mine: ['Gamma'] }, await now()))
    await bens.act(edit({ company: 'Zeta' }, await now()))
    // The undo leaves the field alone, which was changed since.
    await laptop.act({ entity: 'conflicts', op: 'update', recordId: conflict, patch: { status: 'open', settlement: null }, baseRevision: await now() })
    expect(await standing(conflict)).toMatchObject({ status: 'open', theirs: { value: 'Zeta', userName: 'Ben', replicaId: bens.replicaId } })
    const results = await laptop.act(...settlement(conflict, 'Both', { theirs: 'Beta', mine: ['Gamma'] }, seen))
    expect(results.map((result) => result.status)).toEqual(['conflict', 'merged'])
    expect((await contact()).data?.['company']).toBe('Zeta')
  })

  it('[M3, U1] undoing a settlement opens the conflict again', async () => {
    const { conflict } = await openConflict()
    await laptop.act(...settlement(conflict, 'Both', { theirs: 'Beta', mine: ['Gamma'] }, await now()))
    await laptop.act(edit({ company: 'Beta' }, await now()), { entity: 'conflicts', op: 'update', recordId: conflict, patch: { status: 'open', settlement: null }, baseRevision: await now() })
    expect(await standing(conflict)).toMatchObject({ status: 'open' })
    const [again] = await phone.act(edit({ company: 'Delta' }))
    expect(again).toMatchObject({ status: 'conflict', conflicts: [{ id: conflict }] })
  })

  it('[M3] after a settlement a new conflict of the field is a new record', async () => {
    const { conflict } = await openConflict()
    await laptop.act(...settlement(conflict, 'Both', { theirs: 'Beta', mine: ['Gamma'] }, await now()))
    const [again] = await phone.act(edit({ company: 'Delta' }))
    expect(again).toMatchObject({ status: 'conflict' })
    expect((await about('conflicts')).map((record) => String(record.data!['status'])).sort()).toEqual(['open', 'settled'])
  })
})

describe('edit against delete', () => {
  const remove = (baseRevision = seen) => ({ op: 'delete' as const, recordId: id, baseRevision })

  it('[M4] a delete that did not know of an edit gives way to it, and whoever deleted is told', async () => {
    await bens.act(edit({ title: 'Coach' }))
    const [result] = await laptop.act(remove())
    expect(result).toMatchObject({ status: 'merged', superseded: ['deletedAt'], record: { deletedAt: null, data: { title: 'Coach' } } })
    expect((await about('notices')).map((notice) => notice.data)).toMatchObject([{ forUserId: ana.session.user.id, field: 'deletedAt', byUserName: 'Ben' }])
  })

  it('[M4] an edit of a deleted record brings it back with the edit, and whoever deleted is told', async () => {
    await bens.act(remove())
    const [result] = await laptop.act(edit({ title: 'Coach' }))
    expect(result).toMatchObject({ status: 'merged', record: { deletedAt: null, data: { title: 'Coach' } } })
    expect((await about('notices')).map((notice) => notice.data)).toMatchObject([{ forUserId: ben.session.user.id, field: 'deletedAt', byUserName: 'Ana' }])
  })

  it('[M4] deleting the deleted is nothing, and a restore restores', async () => {
    await bens.act(remove())
    expect((await laptop.act(remove()))[0]).toMatchObject({ status: 'applied' })
    const [result] = await phone.act({ op: 'restore', recordId: id, baseRevision: 1_000_000 })
    expect(result).toMatchObject({ status: 'applied', record: { deletedAt: null } })
    expect(await about('notices')).toEqual([])
  })

  it('[M4] a tombstone keeps its data', async () => {
    await bens.act(remove())
    expect(await contact()).toMatchObject({ action: 'deleted', data: { firstName: 'Bea' } })
  })

  describe('and what refers to the record', () => {
    let kept: string, touched: string
    const note = async (noteId: string) => (await phone.all('notes')).find((record) => record.id === noteId)!
    beforeEach(async () => {
      kept = phone.newId()
      touched = phone.newId()
      const results = await phone.act(...[kept, touched].map((recordId) => ({ entity: 'notes', op: 'create' as const, recordId, patch: { contactId: id, body: 'Met' } })))
      expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
    })

    it('[M4] goes with the delete, in the same commit, each with its history', async () => {
      const [result] = await bens.act(remove())
      expect(result!.status).toBe('applied')
      expect((await note(kept)).deletedAt).toBe((await contact()).deletedAt)
      const entry = (await phone.all('history')).find((record) => record.data!['recordId'] === kept && record.data!['op'] === 'delete')
      expect(entry?.data).toMatchObject({ userName: 'Ben' })
    })

    it('[M4] comes back with it, where unchanged since', async () => {
      await bens.act(remove())
      await laptop.act({ entity: 'notes', op: 'update', recordId: touched, patch: { body: 'Met twice' }, baseRevision: seen })
      await laptop.act({ entity: 'notes', op: 'delete', recordId: touched, baseRevision: 1_000_000 })
      await laptop.act({ op: 'restore', recordId: id, baseRevision: 1_000_000 })
      expect((await note(kept)).deletedAt).toBeNull()
      expect((await note(touched)).deletedAt).not.toBeNull()
    })

    it('[M4] comes back alone when it is edited itself: its contact and the others stay in the trash', async () => {
      const { revision } = await note(touched)
      await bens.act(remove())
      const [result] = await laptop.act({ entity: 'notes', op: 'update', recordId: touched, patch: { body: 'Met twice' }, baseRevision: revision })
      expect(result).toMatchObject({ status: 'merged', record: { deletedAt: null, data: { body: 'Met twice' } } })
      expect((await about('notices'))).toEqual([])
      expect((await phone.all('notices')).filter((notice) => notice.data?.['recordId'] === touched)).toMatchObject([{ data: { forUserId: ben.session.user.id, field: 'deletedAt' } }])
      expect((await note(kept)).deletedAt).not.toBeNull()
      expect((await contact()).deletedAt).not.toBeNull()
      // Of the contact, too, whoever deleted it is told: it is another record.
      await laptop.act({ op: 'restore', recordId: id, baseRevision: seen })
      expect(await about('notices')).toMatchObject([{ data: { forUserId: ben.session.user.id, field: 'deletedAt' } }])
      expect((await note(kept)).deletedAt).toBeNull()
      expect((await note(touched)).data?.['body']).toBe('Met twice')
    })

    it('[M4] stays where the delete was superseded', async () => {
      await bens.act(edit({ title: 'Coach' }))
      await laptop.act(remove())
      expect((await note(kept)).deletedAt).toBeNull()
    })

    it('[M4] goes again with a second delete', async () => {
      await bens.act(remove())
      await bens.act({ op: 'restore', recordId: id, baseRevision: 1_000_000 })
      await bens.act(remove(1_000_000))
      expect((await note(kept)).deletedAt).not.toBeNull()
      await bens.act({ op: 'restore', recordId: id, baseRevision: 1_000_000 })
      expect((await note(kept)).deletedAt).toBeNull()
    })
  })
})

describe('notices', () => {
  it('are dismissed by the person they are for, and nobody else', async () => {
    await bens.act(edit({ firstName: 'First' }))
    server.clock.advance(60_000)
    await laptop.act(edit({ firstName: 'Second' }))
    const [notice] = await about('notices')
    const dismiss = { entity: 'notices', op: 'update' as const, recordId: notice!.id, patch: { dismissedAt: '2026-11-21T12:00:00.000Z' }, baseRevision: notice!.revision }
    expect((await laptop.act(dismiss))[0]).toMatchObject({ status: 'rejected', error: { code: 'forbidden' } })
    expect((await bens.act(dismiss))[0]).toMatchObject({ status: 'applied' })
    expect((await bens.act({ ...dismiss, patch: { lost: 'x' } as never }))[0]).toMatchObject({ status: 'rejected', error: { code: 'forbidden' } })
  })
})

describe('time', () => {
  it('[T1] a clock that is a day ahead wins nothing by it', async () => {
    const skewed = setupDevice(server, ben, { skewMs: 24 * 3_600_000 })
    const early = skewed.mutation(edit({ firstName: 'Skewed' }))
    server.clock.advance(120_000)
    await laptop.act(edit({ firstName: 'True' }))
    server.clock.advance(60_000)
    const [result] = await skewed.push(early)
    expect(result).toMatchObject({ status: 'merged', superseded: ['firstName'], record: { data: { firstName: 'True' } } })
  })

  it('[T1] a clock that is a day behind loses nothing by it', async () => {
    const skewed = setupDevice(server, ben, { skewMs: -24 * 3_600_000 })
    await laptop.act(edit({ firstName: 'Earlier' }))
    server.clock.advance(120_000)
    const [result] = await skewed.act(edit({ firstName: 'Later' }))
    expect(result).toMatchObject({ status: 'merged', superseded: [], record: { data: { firstName: 'Later' } } })
  })
})
