import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { canonicalJson } from '../../src/merge/canonical.ts'
import { customPatch } from '../../src/model/custom-value.ts'
import type { Change } from '../../src/protocol/change.ts'
import { withoutTexts } from '../../src/merge/text-field.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { write } from './doing.ts'
import { wholeOrNothing } from './journal-invariants.ts'
import { noteJournal } from './journaled.ts'
import { after } from './models.ts'
import { dump, healedOfRotAlone, remembered, sameAsServer } from './same-everywhere.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import type { SimReplica } from './sim-replica.ts'
import type { Story } from './story.ts'

/* What is done at the end of every story, when everything is drained, to see what comes of it. */

/** In which ways what must hold did not, in words. */
export async function brokenAfterwards(story: Story): Promise<string[]> {
  return [
    ...await undoRestores(story), ...fullDiskSaysSo(story), ...await poisonDelaysNothing(story), ...await refusesOtherBody(story), ...await repullChangesNothing(story), ...await newerVersionKnowsAll(story),
  ]
}

/** [I24, J1] While a device's disk is full no write passes for saved, and once there is room the next one is. */
function fullDiskSaysSo({ world }: Story): string[] {
  const { store, disk, name } = world.replicas[0]!
  const saved = (): boolean => {
    try {
      write(world.replicas[0]!, { entity: 'contacts', recordId: store.core.makeId(), op: 'create', patch: { firstName: 'saved' } })
      return true
    } catch (error) {
      if (error instanceof SatchelError && error.code === 'storage_full') return false
      throw error
    }
  }
  disk.full = true
  const whileFull = saved()
  disk.full = false
  return [...(whileFull ? [`[I24] the disk of ${name} is full, and it says that it has saved something`] : []), ...(saved() ? [] : [`[I24] ${name} has room again, and saves nothing`])]
}

/**
 * [I18, I19, P2, P4] A change that the server refuses takes along what was done with it and what builds on it, and delays nothing else: not what was done before it or after
 * it on the same device, not what is done later. No time passes.
 */
async function poisonDelaysNothing(story: Story): Promise<string[]> {
  const { world } = story
  const [a, b] = world.replicas as [SimReplica, SimReplica], { core, data } = a.store
  const [poor, other, note] = [core.makeId(), core.makeId(), core.makeId()]
  const create = (recordId: string, patch: Record<string, Json>): DraftChange => ({ entity: 'contacts', recordId, op: 'create', patch })
  const update = (recordId: string, patch: Record<string, Json>): DraftChange => ({ entity: 'contacts', recordId, op: 'update', patch })
  write(a, create(poor, { firstName: 'poor', company: 'poor' }), create(other, { firstName: 'other' }))
  await world.drain('as it comes')
  a.goOffline()
  write(b, update(poor, { company: null }))
  await world.settled()
  const expected = new Map<string, string>()
  const does = (status: string, ...changes: DraftChange[]): void => {
    const mutationId = core.makeId()
    data.mutate({ mutationId, label: 'act', changes })
    expected.set(mutationId, status)
  }
  does('synced', update(other, { title: 'before' }))
  does('failed', update(poor, { firstName: null }), { entity: 'notes', recordId: note, op: 'create', patch: { contactId: poor, body: 'with it' } })
  does('failed', { entity: 'notes', recordId: note, op: 'update', patch: { body: 'on top of it' } })
  does('synced', update(poor, { title: 'beside it' }))
  does('synced', create(core.makeId(), { firstName: 'after' }))
  a.online = true
  await a.changes.api.notify('online')
  await world.settled()
  does('synced', update(other, { title: 'later' }))
  await world.settled()
  // Nothing was written since but these.
  const problems = data.journal({ limit: 2 * expected.size }).rows.flatMap(({ change, status }) => (status === (expected.get(change.mutationId) ?? status) ? []
    : [`[P4] beside a change that was refused ${change.op} of ${change.entity} ${JSON.stringify(change.patch)} is ${status}, not ${expected.get(change.mutationId)}`]))
  noteJournal(story, a)
  problems.push(...wholeOrNothing(world.answered, story.journaled))
  for (const [mutationId, status] of expected) if (status === 'failed') await a.changes.api.discard([mutationId])
  await world.drain('as it comes')
  return problems
}

/**
 * [I20, P2] What was answered is refused with another body under its id, whoever sends it, and answered as it was with its own. After the server was put back the id
 * alone may be known (R8); nothing is written all the same.
 */
