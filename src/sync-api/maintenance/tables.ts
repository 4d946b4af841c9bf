/** What is in a cell of either engine's tables. */
export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

export interface Table {
  name: string
  /** Its columns, whole numbers and texts; the first `key` of them are its key. */
  columns: readonly { name: string; type: 'text' | 'bigint' }[]
  key: number
  /** The column that names the workspace; null: of accounts. */
  workspace: string | null
}

/**
 * All that a store holds, as tables that are the same whatever the engine: what is moved from one to the other, and what is checked. Sums
 * that an engine keeps of them (`digests`) are made from them.
 */
export interface StoreTables {
  /** Rows by key, some hundreds at a time; of one workspace where it is named. */
  rows(table: Table, workspaceId?: string): AsyncGenerator<Row[]>
}

/** A store that nothing is in yet, in one transaction: all of it is there, or none. */
export interface TablesTarget extends StoreTables {
  isEmpty(): Promise<boolean>
  insert(table: Table, rows: readonly Row[]): Promise<void>
  commit(): Promise<void>
}

const text = (names: string) => names.split(' ').map((name) => ({ name, type: 'text' as const }))
const bigint = (names: string) => names.split(' ').map((name) => ({ name, type: 'bigint' as const }))

const ofAccounts = (name: string, key: number, ...columns: Table['columns'][]): Table => ({ name, key, columns: columns.flat(), workspace: null })
const ofWorkspace = (name: string, key: number, ...columns: Table['columns'][]): Table =>
  ({ name, key: key + 1, columns: [...text('workspace_id'), ...columns.flat()], workspace: 'workspace_id' })

/** In an order in which they may be written. */
export const tables = {
  secrets: ofAccounts('secrets', 1, text('name value')),
  users: ofAccounts('users', 1, text('id email name password_hash created_at totp_secret'), bigint('totp_step')),
  sessions: ofAccounts('sessions', 1, text('id user_id workspace_id device_id device_name'), bigint('used_generation'), text('created_at ended_at ended_why'), bigint('second_factor'), text('public_key')),
  devices: ofAccounts('devices', 2, text('user_id id name kind replica_id created_at last_seen_at wipe_asked_at wiped_at')),
  recoveryCodes: ofAccounts('recovery_codes', 2, text('user_id hash')),
  passkeys: ofAccounts('passkeys', 1, text('id user_id name public_key'), bigint('counter'), text('transports created_at last_used_at')),
  oneTime: ofAccounts('one_time', 1, text('hash purpose data expires_at')),
  workspaces: ofAccounts('workspaces', 1, text('id name created_at')),
  memberships: ofAccounts('memberships', 2, text('workspace_id user_id role created_at')),
  entityShapes: ofAccounts('entity_shapes', 1, text('entity'), bigint('version')),
  apiTokens: ofAccounts('api_tokens', 1, text('id workspace_id user_id name scopes token_hash created_at last_used_at revoked_at')),
  invitations: ofAccounts('invitations', 1, text('id workspace_id secret_hash role email'), bigint('uses used'), text('made_by created_at expires_at revoked_at')),
  webhooks: ofAccounts('webhooks', 2, text('workspace_id id url topics secret'), bigint('enabled'), text('created_by created_at'), bigint('position caught_up attempts'),
    text('next_attempt_at failing_since last_delivered_at gave_up_at note held_by held_until')),
  states: ofWorkspace('workspace_states', 0, bigint('revision'), text('epoch'), bigint('tombstone_horizon audit_n'), text('audit_hash'), bigint('audit_from'), text('audit_anchor')),
  epochs: ofWorkspace('epochs', 1, text('epoch'), bigint('last_common_revision ended_revision'), text('began_at')),
  epochProofs: ofWorkspace('epoch_proofs', 2, text('epoch replica_id'), bigint('revision')),
  givenBack: ofWorkspace('given_back', 3, text('epoch entity id'), bigint('revision')),
  replicas: ofWorkspace('replicas', 1, text('id user_id device_name clock last_seen_at')),
  records: ofWorkspace('records', 2, text('entity id'), bigint('revision created_revision'), text('data deleted_at updated_at updated_by meta removed'),
    bigint('share_a share_b share_c share_d')),
  changes: ofWorkspace('changes', 1, text('id body_hash mutation_id'), bigint('seq'), text('replica_id user_id entity record_id status detail'), bigint('revision')),
  commits: ofWorkspace('commits', 1, bigint('revision'), text('mark at')),
  links: ofWorkspace('links', 4, text('target entity id field')),
  derived: ofWorkspace('derived', 4, text('change_id entity id field value')),
  openConflicts: ofWorkspace('open_conflicts', 3, text('entity record_id field conflict_id')),
  departures: ofWorkspace('departures', 1, text('user_id at')),
  webhookDeliveries: ofWorkspace('webhook_deliveries', 2, text('webhook_id id type record_id'), bigint('revision'), text('at'), bigint('status'), text('error'), bigint('attempts')),
  auditSources: ofWorkspace('audit_sources', 1, text('id user_id device_id text')),
  auditDays: ofWorkspace('audit_days', 1, text('day'), bigint('lowest highest')),
  audit: ofWorkspace('audit', 1, bigint('n'), text('at kind source entity record_id detail hash')),
  hintSubscriptions: ofWorkspace('hint_subscriptions', 2, text('user_id device_id id endpoint p256dh auth entities created_at')),
  restRequests: ofWorkspace('rest_requests', 2, text('user_id key body_hash answer at')),
} as const

export const allTables: readonly Table[] = Object.values(tables)

export const rowsAtOnce = 500
/** Where a page ends: the key of its last row. */
export const keyOf = (table: Table, row: Row): Cell[] => table.columns.slice(0, table.key).map(({ name }) => row[name]!)
export const namesOf = (table: Table): string => table.columns.map(({ name }) => name).join(', ')
export const keyNamesOf = (table: Table): string => table.columns.slice(0, table.key).map(({ name }) => name).join(', ')
