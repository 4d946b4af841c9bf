import { afterEach, expect, it } from 'vitest'
import type { Row } from '../../src/db-worker/contract.ts'
import type { Json } from '../../src/shared/json.ts'
import { parseRich } from '../../src/ui/rich-text/parse-rich.ts'
import { edit, make, write } from '../simulation/replica-acts.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'

let world: World
afterEach(() => world.close())

const get = ({ store }: SimReplica, id: string): Row => store.data.get('notes', id)!
const bodyOf = (replica: SimReplica, id: string): string => String(get(replica, id).data['body'])
/** Saved from an editor that was opened on what stands on this device now. */
const rewrite = (replica: SimReplica, id: string, change: (body: string) => string): string => {
  const row = get(replica, id), from = String(row.data['body'] ?? '')
  return edit(replica, 'notes', id, { body: { $edit: { from, state: row.texts?.['body'] ?? null, text: change(from) } } as unknown as Json })
}

async function twoDevices(): Promise<[SimReplica, SimReplica]> {
  world = await createWorld({ seed: 8 })
  return world.replicas as [SimReplica, SimReplica]
}
const offline = (...replicas: SimReplica[]): void => { for (const replica of replicas) replica.goOffline() }

/** Every device shows the same notes, and nothing waits or failed. */
async function together(): Promise<void> {
  await world.drain()
  const shown = world.replicas.map(({ store }) => store.data.list({ entity: 'notes', limit: 1_000, sort: ['id'], state: 'all' }).rows.map(({ id, data, texts, deletedAt, revision }) => ({ id, data, texts, deletedAt, revision })))
  for (const other of shown.slice(1)) expect(other).toEqual(shown[0])
  for (const { store } of world.replicas) expect(store.data.journalCounts()).toMatchObject({ pending: 0, failed: 0, deferred: 0, conflict: 0 })
}

const note = `# Plan for May

Met in Porto and talked about the offer.

- Send the offer
- [ ] Call in June

> She said yes.`

it('[M1, M2, M6] a formatted note and an activity that two devices edit offline in every way end equal, and no word and no mark is lost', async () => {
  const [A, B] = await twoDevices()
  const contact = make(A, 'contacts', { firstName: 'Ana' }), company = make(A, 'companies', { name: 'Onda' }), project = make(A, 'projects', { name: 'Onboarding' })
  const id = make(A, 'notes', { contactId: contact, body: note, happenedAt: '2026-11-26T10:00:00.000Z' })
  const call = make(A, 'notes', { contactId: contact, kind: 'call', direction: 'out', minutes: 10, body: 'Asked about May.', happenedAt: '2026-11-26T11:00:00.000Z', people: [{ id: 'ben', value: 'Ben' }] })
  await together()
  offline(A, B)
  // A gives it shape; B writes in the same places.
  rewrite(A, id, (body) => body.replace('talked about the offer', '**talked about the offer**'))
  rewrite(A, id, (body) => body.replace('# Plan', '## Plan').replace('- Send the offer', '- *Send* the offer'))
  rewrite(A, id, (body) => body.replace('[ ] Call', '[x] Call').replace('Porto', `[@Onda](satchel:companies/${company})`))
  rewrite(A, id, (body) => `${body}\n\n1. first\n2. second`)
  await world.advance(60_000)
  rewrite(B, id, (body) => body.replace('the offer.', 'the long offer.'))
  rewrite(B, id, (body) => body.replace('- Send the offer', '- Send the offer today\n- Ask for the date'))
  rewrite(B, id, (body) => body.replace('[ ] Call', '[x] Call').replace('She said yes.', 'She said yes,\n> and no to `June`.'))
  rewrite(B, id, (body) => body.replace('May', '~~May~~ April'))
  edit(A, 'notes', call, { minutes: 25, people: [{ id: 'ben', value: 'Ben' }, { id: 'eva', value: 'Eva' }], companyId: company })
  rewrite(A, call, (body) => `${body} She **agrees**.`)
  edit(B, 'notes', call, { direction: 'in', people: [{ id: 'jo', value: 'Jo' }], happenedAt: '2026-11-26T11:30:00.000Z', projectId: project })
  rewrite(B, call, (body) => body.replace('May', 'May and June'))
  await together()
  const body = bodyOf(A, id), shape = JSON.stringify(parseRich(body))
  expect(body).toContain('## Plan')
  for (const word of ['~~May~~', 'April', '**talked about the long offer**', `[@Onda](satchel:companies/${company})`, '- *Send* the offer today', '- Ask for the date', 'and no to `June`.', '1. first\n2. second']) expect(body).toContain(word)
  // Both ticked it, so both wrote a cross: it is ticked.
  expect(shape).toContain('"checked":true')
  expect(parseRich(body).content.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'bulletList', 'taskList', 'blockquote', 'orderedList'])
  expect(get(B, call).data).toMatchObject({ kind: 'call', direction: 'in', minutes: 25, companyId: company, projectId: project, happenedAt: '2026-11-26T11:30:00.000Z', body: 'Asked about May and June. She **agrees**.' })
  // Ben: B wrote the list whole without him, and A did not touch him.
  expect((get(B, call).data['people'] as { value: string }[]).map(({ value }) => value).sort()).toEqual(['Eva', 'Jo'])
  for (const { store } of [A, B]) {
    store.settle()
    expect(store.data.list({ entity: 'notes', search: 'agrees' }).total).toBe(1)
    expect(store.data.list({ entity: 'notes', search: 'eva' }).total).toBe(1)
    expect(store.data.list({ entity: 'notes', where: { kind: 'call' } }).total).toBe(1)
    expect(store.data.list({ entity: 'projects', search: 'agrees' }).total, 'found through it').toBe(1)
  }
})

