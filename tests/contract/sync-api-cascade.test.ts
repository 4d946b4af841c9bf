import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

/* What a delete takes along, and what it leaves because its author did not know of it (decision 0043). */

let server: Server
let ana: Account
let anas: Device, bens: Device
/** A contact with a note by Ben and one by Ana, and the revisions they have. */
let contact: string, bensNote: string, anasNote: string
let seen: Record<string, number>

beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())
beforeEach(async () => {
  ana = await setupAccount(server)
  const ben = await setupMember(server, ana, 'Ben', 'member')
  anas = setupDevice(server, ana)
  bens = setupDevice(server, ben)
  contact = anas.newId(); bensNote = anas.newId(); anasNote = anas.newId()
  await anas.act({ op: 'create', recordId: contact, patch: { firstName: 'Bea' } })
  await bens.act(note('create', bensNote, 'By Ben'))
  await anas.act(note('create', anasNote, 'By Ana'))
  seen = { [contact]: await revision('contacts', contact), [bensNote]: await revision('notes', bensNote), [anasNote]: await revision('notes', anasNote) }
  server.clock.advance(60_000)
})

const note = (op: 'create' | 'update', recordId: string, body: string, of = contact) =>
  ({ entity: 'notes', op, recordId, patch: op === 'create' ? { body, contactId: of } : { body }, baseRevision: op === 'create' ? 0 : seen[recordId]! })
const remove = (along?: Record<string, number>) => ({ op: 'delete' as const, recordId: contact, baseRevision: seen[contact]!, ...(along === undefined ? {} : { along }) })
const known = (): Record<string, number> => ({ [bensNote]: seen[bensNote]!, [anasNote]: seen[anasNote]! })
const find = async (entity: string, id: string) => (await anas.all(entity)).find((record) => record.id === id)!
const revision = async (entity: string, id: string): Promise<number> => (await find(entity, id)).revision
const lives = async (entity: string, id: string): Promise<boolean> => (await find(entity, id)).deletedAt === null
const standing = async (): Promise<boolean[]> => [await lives('contacts', contact), await lives('notes', bensNote), await lives('notes', anasNote)]
const told = async () => (await anas.all('notices')).filter(({ data }) => data?.['field'] === 'deletedAt').map(({ data }) => ({ who: data?.['forUserId'], what: data?.['recordId'], by: data?.['byUserName'] }))

describe('a delete that says what it knew', () => {
  it('[M4] takes along what it names as it stands', async () => {
    expect(await anas.act(remove(known()))).toMatchObject([{ status: 'applied' }])
    expect(await standing()).toEqual([false, false, false])
    expect(await told()).toEqual([])
  })

  it('[M4] leaves a note that was edited unknown to it, says so once, and the same again when it comes twice', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    const sent = anas.mutation(remove(known()))
    expect(await anas.push(sent)).toMatchObject([{ status: 'applied' }])
    expect(await anas.push(sent)).toMatchObject([{ status: 'applied', duplicate: true }])
    expect(await standing()).toEqual([false, true, false])
    expect(await told()).toEqual([{ who: ana.session.user.id, what: bensNote, by: 'Ben' }])
  })

  it('[M4, R1] its own pushes since, whose answers say how far the server is, do not count as knowing', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    await anas.act(note('update', anasNote, 'Mine'))
    await anas.act(remove({ ...known(), [anasNote]: await revision('notes', anasNote) }))
    expect(await standing()).toEqual([false, true, false])
  })

  it('[M1, M4] an edit of its own of the same note, over the same base, does not hide the other\'s', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    await anas.push([...anas.mutation(note('update', bensNote, 'Mine too')), ...anas.mutation(remove(known()))])
    expect(await standing()).toEqual([false, true, false])
  })

  it('[M4] gives way to a note that was made unknown to it, takes nothing along, and its author is told', async () => {
    await bens.act(note('create', bens.newId(), 'New'))
    expect(await anas.act(remove(known()))).toMatchObject([{ status: 'merged', superseded: ['deletedAt'] }])
    expect(await standing()).toEqual([true, true, true])
    expect(await told()).toEqual([{ who: ana.session.user.id, what: contact, by: 'Ben' }])
  })

  it('[M4] a restore counts as an edit, and a note that was in the trash counts as known', async () => {
    await bens.act({ entity: 'notes', op: 'delete', recordId: bensNote, baseRevision: seen[bensNote]! })
    const trashed = await revision('notes', bensNote)
    await bens.act({ entity: 'notes', op: 'restore', recordId: bensNote, baseRevision: trashed })
    await anas.act(remove({ ...known(), [bensNote]: trashed }))
    expect(await standing()).toEqual([false, true, false])
  })

  it('[M4] of very many, all but those that are named are known up to one revision', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    await anas.act(remove({ '*': seen[anasNote]! }))
    expect(await standing()).toEqual([false, true, false])
  })

  it('[M4, P2] undone, the contact comes back with what went along, and the edited note is as it was', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    await anas.act(remove(known()))
    await anas.act({ op: 'restore', recordId: contact, baseRevision: await revision('contacts', contact) })
    expect(await standing()).toEqual([true, true, true])
    expect((await find('notes', bensNote)).data).toMatchObject({ body: 'Words', contactId: contact })
  })

  it('[M4] of tasks in tasks, the one that somebody laid another to stays with both, in either order', async () => {
    const results = []
    for (const first of ['work', 'delete']) {
      const [root, part, sibling, late] = [anas.newId(), anas.newId(), anas.newId(), anas.newId()]
      const task = (recordId: string, parentId?: string) => ({ entity: 'tasks', op: 'create' as const, recordId, patch: { title: 'Task', status: 'todo', ...(parentId === undefined ? {} : { parentId }) } })
      await anas.act(task(root), task(part, root), task(sibling, part))
      const at = { root: await revision('tasks', root), part: await revision('tasks', part), sibling: await revision('tasks', sibling) }
      const work = () => bens.act(task(late, part)), away = () => anas.act({ entity: 'tasks', op: 'delete', recordId: root, baseRevision: at.root, along: { [part]: at.part, [sibling]: at.sibling } })
      for (const step of first === 'work' ? [work, away] : [away, work]) await step()
      const notices = (await told()).map(({ what }) => what).filter((what) => [root, part, sibling].includes(what as string))
      results.push([await lives('tasks', root), await lives('tasks', part), await lives('tasks', sibling), await lives('tasks', late), notices.length, notices[0] === part])
    }
    expect(results).toEqual(Array(2).fill([false, true, true, true, 1, true]))
  })
})

describe('a delete that does not say what it knew', () => {
  it('[M4] of an older device knew at most what that was given', async () => {
    await anas.pull()
    await bens.act(note('update', bensNote, 'Words'))
    await anas.act(remove())
    expect(await standing()).toEqual([false, true, false])
  })

  it('[M4] over REST is about what stands', async () => {
    await bens.act(note('update', bensNote, 'Words'))
    const answer = await server.app.inject({ method: 'DELETE', url: `/api/contacts/${contact}`, headers: { ...ana.headers, 'if-match': `"${seen[contact]}"` } })
    expect(answer.statusCode).toBeLessThan(300)
    expect(await standing()).toEqual([false, false, false])
  })
})
