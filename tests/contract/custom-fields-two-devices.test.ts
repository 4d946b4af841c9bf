import { afterEach, expect, it } from 'vitest'
import type { Row } from '../../src/db-worker/contract.ts'
import { customCarriers } from '../../src/model/custom-kinds.ts'
import { namedChoiceId, namedFieldId, readCustomField, type CustomField } from '../../src/model/custom-fields.ts'
import { chosenMembers, customElements, customPatch, customValue, plainMembers, valueText, type Members } from '../../src/model/custom-value.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { edit, make, write } from '../simulation/replica-acts.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'

let world: World
afterEach(() => world.close())

const get = ({ store }: SimReplica, entity: string, id: string): Row | null => store.data.get(entity, id)

const base = { currency: 'EUR', choices: [], position: 1, removed: false }
/** Makes a field as the settings do. */
function makeField(replica: SimReplica, { entity, kind, label }: Pick<CustomField, 'entity' | 'kind' | 'label'>, choices: readonly string[] = []): CustomField {
  const id = namedFieldId({ entity, kind, label, currency: kind === 'money' ? 'EUR' : '' })
  const elements = choices.map((value, at) => ({ id: namedChoiceId(id, value), value, position: at }))
  make(replica, 'customFields', { entity, kind, label, position: 1, removed: false, ...(kind === 'money' ? { currency: 'EUR' } : {}), ...(elements.length > 0 ? { choices: elements } : {}) }, id)
  return { ...base, id, entity, kind, label, choices: elements.map((element) => ({ id: element.id, label: element.value, removed: false })) }
}
const set = (replica: SimReplica, record: { entity: string; id: string }, field: CustomField, members: Members): string => edit(replica, record.entity, record.id, customPatch({ [field.id]: members }))
const words = (replica: SimReplica, { entity, id }: { entity: string; id: string }, field: CustomField): string => {
  const row = get(replica, 'customFields', field.id)
  return valueText(row === null ? field : readCustomField(field.id, row.data)!, customValue(get(replica, entity, id)!.data, field.id))
}

async function twoDevices(options: Parameters<typeof createWorld>[0] = { seed: 5 }): Promise<[SimReplica, SimReplica]> {
  world = await createWorld(options)
  const [A, B] = world.replicas as [SimReplica, SimReplica]
  return [A, B]
}
const offline = (...replicas: SimReplica[]): void => { for (const replica of replicas) replica.goOffline() }

/** Every device shows the same of these, and the server has it. */
async function together(): Promise<void> {
  await world.drain()
  const shown = world.replicas.map(({ store }) => [...customCarriers, 'customFields'].flatMap((entity) => store.data.list({ entity, limit: 1_000, sort: ['id'], state: 'all' }).rows).map(({ id, data, deletedAt, revision }) => ({ id, data, deletedAt, revision })))
  for (const other of shown.slice(1)) expect(other).toEqual(shown[0])
  for (const { store } of world.replicas) expect(store.data.journalCounts()).toMatchObject({ pending: 0, failed: 0, deferred: 0 })
}

const firstFields = { contacts: { firstName: 'Ana' }, companies: { name: 'Onda' }, projects: { name: 'Onboarding' }, tasks: { title: 'Call Ana' } } as const

