import type { ChangeStatus, DraftChange, Row } from '../../src/db-worker/contract.ts'
import { isUnsettled } from '../../src/db-worker/journal.ts'
import { isTextPatch } from '../../src/merge/text-field.ts'
import { settingId } from '../../src/model/settings.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import { deleting, freshNote, objects, pickRow, restoring, retagged, reworded, withRow, write } from './doing.ts'
import { fieldActs } from './field-acts.ts'
import { listActs } from './list-acts.ts'
import type { Fault } from './network.ts'
import { hasWritten, noteJournal, type Looks } from './journaled.ts'
import { machineActs } from './machine-acts.ts'
import { newestModel } from './models.ts'
import { pushesWithOthers, writesWhereAnotherDoes } from './meetings.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, fresh, pick, type Act, type Story } from './story.ts'
import { templateActs } from './template-acts.ts'
import { undoActs, undoOutcomes } from './undo-acts.ts'
import { editOf, noting, notingJournal, placed, textOf, textOfEntity, wordsIn } from './words.ts'
import { workActs } from './work-acts.ts'
import type { World } from './world.ts'

/** Three contacts that everybody has, so that people meet. */
export async function begin(story: Story): Promise<void> {
  const { world } = story, replica = world.replicas[0]!
  for (let count = 0; count < 3; count += 1) {
    write(replica, {
      entity: 'contacts', recordId: replica.store.core.makeId(), op: 'create',
      patch: { firstName: fresh(story, replica), title: fresh(story, replica), company: fresh(story, replica), tags: ['red', 'blue'], emails: [{ value: fresh(story, replica) }, { value: fresh(story, replica) }] },
    })
  }
  await world.drain('by itself')
  noteJournal(story, replica)
}

/** Does the story's act of this number, at random, or the one that is `wanted`, by the first device, which is the owner's. */
export async function actOnce(story: Story, index: number, wanted?: [string, Act]): Promise<void> {
  const { world } = story
  world.beginAct(index)
  const replica = wanted === undefined ? pick(world, world.replicas) : world.replicas[0]!
  const [name, act] = wanted ?? weighted(world)
  const { length } = story.written, { length: words } = story.words.written
  const saved = replica.disk.full ? savedUpTo(replica) : null
  let outcome: string | null
  try {
    outcome = await act(story, replica)
  } catch (error) {
    // What the app refuses a person is no failure of sync.
    if (!(error instanceof SatchelError) || !['deleted', 'reference_gone', 'rule_broken', 'not_found', 'forbidden', 'storage_full'].includes(error.code)) throw error
    story.written.length = length
    story.words.written.length = words
    outcome = `refused: ${error.code}`
  }
  // Nothing can be saved on a disk that was full all the time, so nothing may have said that it is.
  if (saved !== null && replica.disk.full && savedUpTo(replica) !== saved) throw new Error(`[I24] ${replica.name}'s disk is full, and its journal goes on`)
  if (outcome !== null) {
    story.acts.push(`${replica.name} ${name} ${outcome}`.trim())
    world.coverage.acted(name)
  }
  // Sometimes the next thing happens while the last one is still under way.
  if (chance(world, 0.8)) await world.settled()
  checkView(story, replica)
  for (const one of world.replicas) noteJournal(story, one)
}

const savedUpTo = ({ store }: SimReplica): number | null | undefined => store.core.db.value<number | null>('SELECT max(seq) FROM local_changes')

