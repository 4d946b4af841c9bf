import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineEntity } from '../../src/model/entity.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { z } from '../../src/shared/zod.ts'
import { setupAccount, setupDevice, setupServer, type Device, type Server } from './sync-api-setup.ts'

/** An entity the product has not got: one model file, and the server syncs it. */
const boats = defineEntity({
  name: 'boats',
  label: { one: 'boat', many: 'boats' },
  priority: 'critical',
  schemaVersion: 2,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: z.string() },
    skipper: { kind: 'reference', label: 'Skipper', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'detach' } },
    berth: { kind: 'reference', label: 'Berth', policy: 'newest', schema: z.string(), reference: { entity: 'boats', onDelete: 'restrict' } },
    class: { kind: 'text', label: 'Class', policy: 'role', schema: z.string() },
    stamp: { kind: 'text', label: 'Stamp', policy: 'server', schema: z.string(), serverOnly: true },
  },
  columns: { name: { label: 'Name', type: 'text', sort: (data) => String(data['name'] ?? '') } },
  rules: [],
  title: (data) => String(data['name'] ?? ''),
  upcasts: [(data) => { const { title, ...rest } = data; return title === undefined ? rest : { ...rest, name: title } }],
})
const model = createModel([...productEntities, boats])

let server: Server
let phone: Device
beforeEach(async () => {
  server = await setupServer({ model })
  phone = setupDevice(server, await setupAccount(server), { model })
})
afterEach(() => server.close())

const boat = (patch: object, recordId = phone.newId()) => ({ entity: 'boats', op: 'create' as const, recordId, patch: patch as never })
const all = async (id: string) => (await phone.all('boats')).find((record) => record.id === id)!

describe('an invented entity', () => {
  it('is pushed, pulled and kept in history by its model file alone', async () => {
    const made = boat({ name: 'Albatros' })
    expect(await phone.act(made)).toMatchObject([{ status: 'applied' }])
    expect((await all(made.recordId)).data).toEqual({ name: 'Albatros' })
    expect((await phone.all('history'))[0]!.data).toMatchObject({ entity: 'boats', recordId: made.recordId })
  })

  it('[K1] lifts changes of an older shape and leaves their hash alone', async () => {
    const made = phone.mutation(boat({ title: 'Albatros' }))
    expect(await phone.push(made)).toMatchObject([{ status: 'applied', record: { data: { name: 'Albatros' } } }])
    expect(await phone.push(made)).toMatchObject([{ duplicate: true }])
  })

  it('refuses fields that the server alone writes', async () => {
    const made = phone.mutation(boat({ name: 'A', stamp: 'mine' })).map((change) => ({ ...change, schemaVersion: 2 }))
    expect(await phone.push(made)).toMatchObject([{ error: { code: 'forbidden', field: 'stamp' } }])
  })

  it('[M4] takes the reference out when what it names is deleted, and puts it back where unchanged', async () => {
    const contact = { op: 'create' as const, recordId: phone.newId(), patch: { firstName: 'Bea' } }
    const kept = boat({ name: 'Kept', skipper: contact.recordId }), changed = boat({ name: 'Changed', skipper: contact.recordId })
    await phone.act(contact, kept, changed)
    await phone.act({ op: 'delete', recordId: contact.recordId, baseRevision: 1_000 })
    expect((await all(kept.recordId)).data).toEqual({ name: 'Kept' })
    const other = { op: 'create' as const, recordId: phone.newId(), patch: { firstName: 'Cea' } }
    await phone.act(other, { entity: 'boats', op: 'update', recordId: changed.recordId, patch: { skipper: other.recordId }, baseRevision: 1_000 })
    await phone.act({ op: 'restore', recordId: contact.recordId, baseRevision: 1_000 })
    expect((await all(kept.recordId)).data).toEqual({ name: 'Kept', skipper: contact.recordId })
    expect((await all(changed.recordId)).data).toEqual({ name: 'Changed', skipper: other.recordId })
  })

  it('[M4] refuses the delete of what others may not be without', async () => {
    const harbour = boat({ name: 'Harbour' })
    await phone.act(harbour, boat({ name: 'Dinghy', berth: harbour.recordId }))
    expect(await phone.act({ entity: 'boats', op: 'delete', recordId: harbour.recordId, baseRevision: 1_000 })).toMatchObject([{ status: 'rejected', error: { code: 'still_referenced' } }])
    expect((await all(harbour.recordId)).deletedAt).toBeNull()
  })

  it('[P2] does not follow a reference whose record was never accepted', async () => {
    const results = await phone.push([
      ...phone.mutation({ op: 'create', recordId: '01a1fdfa-4600-7000-8000-000000000001', patch: { birthday: 'soon', firstName: 'x' } }),
      ...phone.mutation(boat({ name: 'A', skipper: '01a1fdfa-4600-7000-8000-000000000001' })),
    ])
    expect(results).toMatchObject([{ status: 'rejected' }, { status: 'deferred', waitsFor: '01a1fdfa-4600-7000-8000-000000000001' }])
  })
})