it.each(customCarriers)('[M1, M2, M6] two devices that write the values of one of the %s offline, of every kind, end equal, and nothing is lost', async (entity) => {
  const [A, B] = await twoDevices()
  const text = makeField(A, { entity, kind: 'text', label: 'Origin' }), number = makeField(A, { entity, kind: 'number', label: 'Size' }), money = makeField(A, { entity, kind: 'money', label: 'Budget' })
  const date = makeField(A, { entity, kind: 'date', label: 'Since' }), choice = makeField(A, { entity, kind: 'choice', label: 'Level' }, ['Gold', 'Silver'])
  const several = makeField(A, { entity, kind: 'choices', label: 'Interests' }, ['Golf', 'Chess', 'Sailing']), link = makeField(A, { entity, kind: 'link', label: 'Folder' }), person = makeField(A, { entity, kind: 'person', label: 'Advisor' })
  const record = { entity, id: make(A, entity, { ...firstFields[entity], custom: customElements({ [text.id]: { text: 'Fair' }, [several.id]: { [several.choices[0]!.id]: true } }) }) }
  await together()
  offline(A, B)
  set(A, record, text, plainMembers(text, 'The fair in Porto'))
  set(A, record, number, plainMembers(number, 12))
  set(A, record, money, plainMembers(money, 125_000))
  set(A, record, several, chosenMembers(customValue(get(A, entity, record.id)!.data, several.id), [several.choices[0]!.id, several.choices[1]!.id]))
  await world.advance(60_000)
  set(B, record, date, plainMembers(date, '2026-11-27'))
  set(B, record, choice, plainMembers(choice, choice.choices[1]!.id))
  set(B, record, link, plainMembers(link, 'https://example.com/ana'))
  set(B, record, person, { person: world.replicas[0]!.store.core.makeId(), name: 'Ben' })
  set(B, record, several, chosenMembers(customValue(get(B, entity, record.id)!.data, several.id), [several.choices[2]!.id]))
  set(B, record, number, plainMembers(number, 40))
  await together()
  expect([text, number, money, date, choice, link, person].map((field) => words(A, record, field))).toEqual(['The fair in Porto', '40', '1250.00', '2026-11-27', 'Silver', 'https://example.com/ana', 'Ben'])
  // A put one in, B put one in and took one out: choices merge each by itself.
  expect(words(B, record, several)).toBe('Chess; Sailing')
  // The number that lost is told to A, and stands in the history.
  const history = await Promise.resolve(A.store.data.history(entity, record.id))
  expect(JSON.stringify(history)).toContain('"number":12')
  expect(A.store.data.list({ entity: 'notices', where: { recordId: record.id }, limit: 100 }).rows).toHaveLength(1)
})

it('[M4] a field that is taken away while another writes values hides them, and put back it shows them all', async () => {
  const [A, B] = await twoDevices()
  const field = makeField(A, { entity: 'tasks', kind: 'text', label: 'Room' }), record = { entity: 'tasks', id: make(A, 'tasks', { title: 'Paint' }) }
  await together()
  offline(A, B)
  edit(A, 'customFields', field.id, { removed: true })
  edit(B, 'customFields', field.id, { label: 'Room or place' })
  set(B, record, field, plainMembers(field, 'Attic'))
  const other = make(B, 'tasks', { title: 'Sweep', custom: customElements({ [field.id]: { text: 'Cellar' } }) })
  await together()
  expect(get(B, 'customFields', field.id)!.data).toMatchObject({ removed: true, label: 'Room or place' })
  edit(B, 'customFields', field.id, { removed: false })
  await together()
  expect([words(A, record, field), words(A, { entity: 'tasks', id: other }, field)]).toEqual(['Attic', 'Cellar'])
})

it('a choice that is taken away and renamed while another picks it stays what was picked', async () => {
  const [A, B] = await twoDevices()
  const field = makeField(A, { entity: 'contacts', kind: 'choice', label: 'Level' }, ['Gold', 'Silver']), [gold, silver] = field.choices.map(({ id }) => id) as [string, string]
  const ana = { entity: 'contacts', id: make(A, 'contacts', { firstName: 'Ana' }) }, ben = { entity: 'contacts', id: make(A, 'contacts', { firstName: 'Ben' }) }
  await together()
  offline(A, B)
  edit(A, 'customFields', field.id, { choices: { $set: { update: { [gold]: { removed: true }, [silver]: { value: 'Second' } }, add: [{ id: namedChoiceId(field.id, 'Tin'), value: 'Tin', position: 3 }] } } })
  edit(B, 'customFields', field.id, { choices: { $set: { update: { [gold]: { value: 'First' } }, add: [{ id: namedChoiceId(field.id, 'tin'), value: 'tin', position: 4 }] } } })
  set(B, ana, field, plainMembers(field, gold))
  set(B, ben, field, plainMembers(field, silver))
  await together()
  expect([words(A, ana, field), words(A, ben, field)]).toEqual(['First', 'Second'])
  const now = readCustomField(field.id, get(A, 'customFields', field.id)!.data)!
  expect(now.choices.map(({ label, removed }) => [label, removed])).toEqual([['First', true], ['Second', false], [expect.stringMatching(/tin/i), false]])
})

