import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import type { Json } from '../../src/shared/json.ts'
import { objects, pickRow, reworded, write } from './doing.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, fresh, pick, type Act, type Story } from './story.ts'
import { noting } from './words.ts'

/**
 * Two who do not hear of each other write in the same place, as happens by itself too seldom to be leant on: in a field, in a member of an element, or one
 * takes out the element in which the other writes. The one that is offline is heard of last, and wrote first or last.
 */
const whereAnotherDoes = (wanted?: 'title'): Act => async (story, replica) => {
  const { world } = story, others = world.replicas.filter((one) => one !== replica && one.online && one.person !== replica.person)
  const row = pickRow(story, replica, 'contacts', 'live'), other = others.length === 0 ? null : pick(world, others)
  const theirs = row === null ? null : other?.store.data.get('contacts', row.id) ?? null
  if (row === null || other === null || theirs === null || theirs.deletedAt !== null) return null
  const mails = Math.min(objects(row.data, 'emails').length, objects(theirs.data, 'emails').length)
  const [theirDoing, ownDoing] = wanted !== undefined ? [wanted, wanted] as const : mails === 0 ? ['company', 'company'] as const
    : pick(world, [['title', 'title'], ['title', 'title'], ['title', 'title'], ['company', 'company'], ['value', 'value'], ['value', 'value'], ['removal', 'value'], ['value', 'removal']] as const)
  const wasOnline = replica.online
  replica.goOffline()
  const does = [() => write(other, edit(story, other, theirs, theirDoing)), () => write(replica, edit(story, replica, row, ownDoing))] as const
  const [first, second] = chance(world, 0.3) ? [does[1], does[0]] : does
  const said = [first()]
  await world.settled()
  // Within a minute of each other nobody can know who was first (T1).
  if (wanted !== undefined || chance(world, 0.5)) await world.advance(61_000 + Math.floor(world.random.next() * 30_000))
  said.push(second())
  await world.settled()
  if (wasOnline) {
    replica.online = true
    await replica.changes.api.notify('online')
  }
  return `${other.name}: ${said.join(' and ')}`
}

export const writesWhereAnotherDoes: Act = whereAnotherDoes()
export const writesTitleAnotherWrote: [string, Act] = ['writes a title that another writes', whereAnotherDoes('title')]

/** Several push in the same moment, so that the server takes them into one transaction (decision 0040); often it dies over that. */
export const pushesWithOthers: [string, Act] = ['pushes with others', async (story, replica) => {
  const { world } = story, all = [replica, ...world.replicas.filter((one) => one !== replica)].filter(({ online }) => online).slice(0, 3)
  if (all.length < 2) return null
  const dies = chance(world, 0.5) ? Math.floor(world.random.next() * 12) : null
  world.network.together = true
  try {
    world.killServerWhenShared(dies)
    const said = all.map((one) => `${one.name} ${write(one, { entity: 'contacts', recordId: one.store.core.makeId(), op: 'create', patch: { firstName: fresh(story, one) } })}`)
    await world.settled()
    return `${said.join(' and ')}${dies === null ? '' : `, and the server dies ${dies} awaits after they meet`}`
  } finally {
    world.network.together = false
    world.killServerWhenShared(null)
  }
}]

/** Two who do not hear of each other write into the same note, as happens by itself too seldom for a short story. */
export const writesIntoOneText: [string, Act] = ['writes into a note in which another does', async (story, replica) => {
  const { world } = story, other = world.replicas.find((one) => one !== replica && one.online), row = pickRow(story, replica, 'notes', 'live')
  const theirs = row === null ? null : other?.store.data.get('notes', row.id) ?? null
  if (row === null || other === undefined || theirs === null || theirs.deletedAt !== null) return null
  const wasOnline = replica.online
  replica.goOffline()
  const said = [other, replica].map((one) => noting(story.words, one, () =>
    write(one, { entity: 'notes', recordId: row.id, op: 'update', patch: { body: reworded(story, one, one === other ? theirs : row, 'body') } })))
  await world.settled()
  if (wasOnline) {
    replica.online = true
    await replica.changes.api.notify('online')
  }
  return `${other.name}: ${said.join(' and ')}`
}]

function edit(story: Story, replica: SimReplica, row: Row, what: 'title' | 'company' | 'value' | 'removal'): DraftChange {
  const emails = objects(row.data, 'emails'), patch = (fields: Record<string, Json>): DraftChange => ({ entity: 'contacts', recordId: row.id, op: 'update', patch: fields })
  if (what === 'title' || what === 'company') return patch({ [what]: fresh(story, replica) })
  return what === 'removal' ? patch({ emails: emails.slice(1) }) : patch({ emails: emails.map((email, at) => (at > 0 ? email : { ...email, value: fresh(story, replica) })) })
}