/** By weight. */
const acts: [number, string, Act][] = [
  [3, 'creates', (story, replica) => {
    const patch: Record<string, Json> = { firstName: fresh(story, replica) }
    for (const field of ['title', 'company', 'externalId']) if (chance(story.world, 0.5)) patch[field] = fresh(story, replica)
    if (chance(story.world, 0.7)) patch['tags'] = ['red', 'blue']
    if (chance(story.world, 0.7)) patch['emails'] = [{ value: fresh(story, replica), label: 'work' }, { value: fresh(story, replica) }]
    return write(replica, { entity: 'contacts', recordId: replica.store.core.makeId(), op: 'create', patch })
  }],
  [34, 'edits', (story, replica) => withContact(story, replica, (row) => {
    const fields = ['firstName', 'title', 'title', 'company', 'company', 'company', 'externalId']
    const field = pick(story.world, 'nickname' in replica.store.core.table('contacts').entity.fields ? [...fields, 'nickname'] : fields)
    const value = field !== 'firstName' && chance(story.world, 0.1) ? null : fresh(story, replica)
    return write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { [field]: value } })
  })],
  [10, 'tags', (story, replica) => withContact(story, replica, (row) => {
    return write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { tags: retagged(story, row.data) } })
  })],
  [14, 'mails', (story, replica) => withContact(story, replica, (row) => {
    const emails = objects(row.data, 'emails'), chosen = emails.length === 0 ? -1 : Math.floor(story.world.random.next() * emails.length)
    const what = story.world.random.next()
    const next = chosen < 0 || what < 0.3 ? [...emails, { value: fresh(story, replica) }]
      : what < 0.5 ? emails.filter((_, index) => index !== chosen)
      : emails.map((email, index) => (index !== chosen ? email : { ...email, [what < 0.8 ? 'value' : 'label']: fresh(story, replica) }))
    return write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { emails: next } })
  })],
  [6, 'deletes', deleting('contacts')],
  [4, 'restores', restoring('contacts')],
  [6, 'notes', (story, replica) => withContact(story, replica, (row) => write(replica, freshNote(story, replica, { contactId: row.id })))],
  [14, 'edits a note:', (story, replica) => {
    const row = pickRow(story, replica, 'notes', 'live')
    return row === null ? null : noting(story.words, replica, () => write(replica, { entity: 'notes', recordId: row.id, op: 'update', patch: { body: reworded(story, replica, row, 'body') } }))
  }],
  [6, 'opens or saves a note:', (story, replica) => {
    const began = story.editors.get(replica.name)
    if (began === undefined) {
      const row = pickRow(story, replica, 'notes', 'live')
      if (row === null) return null
      story.editors.set(replica.name, row)
      return `opens ${row.id.slice(-4)}`
    }
    story.editors.delete(replica.name)
    const text = reworded(story, replica, began, 'body')
    return noting(story.words, replica, () => write(replica, { entity: 'notes', recordId: began.id, op: 'update', patch: { body: editOf(began, text) }, baseRevision: began.revision }))
  }],
  [3, 'deletes a note:', deleting('notes')],
  [2, 'restores a note:', restoring('notes')],
  [5, 'does several things at once:', (story, replica) => withContact(story, replica, (row) => {
    const made = replica.store.core.makeId()
    return write(replica,
      { entity: 'contacts', recordId: made, op: 'create', patch: { firstName: fresh(story, replica) } },
      freshNote(story, replica, { contactId: chance(story.world, 0.5) ? made : row.id }),
      { entity: 'contacts', recordId: row.id, op: 'update', patch: { title: fresh(story, replica) } })
  })],
  [12, 'settles', settleConflict],
  [2, 'dismisses', (story, replica) => {
    const { userId } = replica.store.sync.identity()
    const mine = replica.store.data.list({ entity: 'notices', limit: 1_000 }).rows.filter((row) => row.data['forUserId'] === userId && !row.data['dismissedAt'])
    const row = mine.length === 0 ? null : pick(story.world, mine)
    return row === null ? null : write(replica, { entity: 'notices', recordId: row.id, op: 'update', patch: { dismissedAt: replica.store.core.now() } })
  }],
  // Ben's devices refuse it: he is not the owner.
  [1, 'changes a policy', ({ world }, replica) => {
    const key = pick(world, ['policy:contacts.title', 'policy:contacts.company', 'policy:contacts.firstName', 'policy:notes.body', 'advisory:contacts', 'advisory:notes'])
    const value = pick<Json>(world, key.startsWith('advisory') ? [true, true, false, null] : ['newest', 'server', 'manual', 'role', null])
    const recordId = settingId(key), there = replica.store.data.get('settings', recordId) !== null
    return write(replica, { entity: 'settings', recordId, ...(there ? { op: 'update', patch: { value } } : { op: 'create', patch: { key, value } }) })
  }],
  [14, 'goes offline', ({ world }, replica) => {
    if (!replica.online || replica.oneWay !== null) return null
    if (!chance(world, 0.3)) { replica.goOffline(); return '' }
    replica.oneWay = pick(world, ['hears', 'is heard'] as const)
    world.coverage.acted(oneWayOutcomes[replica.oneWay])
    return `one way: it ${oneWayOutcomes[replica.oneWay]}`
  }],
  [9, 'comes online', async (_story, replica) => {
    if (replica.online && replica.oneWay === null) return null
    replica.heal()
    replica.online = true
    await replica.changes.api.notify('online')
    return ''
  }],
  [14, 'meets', (story, replica) => {
    const fault = pick<Fault>(story.world, [...drawn, 'answerLost'])
    replica.faults.push(fault)
    if (chance(story.world, 0.6)) return fault
    // And the next push, whatever else it asks for first.
    const another = pick(story.world, drawn)
    replica.faultsAt.set('push', [...replica.faultsAt.get('push') ?? [], another])
    return `${fault}, and ${another} when it pushes`
  }],
  [6, 'syncs', async (_story, replica) => { await replica.changes.api.syncNow(); return '' }],
  [6, 'pushes in the background', async (story, replica) => {
    const pushed = replica.pushInBackground()
    if (chance(story.world, 0.5)) return 'and goes on meanwhile'
    await pushed
    return ''
  }],
  [3, 'opens a tab', async (_story, replica) => { await replica.changes.api.notify('sync'); return '' }],
  [3, '(late requests arrive)', async ({ world }) => { await world.network.deliverLate(); return '' }],
  // Two of these together leave a contact without any name, which the rule forbids: the second is refused by the server.
  [10, 'clears', (story, replica) => withContact(story, replica, (row) => {
    const cleared: DraftChange = { entity: 'contacts', recordId: row.id, op: 'update', patch: pick(story.world, [{ firstName: null, emails: [] }, { company: null }]) }
    if (chance(story.world, 0.5)) return write(replica, cleared)
    // Refused, it takes along what was done in the same step.
    return write(replica, cleared, freshNote(story, replica, { contactId: row.id }))
  })],
  [3, 'discards', (story, replica) => withJournal(story, replica, ['pending', 'pushing', 'deferred', 'failed'], async (id) => { await replica.changes.api.discard([id]) })],
  [9, 'retries', (story, replica) => withJournal(story, replica, ['failed'], async (id) => { replica.store.data.retryFailed(id); await Promise.resolve() })],
  [2, 'is closed and opened again', async (story, replica) => (chance(story.world, 0.5) ? closesAfterWriting[1](story, replica) : (await replica.reload(), ''))],
  [2, 'has its clock set', ({ world, clockSet }, replica) => {
    clockSet.add(replica.store.core.replicaId)
    const years = (world.random.next() - 0.5) * 6
    replica.clock.jump(Math.round(years * 365 * 86_400_000))
    return `${years.toFixed(1)} years on`
  }],
  [4, 'is rebuilt', async ({ world }, replica) => {
    replica.store.data.rebuild()
    const fault = chance(world, 0.9) ? pick(world, troubles) : 'none'
    replica.faultsAt.set('snapshot', [fault])
    await replica.changes.api.notify('sync')
    return `and meets ${fault}`
  }],
  [4, '(the server is backed up or put back)', async (story) => {
    if (story.restore === undefined) return null
    if (story.restore === null || chance(story.world, 0.4)) {
      story.restore = await story.world.backupServer()
      return 'backed up'
    }
    await story.restore()
    await troubleGivingBack(story)
    return 'put back'
  }],
  [1, '(the server is emptied)', async (story) => {
    if (story.restore === undefined) return null
    await story.world.emptyServer()
    await troubleGivingBack(story)
    return ''
  }],
  [1, 'has a row rot:', async (story, replica) => {
    const { core } = replica.store, entity = pick(story.world, ['contacts', 'contacts', 'notes', 'history'])
    // One that nothing lies over: of another the view would be beside its base, which no download brings together. And a living one: what
    // is left of a deleted record has no share, and comes whole with the answer that brings it back.
    const ids = core.db.values<string>(
      `SELECT id FROM "${entity}" t WHERE revision > 0 AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM base_records b WHERE b.id = t.id)
         AND NOT EXISTS (SELECT 1 FROM local_changes WHERE record_id = t.id AND status NOT IN ('synced', 'conflict', 'replaced')) ORDER BY id`)
    if (ids.length === 0) return null
    const id = pick(story.world, ids), vanishes = chance(story.world, 0.3)
    if (vanishes) core.db.run(`DELETE FROM "${entity}" WHERE id = ?`, [id])
    // No name that a field has: what was damaged is told from what a newer device wrote (R4), which is given back with the record.
    else core.db.run(`UPDATE "${entity}" SET data = json_set(data, '$."rotten!"', 'rotten') WHERE id = ?`, [id])
    story.rotted.set(replica.name, (story.rotted.get(replica.name) ?? 0) + 1)
    // Where somebody looks for it now, what goes through the ranges meets trouble too.
    if (chance(story.world, 0.6)) {
      replica.faultsAt.set('digests', [pick(story.world, troubles)])
      await replica.changes.api.syncNow()
    }
    return `${entity}/${id.slice(-4)} ${vanishes ? 'vanishes' : 'changes'}`
  }],
  [1, '(the server restarts)', async ({ world }) => { await world.restartServer(); return '' }],
  // What was deleted before is purged, and a device that was away all the time is behind the horizon; often it wrote to what is gone.
  [2, '(months pass)', async (story, replica) => {
    const { world } = story, other = world.replicas.find((one) => one !== replica && one.online)
    const row = chance(world, 0.6) ? pickRow(story, replica, 'contacts', 'live') : null
    if (row !== null && other?.store.data.get('contacts', row.id)?.deletedAt === null) {
      replica.goOffline()
      write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { title: fresh(story, replica) } })
      write(other, { entity: 'contacts', recordId: row.id, op: 'delete', patch: {} })
      noteJournal(story, other)
      await world.settled()
    }
    const days = 91 + Math.floor(world.random.next() * 60)
    await world.passDays(days)
    return `${days} days`
  }],
  [5, '(time passes)', async ({ world }) => {
    const ms = Math.floor(world.random.next() * 90_000)
    await world.advance(ms)
    return `${ms} ms`
  }],
  [2, 'imports', (story, replica) => {
    const groupId = replica.store.core.makeId()
    const mutations = Array.from({ length: 2 }, () => ({ mutationId: replica.store.core.makeId(), groupId, label: 'import', changes: Array.from({ length: 2 }, (): DraftChange => ({
      entity: 'contacts', recordId: replica.store.core.makeId(), op: 'create', patch: { firstName: fresh(story, replica), emails: [{ value: fresh(story, replica) }] },
    })) }))
    replica.store.data.mutateGroup(mutations)
    return mutations.flatMap(({ changes }) => changes.map(({ patch }) => JSON.stringify(patch))).join(' and ')
  }],
  [6, 'writes where another does', writesWhereAnotherDoes],
  [5, ...pushesWithOthers],
  ...undoActs,
  ...workActs,
  ...listActs,
  ...fieldActs,
  ...templateActs,
  ...machineActs,
]