it('[P2] two devices that make the same field offline have made one, with the choices of both and the values of both', async () => {
  const [A, B] = await twoDevices()
  const ana = { entity: 'contacts', id: make(A, 'contacts', { firstName: 'Ana' }) }
  await together()
  offline(A, B)
  const mine = makeField(A, { entity: 'contacts', kind: 'choices', label: 'Interests' }, ['Golf', 'Chess'])
  set(A, ana, mine, chosenMembers(undefined, [mine.choices[0]!.id]))
  const theirs = makeField(B, { entity: 'contacts', kind: 'choices', label: 'interests' }, ['Sailing', 'chess'])
  set(B, ana, theirs, chosenMembers(undefined, theirs.choices.map(({ id }) => id)))
  await together()
  expect(theirs.id).toBe(mine.id)
  expect(A.store.data.list({ entity: 'customFields' }).total).toBe(1)
  expect(words(A, ana, mine).toLowerCase().split('; ').sort()).toEqual(['chess', 'golf', 'sailing'])
})

it('[U1] a value is undone by itself; what another wrote since in another field of the same record stays', async () => {
  const [A, B] = await twoDevices()
  const room = makeField(A, { entity: 'tasks', kind: 'text', label: 'Room' }), size = makeField(A, { entity: 'tasks', kind: 'number', label: 'Size' }), record = { entity: 'tasks', id: make(A, 'tasks', { title: 'Paint' }) }
  await together()
  const act = set(A, record, room, plainMembers(room, 'Attic'))
  await together()
  set(B, record, size, plainMembers(size, 20))
  await together()
  A.store.data.undoAct(act)
  await together()
  expect([words(B, record, room), words(B, record, size)]).toEqual(['', '20'])
})

it('[U1] the making of a field is undone by taking it away; nobody deletes one', async () => {
  const [A] = await twoDevices()
  const act = A.store.core.makeId(), id = A.store.core.makeId()
  A.store.data.mutate({ mutationId: act, label: 'New field', changes: [{ entity: 'customFields', recordId: id, op: 'create', patch: { entity: 'tasks', kind: 'text', label: 'Room', removed: false } }] })
  expect(() => write(A, { entity: 'customFields', recordId: id, op: 'delete', patch: {} })).toThrow('cannot be deleted')
  A.store.data.undoAct(act)
  await together()
  expect(get(A, 'customFields', id)).toMatchObject({ deletedAt: null, data: { label: 'Room', removed: true } })
})

it('values are sorted and filtered by, each as a column of its own, and their text is found', async () => {
  const [A, B] = await twoDevices()
  const size = makeField(A, { entity: 'contacts', kind: 'number', label: 'Size' }), level = makeField(A, { entity: 'contacts', kind: 'choice', label: 'Level' }, ['Gold', 'Silver']), likes = makeField(A, { entity: 'contacts', kind: 'choices', label: 'Likes' }, ['Golf', 'Chess'])
  const origin = makeField(A, { entity: 'contacts', kind: 'text', label: 'Origin' }), advisor = makeField(A, { entity: 'contacts', kind: 'person', label: 'Advisor' })
  const [golf, chess] = likes.choices.map(({ id }) => id) as [string, string]
  const one = (firstName: string, members: Record<string, Members>): string => make(A, 'contacts', { firstName, custom: customElements(members) })
  one('Ana', { [size.id]: { number: 10 }, [likes.id]: { [golf]: true, [chess]: true }, [origin.id]: { text: 'Fair in Porto' } })
  one('Ben', { [size.id]: { number: -2.5 }, [level.id]: { choice: level.choices[0]!.id }, [likes.id]: { [chess]: true } })
  const cara = one('Cara', { [size.id]: { number: 9 }, [origin.id]: { text: 'élan' } })
  one('Dan', { [advisor.id]: { person: cara, name: 'Cara' } })
  await together()
  const names = (query: { sort?: string[]; search?: string }, where?: unknown): string[] =>
    B.store.data.list({ entity: 'contacts', ...query, ...(where === undefined ? {} : { where: where as never }) }).rows.map(({ data }) => String(data['firstName']))
  const at = (field: CustomField, part = ''): string => `custom.${field.id}${part}`
  expect(names({ sort: [at(size)] })).toEqual(['Ben', 'Cara', 'Ana', 'Dan'])
  expect(names({ sort: [`-${at(size)}`] }).slice(0, 3)).toEqual(['Ana', 'Cara', 'Ben'])
  expect(names({}, { [at(size)]: { gt: 8.5 } })).toEqual(['Ana', 'Cara'])
  expect(names({}, { [at(size)]: { lte: -2.5 } })).toEqual(['Ben'])
  expect(names({}, { [at(size)]: { empty: true } })).toEqual(['Dan'])
  expect(names({}, { [at(level)]: { in: [level.choices[0]!.id] } })).toEqual(['Ben'])
  expect(names({}, { [at(likes, `.${chess}`)]: { notEmpty: true } })).toEqual(['Ana', 'Ben'])
  expect(names({}, { [at(origin)]: { contains: 'PORTO' } })).toEqual(['Ana'])
  expect(names({}, { [at(origin)]: { startsWith: 'ela' } })).toEqual(['Cara'])
  expect(names({}, { [`custom.@${cara}`]: { notEmpty: true } })).toEqual(['Dan'])
  expect(names({ search: 'porto' })).toEqual(['Ana'])
  expect(names({}, { custom: { empty: true } })).toEqual([])
  expect(B.store.data.facets('contacts', at(origin), 'el', 10)).toEqual([{ value: 'élan', count: 1 }])
})

