import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editText, startOf, writeState } from '../../src/merge/text-document.ts'
import { documentIn } from '../../src/merge/text-field.ts'
import { limits } from '../../src/model/text.ts'
import type { PulledChange } from '../../src/protocol/pull.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Device, type Draft, type Server } from './sync-api-setup.ts'

let server: Server
let phone: Device, bens: Device, workspaceId: string
/** A note that both have seen, and the revision they saw. */
let id: string, seen: number
const first = 'Met for tea. Two children.'

beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())
beforeEach(async () => {
  const ana = await setupAccount(server)
  workspaceId = ana.session.workspace.id
  phone = setupDevice(server, ana)
  bens = setupDevice(server, await setupMember(server, ana, 'Ben', 'member'))
  const contactId = phone.newId()
  id = phone.newId()
  const results = await phone.act({ op: 'create', recordId: contactId, patch: { firstName: 'Bea' } }, { entity: 'notes', op: 'create', recordId: id, patch: { contactId, body: first } })
  seen = (results[1] as { revision: number }).revision
})

const note = async (): Promise<PulledChange> => (await phone.all('notes')).find((record) => record.id === id)!
const about = async (entity: string): Promise<Data[]> => (await phone.all(entity)).map(({ data }) => data as Data).filter((data) => data['recordId'] === id)
const update = (body: Json, more: Partial<Draft> = {}): Draft => ({ entity: 'notes', op: 'update', recordId: id, patch: { body }, before: { body: first }, baseRevision: seen, ...more })
const edited = (text: string, seed: string, data: Data = { body: first }): Json => ({ $text: writeState(editText(documentIn(data, 'body'), text, seed)) })