/** What goes offline in one direction only. */
const oneWayOutcomes = { 'hears': 'hears and is not heard', 'is heard': 'is heard and hears nothing' }

const drawn: readonly Fault[] = ['lost', 'answerLost', 'twice', 'late', 'busy', 'portal', 'cut']
/** What may befall a request that is rare. */
const troubles: readonly Fault[] = [...drawn, 'died']

/** The next requests are those by which it is noticed and healed: they meet trouble, and a tab may be closed in the middle of it. */
async function troubleGivingBack({ world }: Story): Promise<void> {
  for (const replica of world.replicas) {
    for (const request of ['changes', 'give-back', 'give-back', 'give-back', 'snapshot', 'snapshot']) {
      const coming = replica.faultsAt.get(request) ?? []
      replica.faultsAt.set(request, [...coming, chance(world, 0.5) ? pick(world, troubles) : 'none'])
    }
  }
  const closing = world.replicas.filter(({ online }) => online)
  if (closing.length === 0 || !chance(world, 0.6)) return
  const one = pick(world, closing)
  one.faultsAt.set('changes', [])
  one.lastWords(Math.floor(world.random.next() * 3), chance(world, 0.5), ['nextGiveBack', 'gaveBack'])
  // It hears that its place is gone, and what it does about that comes after.
  for (let round = 0; round < 3; round += 1) {
    void one.changes.api.syncNow()
    await world.settled()
  }
  await one.reload()
}