async function refusesOtherBody({ world, restore }: Story): Promise<string[]> {
  const replica = world.replicas[0]!
  const row = replica.store.data.journal({ status: ['synced'], limit: 20 }).rows.find(({ change }) => change.entity === 'contacts' && change.op === 'update' && change.patch['title'] === 'later')
  if (row === undefined) return ['[P2] there is no change to send again']
  const bytes = async (): Promise<string> => canonicalJson(await world.serverRecords() as unknown as Json)
  const before = await bytes()
  const { bodyHash: _, ...unhashed } = row.change
  const other: Change = { ...unhashed, patch: { ...row.change.patch, title: 'another body' } }
  const [refused, again] = [await replica.sends(other), await replica.sends(row.change)]
  const idIsAllThatIsKnown = restore !== undefined && refused?.duplicate === true
  return [
    ...(refused?.status === 'rejected' && refused.error.code === 'id_reused' || idIsAllThatIsKnown ? [] : [`[P2] another body under a known id was answered ${JSON.stringify(refused)}`]),
    ...(again?.duplicate === true && again.status === 'applied' ? [] : [`[P2] sent again, what was applied is answered ${JSON.stringify(again)}`]),
    ...(await bytes() === before ? [] : ['[P2] another body under a known id was written']),
  ]
}

/** [I9, R6] A device that takes everything down anew ends with the same bytes. */
async function repullChangesNothing({ world, rotted }: Story): Promise<string[]> {
  const replica = world.replicas.at(-1)!, before = dump(replica)
  replica.store.sync.resetRequired('all')
  await world.drain('as it comes')
  return [...dump(replica) === before ? [] : [`[I9] ${replica.name} differs after a second download`], ...healedOfRotAlone(world.replicas, rotted)]
}

/** [I10, U1] Undone after it was synced, an edit leaves every device with what was there before it. */
async function undoRestores({ world }: Story): Promise<string[]> {
  const replica = world.replicas[0]!, { core, data } = replica.store
  // Not one that only a change that failed keeps here: an edit of it fails too.
  const firstOf = (entity: string): Row | undefined => data.list({ entity, sort: ['id'], limit: 1_000 }).rows.find(({ failed }) => !failed)
  const edits: [string, (row: Row) => Record<string, Json>][] = [
    ['notes', (row) => ({ body: `undone ${String(row.data['body'])} later` })],
    ['contacts', () => ({ title: 'undone later', ...customPatch({ [core.makeId()]: { text: 'undone' } }), tags: ['undone'], emails: [{ value: 'undone@example.org' }] })],
    ['companies', () => ({ name: 'undone later', domains: [{ value: 'undone.example.org' }] })],
    ['projects', (row) => ({ status: 'paused', people: [{ id: core.makeId(), value: 'undone' }], notes: `undone ${String(row.data['notes'])} later` })],
    ['tasks', () => ({ status: 'doing', due: '2027-01-01', tags: ['undone'] })],
    ['lists', () => ({ name: 'undone later', kind: 'live', filter: { q: 'undone' } })],
    ['customFields', () => ({ label: 'undone later', choices: [{ value: 'undone' }] })],
  ]
  const shown = (): string => world.replicas.flatMap(({ store: { core: { db } } }) =>
    edits.flatMap(([entity]) => [entity, ...db.values<string>(`SELECT data FROM "${entity}" WHERE deleted_at IS NULL ORDER BY id`).map(shownOf)])).join('\n')
  const changes = edits.flatMap(([entity, patch]): DraftChange[] => {
    const row = firstOf(entity)
    return row === undefined ? [] : [{ entity, recordId: row.id, op: 'update', patch: patch(row) }]
  })
  if (changes.length === 0) return []
  const before = shown(), mutationId = core.makeId()
  data.mutate({ mutationId, label: 'act', changes })
  await world.drain('as it comes')
  const between = shown()
  data.undoAct(mutationId)
  await world.drain('as it comes')
  if (between === before) return ['[I10] an edit that was synced is nowhere']
  return shown() === before ? [] : [`[I10] undone after it was synced, an edit of ${changes.map(({ entity }) => entity).join(', ')} left something behind`]
}

const shownOf = remembered((text) => canonicalJson(filled(withoutTexts(JSON.parse(text) as Data))))

/** What a field that was never written, one that is null and an empty list have in common. */
const filled = (data: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)))

/** [I21, R4] A device that comes to know more has what it was not given before, as the server has it. */
async function newerVersionKnowsAll({ world }: Story): Promise<string[]> {
  const replica = world.replicas.find(({ model }) => after(model) !== null)
  if (replica === undefined) return []
  while (after(replica.model) !== null) await replica.update()
  await world.drain('as it comes')
  return sameAsServer(replica, (await world.serverRecords()).filter(({ data }) => data !== null))
}