it('both give the same words bold at once, one bold and the other italic across: each mark stands', async () => {
  const [A, B] = await twoDevices()
  const contact = make(A, 'contacts', { firstName: 'Ana' }), id = make(A, 'notes', { contactId: contact, body: 'one two three four five' })
  await together()
  offline(A, B)
  rewrite(A, id, (body) => body.replace('one', '**one**').replace('three four', '**three four**'))
  rewrite(B, id, (body) => body.replace('one', '**one**').replace('four five', '*four five*'))
  await together()
  const marks = new Map<string, string[]>()
  for (const block of parseRich(bodyOf(A, id)).content) {
    for (const node of block.type === 'paragraph' ? block.content ?? [] : []) {
      if (node.type === 'text') for (const word of node.text.split(' ').filter(Boolean)) marks.set(word, (node.marks ?? []).map(({ type }) => type))
    }
  }
  expect(Object.fromEntries(marks)).toEqual({ one: ['bold'], two: [], three: ['bold'], four: ['bold', 'italic'], five: ['italic'] })
})

it('[U1, H1] a format is undone alone, the trash and the history hold an activity, and a deleted one that is edited comes back', async () => {
  const [A, B] = await twoDevices()
  const project = make(A, 'projects', { name: 'Onboarding' })
  const id = make(A, 'notes', { projectId: project, kind: 'meeting', body: 'Talked about May.', minutes: 60 })
  await together()
  const bold = rewrite(A, id, (body) => body.replace('May', '**May**'))
  await together()
  rewrite(B, id, (body) => `${body} And June.`)
  await together()
  A.store.data.undoAct(bold)
  await together()
  expect(bodyOf(B, id)).toBe('Talked about May. And June.')
  // A meeting without a word is one; a note is not.
  edit(A, 'notes', id, { body: null })
  await together()
  expect(get(B, id).data).toMatchObject({ kind: 'meeting', minutes: 60 })
  expect(() => edit(A, 'notes', id, { kind: 'note' })).toThrow(expect.objectContaining({ details: { rule: 'note_needs_text' } }))
  offline(A, B)
  write(A, { entity: 'notes', recordId: id, op: 'delete', patch: {} })
  edit(B, 'notes', id, { minutes: 90 })
  await together()
  expect(get(A, id)).toMatchObject({ deletedAt: null, data: { minutes: 90 } })
  write(A, { entity: 'projects', recordId: project, op: 'delete', patch: {} })
  await together()
  expect(get(B, id).deletedAt, 'goes with its project').not.toBeNull()
  write(B, { entity: 'projects', recordId: project, op: 'restore', patch: {} })
  await together()
  expect(get(A, id).deletedAt).toBeNull()
  expect(A.store.data.history('notes', id).map(({ op }) => op)).toContain('create')
})

it('what is being written is joined with what came, without writing anything', async () => {
  const [A, B] = await twoDevices()
  const contact = make(A, 'contacts', { firstName: 'Ana' }), id = make(A, 'notes', { contactId: contact, body: 'Asked for the offer today.' })
  await together()
  const began = { from: bodyOf(A, id), state: get(A, id).texts?.['body'] ?? null }
  rewrite(B, id, (body) => body.replace('offer', '**offer**').replace('Asked', 'Ana asked'))
  await together()
  const joined = A.store.data.joinEdit('notes', id, 'body', { ...began, text: 'Asked for the offer in two versions today.\n' })!
  expect(joined).toEqual({ from: 'Ana asked for the **offer** today.', state: get(A, id).texts!['body'], text: 'Ana asked for the **offer** in two versions today.\n' })
  expect(A.store.data.journalCounts()).toMatchObject({ pending: 0 })
  // Nothing written: what stands.
  expect(A.store.data.joinEdit('notes', id, 'body', { ...began, text: began.from })!.text).toBe('Ana asked for the **offer** today.')
  expect(A.store.data.joinEdit('notes', 'none', 'body', { ...began, text: '' })).toBeNull()
  expect(() => A.store.data.joinEdit('notes', id, 'happenedAt', { ...began, text: '' })).toThrow(expect.objectContaining({ code: 'invalid' }))
  edit(A, 'notes', id, { body: { $edit: joined } as unknown as Json })
  await together()
  expect(bodyOf(B, id)).toBe('Ana asked for the **offer** in two versions today.\n')
})