function settleConflict(story: Story, replica: SimReplica): string | null {
  const open = replica.store.data.list({ entity: 'conflicts', limit: 1_000 }).rows.filter((row) => row.data['status'] === 'open')
  if (open.length === 0) return null
  const { id, data } = pick(story.world, open)
  const sides = [data['theirs'], ...(data['mine'] as Json[])] as { value: Json }[]
  const value = chance(story.world, 0.3) ? fresh(story, replica) : pick(story.world, sides).value
  return write(replica,
    { entity: String(data['entity']), recordId: String(data['recordId']), op: 'update', patch: { [String(data['field'])]: value } },
    { entity: 'conflicts', recordId: id, op: 'update', patch: { status: 'settled', settlement: { value, saw: { theirs: data['theirs'] ?? null, mine: data['mine'] ?? [] } } } })
}

const withContact = (story: Story, replica: SimReplica, act: (row: Row) => string): string | null => withRow(story, replica, 'contacts', act)

async function withJournal(story: Story, replica: SimReplica, status: ChangeStatus[], act: (mutationId: string) => Promise<void>): Promise<string | null> {
  const { data } = replica.store
  // What was tried again stands there once more, under another id.
  const texts = (): string => JSON.stringify(data.journal({ limit: 10_000 }).rows.filter(({ status }) => status !== 'replaced').map(({ change }) => change.patch))
  const rows = data.journal({ status, limit: 100 }).rows
  if (rows.length === 0) return null
  const { change } = pick(story.world, rows)
  const before = texts()
  await notingJournal(story.words, replica, () => act(change.mutationId))
  // What the person took back need not be found again.
  const after = texts()
  story.written = story.written.filter(({ value }) => !before.includes(`"${value}"`) || after.includes(`"${value}"`))
  return `${change.op} ${change.entity}/${change.recordId.slice(-4)} ${JSON.stringify(change.patch)}`
}