describe('a note\'s text', () => {
  it('[M2, H1] keeps both of two edits made apart: merged, in the history as words, and nobody is told', async () => {
    expect(await phone.act(update(edited('Met for green tea. Two children.', 'a')))).toMatchObject([{ status: 'applied' }])
    expect(await bens.act(update(edited('Met for tea. Two children and a dog.', 'b')))).toMatchObject([
      { status: 'merged', superseded: [], record: { data: { body: 'Met for green tea. Two children and a dog.' } } },
    ])
    expect((await note()).data).toMatchObject({ body: 'Met for green tea. Two children and a dog.', $text: { body: expect.any(String) as string } })
    expect(await about('notices')).toEqual([])
    expect(await about('conflicts')).toEqual([])
    const history = await about('history')
    expect(history.map((entry) => entry['fields'])).toContainEqual({ body: { from: 'Met for green tea. Two children.', to: 'Met for green tea. Two children and a dog.' } })
    expect(JSON.stringify(history)).not.toContain('$text')
  })

  it('[P2] written as a plain string, by a script or a version of before, it loses no word either', async () => {
    await phone.act(update(edited('Met for green tea. Two children.', 'a')))
    expect(await bens.act(update('Met for tea. Two children and a dog.'))).toMatchObject([{ status: 'merged', record: { data: { body: 'Met for green tea. Two children and a dog.' } } }])
    const { revision } = await note()
    expect(await bens.act(update('Anew.', { baseRevision: revision }))).toMatchObject([{ status: 'applied', record: { data: { body: 'Anew.' } } }])
  })

  it('[M3] an open conflict of before texts merged is still settled, and its words are what stands', async () => {
    // Opened by the server of then: written straight into its store.
    const open = { entity: 'notes', recordId: id, field: 'body', base: first, theirs: { value: first }, mine: [{ value: 'Mine.', replicaId: bens.replicaId }], status: 'open', openedAt: '2026-01-01T00:00:00.000Z' }
    const conflictId = phone.newId()
    await openConflict(conflictId, open)
    const results = await bens.act(
      update(edited('Mine.', 's')),
      { entity: 'conflicts', op: 'update', recordId: conflictId, patch: { status: 'settled', settlement: { value: 'Mine.', saw: { theirs: open.theirs, mine: open.mine } } } })
    expect(results).toMatchObject([{ status: 'applied', record: { data: { body: 'Mine.' } } }, { status: 'applied', record: { data: { status: 'settled' } } }])
  })

  it('[P4] an edit that is none, or builds on what is not there, is rejected alone and leaves the text as it is', async () => {
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'what nobody has sent')
    const before = Y.encodeStateVector(doc)
    doc.getText('t').insert(4, ' only this')
    const incremental = writeState(Y.encodeStateAsUpdate(doc, before))
    for (const $text of ['', '@@@@', 'AAA', btoa('no update at all'), btoa('\xff'.repeat(50)), incremental]) {
      expect(await bens.act(update({ $text })), $text).toMatchObject([{ status: 'rejected', error: { code: 'invalid', field: 'body' } }])
    }
    expect(await bens.act(update({ $text: 'AAA=', more: 1 }))).toMatchObject([{ status: 'rejected', error: { code: 'invalid' } }])
    expect(await bens.act({ entity: 'contacts', op: 'create', patch: { firstName: { $text: 'AAA=' } } })).toMatchObject([{ status: 'rejected', error: { code: 'invalid' } }])
    expect(await bens.act({ ...update(first), patch: { $text: { body: 'AAA=' } } })).toMatchObject([{ status: 'rejected', error: { code: 'invalid', field: '$text' } }])
    expect((await note()).data).toEqual({ contactId: expect.any(String) as string, body: first })
  })

  it('[M5] the words that come of it are held to the field and the rules', async () => {
    expect(await bens.act(update(edited('', 'a')))).toMatchObject([{ status: 'rejected', error: { code: 'note_needs_text' } }])
    const long = 'x'.repeat(limits.text - 100)
    expect(await bens.act(update(edited(`${first} ${long}`, 'a')))).toMatchObject([{ status: 'applied' }])
    expect(await phone.act(update(edited(`${long} ${first}`, 'b')))).toMatchObject([{ status: 'rejected', error: { code: 'invalid', field: 'body' } }])
  })

  it('[R4] of a field that only newer devices know is a text all the same: both edits survive, as words and document', async () => {
    const newer = async (device: Device, draft: Draft) => {
      const [change] = device.mutation(draft)
      return (await device.push([{ ...change!, schemaVersion: 99, bodyHash: undefined as never }], { schemaVersion: 999 }))[0]
    }
    const story = (text: string, seed: string, data: Data): Json => ({ $text: writeState(editText(documentIn(data, 'story'), text, seed)) })
    for (const [entity, recordId] of [['notes', id], ['tales', phone.newId()]] as const) {
      const made = story('Once upon a time.', 'a', {})
      const [begun] = [await newer(phone, { entity, op: entity === 'notes' ? 'update' : 'create', recordId, patch: { story: made }, baseRevision: seen })]
      const data = (begun as unknown as { record: PulledChange }).record.data as Data
      expect(data).toMatchObject({ story: 'Once upon a time.', $text: { story: (made as { $text: string }).$text } })
      const base = (begun as { revision: number }).revision
      await newer(phone, { entity, op: 'update', recordId, patch: { story: story('Once upon a rainy time.', 'b', data) }, before: { story: 'Once upon a time.' }, baseRevision: base })
      await newer(bens, { entity, op: 'update', recordId, patch: { story: story('Once upon a time. The end.', 'c', data) }, before: { story: 'Once upon a time.' }, baseRevision: base })
      expect((await phone.all(entity)).find((record) => record.id === recordId)?.data?.['story']).toBe('Once upon a rainy time. The end.')
    }
  })

  it('[P2, P3] the same edit again answers its first status and changes nothing', async () => {
    const changes = phone.mutation(update(edited('Met for green tea. Two children.', 'a')))
    await phone.push(changes)
    const once = await note()
    expect(await phone.push(changes)).toMatchObject([{ status: 'applied', duplicate: true }])
    expect(await note()).toEqual(once)
  })

  it('two who start from the words alone have started from the same document', () => {
    expect(startOf('body', first)).toEqual(documentIn({ body: first }, 'body'))
  })
})

async function openConflict(conflictId: string, data: Data): Promise<void> {
  await server.store.write(workspaceId, async (writer) => {
    const revision = 1_000
    const record = { entity: 'conflicts', id: conflictId, revision, createdRevision: revision, data, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: '', meta: {}, removed: {} }
    const { entity, recordId, field } = data as Record<'entity' | 'recordId' | 'field', string>
    await writer.save({
      commit: { revision, mark: 'm', at: '2026-01-01T00:00:00.000Z' }, records: [record], answers: [], links: [], derived: [], closedConflicts: [], openedConflicts: [{ entity, recordId, field, conflictId }],
    })
  })
}
