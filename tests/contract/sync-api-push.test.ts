import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let server: Server
let account: Account
let device: Device
beforeAll(async () => {
  server = await setupServer()
  account = await setupAccount(server)
  device = setupDevice(server, account)
})
afterAll(() => server.close())

const create = (more: object = {}) => ({ op: 'create' as const, recordId: device.newId(), patch: { firstName: 'Bea', ...more } })

describe('a push', () => {
  it('[P2] applies a create and answers the record with its revision', async () => {
    const [result] = await device.act(create())
    expect(result).toMatchObject({
      status: 'applied', record: { entity: 'contacts', data: { firstName: 'Bea' }, deletedAt: null, updatedBy: account.session.user.id },
    })
  })

  it('[P2, P3] answers the same id and hash with its first status, as a duplicate, and the record as it is now', async () => {
    const made = device.mutation(create())
    const [first] = await device.push(made)
    const id = made[0]!.recordId
    await device.act({ op: 'update', recordId: id, patch: { title: 'Coach' }, baseRevision: first!.status === 'applied' ? first!.revision : 0 })
    const before = (await device.all('contacts')).length
    const [again] = await device.push(made)
    expect(again).toMatchObject({ status: 'applied', duplicate: true, record: { data: { firstName: 'Bea', title: 'Coach' } } })
    expect((await device.all('contacts')).length).toBe(before)
    expect((await device.all('history')).filter((entry) => entry.data?.['recordId'] === id)).toHaveLength(2)
  })

  it('[P2] rejects an id that came back with another content, and changes nothing', async () => {
    const made = device.mutation(create())
    await device.push(made)
    const other = [{ ...made[0]!, patch: { firstName: 'Eve' }, bodyHash: 'f'.repeat(64) }]
    expect(await device.push(other)).toMatchObject([{ status: 'rejected', error: { code: 'id_reused' } }])
    expect(await device.push(made)).toMatchObject([{ status: 'applied', duplicate: true, record: { data: { firstName: 'Bea' } } }])
  })

  it('[P2] takes a change sent twice in one request as one', async () => {
    const made = device.mutation(create())
    const results = await device.push([made[0]!, made[0]!])
    expect(results.map((result) => [result.status, result.duplicate ?? false])).toEqual([['applied', false], ['applied', true]])
  })

  it('[P2] computes the hash of a change that brings none', async () => {
    const [{ bodyHash: _hash, ...bare }] = device.mutation(create()) as [ReturnType<Device['mutation']>[number]]
    await device.push([bare])
    expect(await device.push([bare])).toMatchObject([{ duplicate: true }])
    expect(await device.push([{ ...bare, patch: { firstName: 'Other' } }])).toMatchObject([{ error: { code: 'id_reused' } }])
  })

  it('[P2] undoes the whole mutation when one change of it is refused, and keeps the answers', async () => {
    const good = create(), bad = create({ birthday: 'soon' })
    const mutation = device.mutation(good, bad)
    const results = await device.push(mutation)
    expect(results).toMatchObject([
      { status: 'rejected', error: { code: 'mutation_refused' } }, { status: 'rejected', error: { code: 'invalid', field: 'birthday' } },
    ])
    expect((await device.all('contacts')).map((record) => record.id)).not.toContain(good.recordId)
    expect(await device.push(mutation)).toMatchObject([
      { duplicate: true, error: { code: 'mutation_refused' } }, { duplicate: true, error: { code: 'invalid' } },
    ])
  })

  it('[P2] lets the mutations beside a refused one through', async () => {
    const good = device.mutation(create()), bad = device.mutation(create({ birthday: 'soon' })), also = device.mutation(create())
    const results = await device.push([...good, ...bad, ...also])
    expect(results.map((result) => result.status)).toEqual(['applied', 'rejected', 'applied'])
  })

  it('[P2] takes a create of a record that exists as an update that knew of nothing', async () => {
    const other = setupDevice(server, account)
    const first = create({ title: 'Coach' })
    await device.act(first)
    const [result] = await other.act({ ...first, patch: { firstName: 'Bea', source: 'card' } })
    expect(result).toMatchObject({ status: 'applied', record: { data: { firstName: 'Bea', title: 'Coach', source: 'card' } } })
  })

  it('[P2] takes a create of a deleted record as an edit, which brings it back', async () => {
    const first = create()
    await device.act(first)
    await device.act({ op: 'delete', recordId: first.recordId, baseRevision: 1_000_000 })
    const [result] = await setupDevice(server, account).act(first)
    expect(result).toMatchObject({ record: { deletedAt: null } })
  })

  it('[P2] defers what refers to a record that has not arrived, with its whole mutation, and stores nothing', async () => {
    const contact = create()
    const note = { entity: 'notes', op: 'create' as const, recordId: device.newId(), patch: { contactId: contact.recordId, body: 'Met' } }
    const beside = create()
    const mutation = device.mutation(note, beside)
    expect(await device.push(mutation)).toMatchObject([
      { status: 'deferred', waitsFor: contact.recordId }, { status: 'deferred', waitsFor: contact.recordId },
    ])
    expect((await device.all('contacts')).map((record) => record.id)).not.toContain(beside.recordId)
    await device.act(contact)
    const results = await device.push(mutation)
    expect(results.map((result) => [result.status, result.duplicate])).toEqual([['applied', undefined], ['applied', undefined]])
  })

  it('[P2] defers an edit of a record that has not arrived', async () => {
    const missing = device.newId()
    expect(await device.act({ op: 'update', recordId: missing, patch: { title: 'x' } })).toMatchObject([{ status: 'deferred', waitsFor: missing }])
  })

  it('[P2] a refusal takes precedence over a deferral', async () => {
    const note = { entity: 'notes', op: 'create' as const, patch: { contactId: device.newId(), body: 'Met' } }
    expect(await device.act(note, create({ birthday: 'soon' }))).toMatchObject([
      { status: 'rejected', error: { code: 'mutation_refused' } }, { status: 'rejected', error: { code: 'invalid' } },
    ])
  })

  it('[P2] accepts a reference to a record of the same mutation, whichever comes first', async () => {
    const contact = create()
    const note = { entity: 'notes', op: 'create' as const, patch: { contactId: contact.recordId, body: 'Met' } }
    expect((await device.act(note, contact)).map((result) => result.status)).toEqual(['applied', 'applied'])
  })

  it('[P4] judges a misshapen change alone, with its mutation', async () => {
    const good = device.mutation(create()), bad = device.mutation(create(), create())
    const results = await device.push([...good, { ...bad[0]!, op: 'explode' as never }, bad[1]!])
    expect(results).toMatchObject([{ status: 'applied' }, { status: 'rejected', error: { code: 'invalid' } }, { status: 'rejected', error: { code: 'mutation_refused' } }])
  })

  it('[P4] answers 400 to what is no push at all, and 400 to more than 100 changes', async () => {
    expect(await device.pushRaw({ hello: 1 })).toMatchObject({ status: 400, body: { error: 'invalid' } })
    const many = Array.from({ length: 101 }, () => device.mutation(create())).flat()
    await expect(device.push(many)).rejects.toMatchObject({ status: 400 })
  })

  it('[P4] refuses unknown entities and fields by name, one by one', async () => {
    expect(await device.act({ ...create(), entity: 'dragons' })).toMatchObject([{ error: { code: 'unknown_entity' } }])
    expect(await device.act(create({ wings: 2 }))).toMatchObject([{ error: { code: 'invalid', field: 'wings' } }])
  })

  it('[P4] refuses what a field cannot hold also where it would have lost, so that no history or conflict keeps it', async () => {
    const other = setupDevice(server, account)
    const [made] = await device.act(create({ title: 'old', company: 'old' }))
    const { id, revision } = (made as { record: { id: string; revision: number } }).record
    for (const patch of [{ title: { $set: { add: ['x'] } } }, { title: 7 }, { company: ['x'] }, { tags: 'x' }, { tags: [{ label: 'no id' }] }]) {
      const early = other.mutation({ op: 'update', recordId: id, patch: patch as never, baseRevision: revision })
      server.clock.advance(60_000)
      await device.act({ op: 'update', recordId: id, patch: { title: 'newer', company: 'newer', tags: ['newer'] }, baseRevision: 1_000_000 })
      expect(await other.push(early)).toMatchObject([{ status: 'rejected', error: { code: 'invalid', field: Object.keys(patch)[0] } }])
    }
    for (const entity of ['conflicts', 'notices']) expect((await device.all(entity)).filter((record) => record.data?.['recordId'] === id)).toEqual([])
  })

  it('[M5] holds the merged record to the rules of the model, by the rule\'s name', async () => {
    const [result] = await device.act({ op: 'create', patch: { title: 'Nobody' } })
    expect(result).toMatchObject({ status: 'rejected', error: { code: 'contact_needs_a_name' } })
    const contact = create()
    await device.act(contact)
    expect(await device.act({ op: 'update', recordId: contact.recordId, patch: { firstName: null }, baseRevision: 1_000_000 }))
      .toMatchObject([{ error: { code: 'contact_needs_a_name' } }])
  })

  it('[M5] refuses what the role does not allow', async () => {
    const viewer = setupDevice(server, await setupMember(server, account, 'Vic', 'viewer'))
    expect(await viewer.act(create())).toMatchObject([{ status: 'rejected', error: { code: 'role_may_not_write' } }])
    const member = setupDevice(server, await setupMember(server, account, 'Mel', 'member'))
    expect(await member.act(create())).toMatchObject([{ status: 'applied' }])
  })

  it('[H1] history and notices are only appended to, and only by the server', async () => {
    const other = setupDevice(server, account)
    const [made] = await device.act(create({ title: 'old' }))
    const { id, revision } = (made as { record: { id: string; revision: number } }).record
    await device.act({ op: 'update', recordId: id, patch: { title: 'one' }, baseRevision: revision })
    server.clock.advance(60_000)
    await other.act({ op: 'update', recordId: id, patch: { title: 'two' }, baseRevision: revision })
    const entry = (await device.all('history'))[0]!, notices = await device.all('notices')
    const notice = notices.find((record) => record.data?.['recordId'] === id)!
    const attempts = [
      { entity: 'history', recordId: entry.id, op: 'update' as const, patch: { userName: 'x' } }, { entity: 'history', recordId: entry.id, op: 'delete' as const },
      { entity: 'history', recordId: entry.id, op: 'restore' as const }, { entity: 'notices', recordId: notice.id, op: 'delete' as const },
      { entity: 'notices', recordId: notice.id, op: 'update' as const, patch: { lost: 'x' } },
    ]
    for (const attempt of attempts) expect(await device.act({ ...attempt, baseRevision: 1_000_000 })).toMatchObject([{ status: 'rejected', error: { code: 'forbidden' } }])
    expect((await device.all('history')).find((record) => record.id === entry.id)).toEqual(entry)
    expect(await device.all('notices')).toEqual(notices)
  })

  it('refuses records and fields that the server alone writes', async () => {
    for (const entity of ['history', 'conflicts', 'notices']) {
      expect(await device.act({ entity, op: 'create', patch: {} })).toMatchObject([{ error: { code: 'forbidden' } }])
    }
  })

  it('[H1] writes one history entry a committed change, under the change\'s id', async () => {
    const contact = create()
    const made = device.mutation(contact)
    await device.push(made)
    const edit = device.mutation({ op: 'update', recordId: contact.recordId, patch: { firstName: 'Bea', title: 'Coach' }, baseRevision: 1_000_000 })
    await device.push(edit)
    const entries = (await device.all('history')).filter((entry) => entry.data?.['recordId'] === contact.recordId)
    expect(entries.map((entry) => entry.id)).toEqual([made[0]!.id, edit[0]!.id])
    expect(entries[0]!.data).toMatchObject({ op: 'create', fields: {}, mutationId: made[0]!.mutationId, userName: 'Ana', replicaId: device.replicaId })
    expect(entries[1]!.data).toMatchObject({ op: 'update', fields: { title: { from: null, to: 'Coach' } } })
  })

  it('[R1] gives each record of a commit its own revision, without a gap', async () => {
    const fresh = await setupServer()
    const person = await setupAccount(fresh)
    const phone = setupDevice(fresh, person)
    await phone.act(create(), create())
    await phone.act(create())
    const { body } = await phone.pull()
    expect(body.changes.map((change) => change.revision)).toEqual([1, 2, 3, 4, 5, 6])
    await fresh.close()
  })
})

describe('a fault of the server\'s own', () => {
  it('refuses the one mutation that meets it, unstored, and lets the others through', async () => {
    const { createModel, productEntities } = await import('../../src/model/model.ts')
    const { contacts } = await import('../../src/model/contacts.ts')
    const faulty = { ...contacts, rules: [{ name: 'faulty', check: (data: Record<string, unknown>) => { if (data['title'] === 'boom') throw new TypeError('boom'); return null } }] }
    const model = createModel(productEntities.map((entity) => (entity.name === 'contacts' ? faulty : entity)))
    const fresh = await setupServer({ model })
    const phone = setupDevice(fresh, await setupAccount(fresh))
    const results = await phone.push([...phone.mutation(create()), ...phone.mutation(create({ title: 'boom' })), ...phone.mutation(create())])
    expect(results).toMatchObject([{ status: 'applied' }, { status: 'rejected', error: { code: 'server_error' } }, { status: 'applied' }])
    await fresh.close()
  })
})