/** R3: until it is settled, a person's last value of a field is what they see. */
function checkView({ words }: Story, { store, name }: SimReplica): void {
  if (!hasWritten(viewed, store)) return
  const { core } = store
  const last = new Map<string, { entity: string; recordId: string; fields: Map<string, Json> }>()
  const waiting = core.db.all<{ entity: string; recordId: string; patch: string }>(
    `SELECT entity, record_id AS recordId, patch FROM local_changes WHERE ${isUnsettled} ORDER BY seq`)
  for (const { entity, recordId, patch } of waiting) {
    const record = last.get(recordId) ?? { entity, recordId, fields: new Map<string, Json>() }
    last.set(recordId, record)
    for (const [field, given] of Object.entries(JSON.parse(patch) as Record<string, Json>)) {
      const value = isTextPatch(given) ? textOf(words, given) : given
      // What is no plain value (a list's change by elements) is not compared, but it is the last one.
      if (typeof value === 'object' && value !== null) record.fields.delete(field)
      else record.fields.set(field, value)
    }
  }
  for (const { entity, recordId, fields } of last.values()) {
    if (fields.size === 0) continue
    const row = core.db.value<string>(`SELECT data FROM "${entity}" WHERE id = ?`, [recordId]), data = row === undefined ? {} : JSON.parse(row) as Data
    for (const [field, value] of fields) {
      const shown = data[field] ?? null
      // Of a text they see it among the words of others, who may take some out; a reference goes with what it names (M4).
      const reference = newestModel.entities.get(entity)?.fields[field]?.reference
      const asWritten = textOfEntity[entity] === field ? wordsIn(value).every((word) => wordsIn(shown).includes(word) || words.removed.has(placed(recordId, word)))
        : shown === value || (reference?.onDelete === 'detach' && shown === null && isInTrash(core, reference.entity, value))
      if (!asWritten) throw new Error(`[R3] ${name} wrote ${JSON.stringify(value)} into ${field} of ${entity}/${recordId.slice(-4)} and sees ${JSON.stringify(shown)}`)
    }
  }
}

const viewed: Looks = new WeakMap()

const isInTrash = ({ db }: SimReplica['store']['core'], entity: string, id: Json): boolean =>
  db.value(`SELECT 1 FROM "${entity}" WHERE id = ? AND deleted_at IS NOT NULL`, [String(id)]) !== undefined

/** Before its mirror has heard of what was written. */
export const closesAfterWriting: [string, Act] = ['is closed right after it was written on', async (story, replica) => {
  const said = withContact(story, replica, (row) => write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { title: fresh(story, replica) } }))
  await replica.reload()
  return said ?? ''
}]

/** What merges by itself is a person's to decide from now on, and the other way round. No act of ordinary stories. */
export const turnsPolicies: [string, Act] = ['turns the policies', (_story, replica) => write(replica, ...['title', 'company', 'firstName'].map((field): DraftChange => {
  const key = `policy:contacts.${field}`, recordId = settingId(key), there = replica.store.data.get('settings', recordId)
  const value = there?.data['value'] === 'manual' ? 'newest' : 'manual'
  return { entity: 'settings', recordId, ...(there === null ? { op: 'create', patch: { key, value } } : { op: 'update', patch: { value } }) }
}))]

function weighted({ random }: World): [string, Act] {
  let left = random.next() * acts.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, name, act] of acts) {
    left -= weight
    if (left < 0) return [name, act]
  }
  return [acts[0]![1], acts[0]![2]]
}

/** What there is to happen. */
export const actNames = (): string[] => [...acts.map(([, name]) => name), ...undoOutcomes, ...Object.values(oneWayOutcomes)]