it('[R4, K1] a device of the version before keeps values and fields that it does not know, through its own edits of the same record', async () => {
  const older = createModel(productEntities.filter(({ name }) => name !== 'customFields').map((entity) => {
    if (!customCarriers.some((name) => name === entity.name)) return entity
    const { custom: _, ...fields } = entity.fields, { custom: __, ...columns } = entity.columns
    return { ...entity, fields, columns, schemaVersion: entity.schemaVersion - 1, upcasts: (entity.upcasts ?? []).slice(0, -1) }
  }))
  const [A, B] = await twoDevices({ seed: 5, skews: [0, 0], older: 1, olderModel: older })
  const room = makeField(A, { entity: 'tasks', kind: 'text', label: 'Room' }), record = { entity: 'tasks', id: make(A, 'tasks', { title: 'Paint' }) }
  set(A, record, room, plainMembers(room, 'Attic'))
  await world.drain()
  expect(B.store.core.tables.has('customFields')).toBe(false)
  edit(B, 'tasks', record.id, { title: 'Paint it white' })
  await world.drain()
  expect(words(A, record, room)).toBe('Attic')
  expect(get(A, 'tasks', record.id)!.data['title']).toBe('Paint it white')
})

it('[M5, P4] what a field is of, its kind and its currency are for good: refused on the device, and at the server from a device of the version before', async () => {
  const changeable = createModel(productEntities.map((entity) => (entity.name !== 'customFields' ? entity
    : { ...entity, fields: Object.fromEntries(Object.entries(entity.fields).map(([name, { fixed: _, ...field }]) => [name, field])) })))
  const [A, B] = await twoDevices({ seed: 5, skews: [0, 0], older: 1, olderModel: changeable })
  const budget = makeField(A, { entity: 'contacts', kind: 'money', label: 'Budget' }), size = makeField(A, { entity: 'contacts', kind: 'number', label: 'Size' })
  await world.drain()
  for (const patch of [{ kind: 'text' }, { entity: 'tasks' }, { currency: 'USD' }, { kind: null }]) expect(() => edit(A, 'customFields', budget.id, patch)).toThrow(/for good\. Make another field instead/)
  edit(A, 'customFields', budget.id, { kind: 'money', currency: 'EUR', label: 'Fee' })
  edit(B, 'customFields', size.id, { kind: 'text' })
  await world.drain()
  expect(B.store.data.journal({ status: ['failed'] }).rows).toMatchObject([{ error: { code: 'forbidden', field: 'kind' } }])
  for (const replica of [A, B]) {
    expect(get(replica, 'customFields', size.id)!.data['kind']).toBe('number')
    expect(get(replica, 'customFields', budget.id)!.data).toMatchObject({ kind: 'money', currency: 'EUR', label: 'Fee' })
  }
})
