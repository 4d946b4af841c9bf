import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

const anyJson = z.json()
const column = (field: string): { label: string; type: 'text'; sort: (data: Record<string, unknown>) => string | null } => ({
  label: field, type: 'text', sort: (data) => (typeof data[field] === 'string' ? data[field] : null),
})

/**
 * H1: what became of a record, one entry a committed change, written by the server in the change's own transaction. Its id is the
 * change's id, so a device can tell an entry from its own journal row.
 */
export const history = defineEntity({
  name: 'history',
  label: { one: 'history entry', many: 'history' },
  priority: 'background',
  schemaVersion: 1,
  authored: 'server',
  bookkeeping: true,
  fields: {
    entity: { kind: 'text', label: 'Entity', policy: 'server', schema: z.string() },
    recordId: { kind: 'text', label: 'Record', policy: 'server', schema: z.string() },
    op: { kind: 'text', label: 'Act', policy: 'server', schema: z.string() },
    /** `{field: {from, to}}`: what stood and what stands. Empty for a create: what it wrote is the record's first `from`. */
    fields: { kind: 'json', label: 'Fields', policy: 'server', schema: anyJson },
    /** `{field: value}`: what the change wanted and another's value kept it from (M2). */
    lost: { kind: 'json', label: 'Lost', policy: 'server', schema: anyJson },
    mutationId: { kind: 'text', label: 'Mutation', policy: 'server', schema: z.string() },
    groupId: { kind: 'text', label: 'Group', policy: 'server', schema: z.string() },
    /** The effective time, ISO 8601. */
    at: { kind: 'dateTime', label: 'When', policy: 'server', schema: z.string() },
    userId: { kind: 'text', label: 'Who', policy: 'server', schema: z.string() },
    userName: { kind: 'text', label: 'Who', policy: 'server', schema: z.string() },
    replicaId: { kind: 'text', label: 'Replica', policy: 'server', schema: z.string() },
    deviceName: { kind: 'text', label: 'Device', policy: 'server', schema: z.string() },
  },
  columns: { recordId: column('recordId'), groupId: column('groupId'), mutationId: column('mutationId'), at: column('at') },
  rules: [],
  title: (data) => `${str(data['op'])} ${str(data['recordId'])}`,
})

/** M3: two edits of one field that a person has to decide between. One open per record and field. */
export const conflicts = defineEntity({
  name: 'conflicts',
  label: { one: 'conflict', many: 'conflicts' },
  priority: 'important',
  schemaVersion: 1,
  authored: 'server',
  bookkeeping: true,
  fields: {
    entity: { kind: 'text', label: 'Entity', policy: 'server', schema: z.string(), serverOnly: true },
    recordId: { kind: 'text', label: 'Record', policy: 'server', schema: z.string(), serverOnly: true },
    field: { kind: 'text', label: 'Field', policy: 'server', schema: z.string(), serverOnly: true },
    /** The value both edits began from. */
    base: { kind: 'json', label: 'Original', policy: 'server', schema: anyJson, serverOnly: true },
    /** `{value, userId, userName, deviceName, replicaId, at, changeId}`: the server's value, which stands meanwhile. */
    theirs: { kind: 'json', label: 'Theirs', policy: 'server', schema: anyJson, serverOnly: true },
    /** A list of the same: every edit that met it, one per replica, oldest first. */
    mine: { kind: 'json', label: 'Mine', policy: 'server', schema: anyJson, serverOnly: true },
    /** `open` or `settled`. */
    status: { kind: 'choice', label: 'Status', policy: 'server', schema: z.enum(['open', 'settled']), choices: [{ value: 'open', label: 'Open' }, { value: 'settled', label: 'Settled' }] },
    /**
     * `{value, saw: {theirs, mine: [...]}}`: written by the person who settles, in one mutation with the field's own update.
     * Where `saw` is not what stands, the server leaves the conflict open (M3).
     */
    settlement: { kind: 'json', label: 'Settlement', policy: 'server', schema: anyJson },
    /**
     * `[{status, settlement, at, changeId, mutationId, groupId?, userName, deviceName, replicaId}]`: the acts that settled it, or opened it again and
     * took that settlement back; newest last. By them any device shows and undoes them (H1, U1).
     */
    decisions: { kind: 'json', label: 'Decisions', policy: 'server', schema: anyJson, serverOnly: true },
    openedAt: { kind: 'dateTime', label: 'Since', policy: 'server', schema: z.string(), serverOnly: true },
  },
  columns: { recordId: column('recordId'), status: column('status'), field: column('field'), openedAt: column('openedAt') },
  rules: [],
  title: (data) => `${str(data['field'])} of ${str(data['recordId'])}`,
})

/** M2: tells the one who wrote it that a value of theirs lost. One per change and field, dismissed once for all their devices. */
export const notices = defineEntity({
  name: 'notices',
  label: { one: 'notice', many: 'notices' },
  priority: 'normal',
  schemaVersion: 1,
  authored: 'server',
  bookkeeping: true,
  fields: {
    /** The person it is for; other people's devices keep it and do not show it. */
    forUserId: { kind: 'text', label: 'For', policy: 'server', schema: z.string(), serverOnly: true },
    entity: { kind: 'text', label: 'Entity', policy: 'server', schema: z.string(), serverOnly: true },
    recordId: { kind: 'text', label: 'Record', policy: 'server', schema: z.string(), serverOnly: true },
    /** The field, or `deletedAt` when a delete gave way to an edit (M4). */
    field: { kind: 'text', label: 'Field', policy: 'server', schema: z.string(), serverOnly: true },
    lost: { kind: 'json', label: 'Yours', policy: 'server', schema: anyJson, serverOnly: true },
    stands: { kind: 'json', label: 'Stands', policy: 'server', schema: anyJson, serverOnly: true },
    byUserName: { kind: 'text', label: 'By', policy: 'server', schema: z.string(), serverOnly: true },
    at: { kind: 'dateTime', label: 'When', policy: 'server', schema: z.string(), serverOnly: true },
    dismissedAt: { kind: 'dateTime', label: 'Read', policy: 'newest', schema: z.string() },
  },
  // Whoever may only look by now is still told what became of what they wrote.
  writtenBy: 'viewer',
  columns: { recordId: column('recordId'), forUserId: column('forUserId'), dismissedAt: column('dismissedAt'), at: column('at') },
  rules: [],
  title: (data) => `${str(data['field'])} of ${str(data['recordId'])}`,
})

/** What a person calls a device. Its id is the replica's, which history and conflicts carry. */
export const devices = defineEntity({
  name: 'devices',
  label: { one: 'device', many: 'devices' },
  priority: 'important',
  schemaVersion: 1,
  authored: 'people',
  bookkeeping: true,
  fields: { name: { kind: 'text', label: 'Name', policy: 'newest', schema: line() } },
  writtenBy: 'viewer',
  ofReplica: true,
  columns: { name: column('name') },
  rules: [],
  title: (data) => str(data['name']) || 'Device',
})
