import { rollBack, type Connection } from './connection.ts'

/**
 * Brings the file to the newest schema, one numbered step a transaction; forward only. A file of a newer program is refused: going
 * on would write rows that program does not expect.
 *
 * @param beforehand called before a file that holds something is changed
 */
export function migrate(connection: Connection, beforehand: () => void = () => undefined): void {
  connection.exec('CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER PRIMARY KEY, done_at TEXT NOT NULL)')
  connection.exec('CREATE TABLE IF NOT EXISTS schema_readers (step INTEGER PRIMARY KEY, readable_by INTEGER NOT NULL)')
  const done = stepsDone(connection)
  if (done > steps.length && needed(connection) > steps.length) {
    throw new Error(`The data was written by a newer Satchel (schema ${done}, this one knows ${steps.length}). Start that version, or a newer one.`)
  }
  if (done > 0 && done < steps.length) beforehand()
  for (const [index, step] of steps.entries()) {
    if (index < done) continue
    connection.exec('BEGIN IMMEDIATE')
    try {
      connection.exec(typeof step === 'string' ? step : step.sql)
      connection.prepare("INSERT INTO schema_steps VALUES (?, datetime('now'))").run(index + 1)
      if (typeof step !== 'string') connection.prepare('INSERT OR REPLACE INTO schema_readers VALUES (?, ?)').run(index + 1, step.readableBy)
      connection.exec('COMMIT')
    } catch (thrown) {
      rollBack(connection)
      throw thrown
    }
  }
}

/** Whether the file's shape is this program's. */
export const isMigrated = (connection: Connection): boolean => stepsDone(connection) >= steps.length

const stepsDone = (connection: Connection): number => connection.prepare<{ step: number | null }>('SELECT max(step) AS step FROM schema_steps').get()?.step ?? 0

/** How many steps a program has to know to work with what was done; a step of which nothing is said: that one. */
const needed = (connection: Connection): number => connection.prepare<{ needs: number }>(
  'SELECT max(coalesce(readable_by, schema_steps.step)) AS needs FROM schema_steps LEFT JOIN schema_readers ON schema_readers.step = schema_steps.step').get()!.needs

/** `readableBy`: the number of steps that a program has to know to work beside this one, so that a release can be gone back on; as a rule one less than its own. */
interface Step { sql: string; readableBy: number }

/** Never change a step that was released; add one. Every key of a workspace's data starts with the workspace. */
const steps: readonly (string | Step)[] = [`
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT NOT NULL, created_at TEXT NOT NULL);
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, workspace_id TEXT NOT NULL, device_name TEXT NOT NULL,
    used_generation INTEGER NOT NULL, created_at TEXT NOT NULL, ended_at TEXT);
  CREATE INDEX sessions_by_user ON sessions (user_id);

  CREATE TABLE workspaces (id TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL, epoch TEXT NOT NULL, created_at TEXT NOT NULL);
  CREATE TABLE epochs (
    workspace_id TEXT NOT NULL, epoch TEXT NOT NULL, last_common_revision INTEGER, began_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, epoch)) WITHOUT ROWID;
  CREATE TABLE memberships (
    workspace_id TEXT NOT NULL, user_id TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)) WITHOUT ROWID;
  CREATE INDEX memberships_by_user ON memberships (user_id);
  CREATE TABLE replicas (
    workspace_id TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, device_name TEXT NOT NULL, clock TEXT NOT NULL, last_seen_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)) WITHOUT ROWID;

  CREATE TABLE records (
    workspace_id TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, created_revision INTEGER NOT NULL,
    data TEXT NOT NULL, deleted_at TEXT, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, meta TEXT NOT NULL, removed TEXT NOT NULL,
    PRIMARY KEY (workspace_id, entity, id));
  CREATE UNIQUE INDEX records_by_revision ON records (workspace_id, revision, entity);
  CREATE TABLE changes (
    workspace_id TEXT NOT NULL, id TEXT NOT NULL, body_hash TEXT NOT NULL, mutation_id TEXT NOT NULL, seq INTEGER NOT NULL,
    replica_id TEXT NOT NULL, user_id TEXT NOT NULL, entity TEXT NOT NULL, record_id TEXT NOT NULL, status TEXT NOT NULL,
    detail TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)) WITHOUT ROWID;
  CREATE TABLE commits (
    workspace_id TEXT NOT NULL, revision INTEGER NOT NULL, mark TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, revision)) WITHOUT ROWID;
  CREATE TABLE links (
    workspace_id TEXT NOT NULL, target TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL,
    PRIMARY KEY (workspace_id, target, entity, id, field)) WITHOUT ROWID;
  CREATE INDEX links_by_record ON links (workspace_id, entity, id);
  CREATE TABLE derived (
    workspace_id TEXT NOT NULL, change_id TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (workspace_id, change_id, entity, id, field)) WITHOUT ROWID;
  CREATE TABLE open_conflicts (
    workspace_id TEXT NOT NULL, entity TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL, conflict_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, entity, record_id, field)) WITHOUT ROWID;
`, `
  -- R7: a record's share of its entity's digest, 128 bits as four times 32, and the sums of them. The parts of a sum are added each by
  -- itself and may grow beyond 32 bits. Triggers keep the sums, so that no write can forget them; a row written over by other hands loses
  -- its share and is hashed anew before the next digest is given.
  ALTER TABLE records ADD COLUMN share_a INTEGER;
  ALTER TABLE records ADD COLUMN share_b INTEGER;
  ALTER TABLE records ADD COLUMN share_c INTEGER;
  ALTER TABLE records ADD COLUMN share_d INTEGER;
  CREATE INDEX records_without_share ON records (workspace_id, entity) WHERE share_a IS NULL;
  CREATE TABLE digests (
    workspace_id TEXT NOT NULL, entity TEXT NOT NULL, unknown INTEGER NOT NULL,
    a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL, d INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, entity)) WITHOUT ROWID;
  INSERT INTO digests SELECT workspace_id, entity, count(*), 0, 0, 0, 0 FROM records GROUP BY workspace_id, entity;

  CREATE TRIGGER digest_of_made AFTER INSERT ON records BEGIN
    INSERT INTO digests VALUES (NEW.workspace_id, NEW.entity, NEW.share_a IS NULL,
      coalesce(NEW.share_a, 0), coalesce(NEW.share_b, 0), coalesce(NEW.share_c, 0), coalesce(NEW.share_d, 0))
    ON CONFLICT (workspace_id, entity) DO UPDATE SET
      unknown = unknown + excluded.unknown, a = a + excluded.a, b = b + excluded.b, c = c + excluded.c, d = d + excluded.d;
  END;
  CREATE TRIGGER digest_of_changed AFTER UPDATE ON records BEGIN
    UPDATE digests SET unknown = unknown + (NEW.share_a IS NULL) - (OLD.share_a IS NULL),
      a = a + coalesce(NEW.share_a, 0) - coalesce(OLD.share_a, 0), b = b + coalesce(NEW.share_b, 0) - coalesce(OLD.share_b, 0),
      c = c + coalesce(NEW.share_c, 0) - coalesce(OLD.share_c, 0), d = d + coalesce(NEW.share_d, 0) - coalesce(OLD.share_d, 0)
    WHERE workspace_id = NEW.workspace_id AND entity = NEW.entity;
  END;
  CREATE TRIGGER digest_of_removed AFTER DELETE ON records BEGIN
    UPDATE digests SET unknown = unknown - (OLD.share_a IS NULL),
      a = a - coalesce(OLD.share_a, 0), b = b - coalesce(OLD.share_b, 0), c = c - coalesce(OLD.share_c, 0), d = d - coalesce(OLD.share_d, 0)
    WHERE workspace_id = OLD.workspace_id AND entity = OLD.entity;
  END;
  CREATE TRIGGER digest_of_written_over AFTER UPDATE OF data, deleted_at ON records
    WHEN NEW.share_a IS OLD.share_a AND NEW.share_b IS OLD.share_b AND NEW.share_c IS OLD.share_c AND NEW.share_d IS OLD.share_d
      AND NEW.share_a IS NOT NULL AND (NEW.data IS NOT OLD.data OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL))
  BEGIN
    UPDATE records SET share_a = NULL, share_b = NULL, share_c = NULL, share_d = NULL
    WHERE workspace_id = NEW.workspace_id AND entity = NEW.entity AND id = NEW.id;
  END;
`, `
  -- The purge (R5). What was purged has no data ('null'), and stays as little as that.
  ALTER TABLE workspaces ADD COLUMN tombstone_horizon INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX records_trash ON records (workspace_id, revision) WHERE deleted_at IS NOT NULL AND data <> 'null';
  CREATE INDEX records_purged ON records (workspace_id, entity, revision) WHERE data = 'null';
  -- Conflicts and notices name the record that they are about, and go with it.
  CREATE INDEX records_about ON records (workspace_id, json_extract(data, '$.recordId')) WHERE entity IN ('conflicts', 'notices');
  CREATE INDEX commits_by_time ON commits (workspace_id, at, revision);

  -- The shape that the records of an entity have (K1).
  CREATE TABLE entity_shapes (entity TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO entity_shapes SELECT DISTINCT entity, 1 FROM records;
`, `
  -- R8: the revision at which an epoch was found dead, what each replica proved to share with it, and what was given back from it.
  ALTER TABLE epochs ADD COLUMN ended_revision INTEGER;
  CREATE TABLE epoch_proofs (
    workspace_id TEXT NOT NULL, epoch TEXT NOT NULL, replica_id TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, epoch, replica_id)) WITHOUT ROWID;
  CREATE TABLE given_back (
    workspace_id TEXT NOT NULL, epoch TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, epoch, entity, id)) WITHOUT ROWID;
`, `
  -- Where people have signed in. A session is of a device; each one that holds gets one of its own.
  CREATE TABLE devices (
    user_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, replica_id TEXT, created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
    wipe_asked_at TEXT, wiped_at TEXT, PRIMARY KEY (user_id, id)) WITHOUT ROWID;
  CREATE INDEX devices_to_wipe ON devices (id) WHERE wipe_asked_at IS NOT NULL AND wiped_at IS NULL;
  ALTER TABLE sessions ADD COLUMN device_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN ended_why TEXT;
  ALTER TABLE sessions ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN public_key TEXT;
  INSERT INTO devices SELECT user_id, id, device_name, 'browser', NULL, created_at, created_at, NULL, NULL FROM sessions WHERE ended_at IS NULL;
  UPDATE sessions SET device_id = id;

  -- What proves a person beside the password; and tokens that are good once, by what they hash to.
  ALTER TABLE users ADD COLUMN totp_secret TEXT;
  ALTER TABLE users ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE recovery_codes (user_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (user_id, hash)) WITHOUT ROWID;
  CREATE TABLE passkeys (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, public_key TEXT NOT NULL, counter INTEGER NOT NULL, transports TEXT NOT NULL,
    created_at TEXT NOT NULL, last_used_at TEXT);
  CREATE INDEX passkeys_by_user ON passkeys (user_id);
  CREATE TABLE one_time (hash TEXT PRIMARY KEY, purpose TEXT NOT NULL, data TEXT NOT NULL, expires_at TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX one_time_by_end ON one_time (expires_at);
`, `
  -- REST: what was answered to a request with an Idempotency-Key. API tokens: of each its hash alone, which it is found by.
  CREATE TABLE rest_requests (
    workspace_id TEXT NOT NULL, user_id TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, key));
  CREATE INDEX rest_requests_by_time ON rest_requests (workspace_id, at);
  CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY, workspace_id TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL, last_used_at TEXT, revoked_at TEXT);
  CREATE INDEX api_tokens_by_user ON api_tokens (user_id, workspace_id);
`, `
  -- Where events are sent. Nothing is queued: a webhook has a position, like a device, and what changed after it is what is to be sent.
  CREATE TABLE webhooks (
    workspace_id TEXT NOT NULL, id TEXT NOT NULL, url TEXT NOT NULL, topics TEXT NOT NULL, secret TEXT NOT NULL, enabled INTEGER NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
    position INTEGER NOT NULL, caught_up INTEGER NOT NULL, attempts INTEGER NOT NULL, next_attempt_at TEXT, failing_since TEXT, last_delivered_at TEXT, gave_up_at TEXT, note TEXT, held_by TEXT NOT NULL, held_until TEXT NOT NULL, PRIMARY KEY (workspace_id, id)) WITHOUT ROWID;
  CREATE TABLE webhook_deliveries (
    workspace_id TEXT NOT NULL, webhook_id TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, record_id TEXT NOT NULL, revision INTEGER NOT NULL, at TEXT NOT NULL, status INTEGER, error TEXT, attempts INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, webhook_id, id)) WITHOUT ROWID;
`, { readableBy: 7, sql: `
  -- Links by which people come into a workspace, of each its secret's hash alone; and when somebody went, whom no older link lets in again.
  CREATE TABLE invitations (
    id TEXT PRIMARY KEY, workspace_id TEXT NOT NULL, secret_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, email TEXT, uses INTEGER NOT NULL, used INTEGER NOT NULL, made_by TEXT NOT NULL,
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT);
  CREATE INDEX invitations_by_workspace ON invitations (workspace_id);
  CREATE TABLE departures (workspace_id TEXT NOT NULL, user_id TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (workspace_id, user_id)) WITHOUT ROWID;
` }, { readableBy: 7, sql: `
  -- Which devices are told of changes by Web Push.
  CREATE TABLE hint_subscriptions (
    workspace_id TEXT NOT NULL, user_id TEXT NOT NULL, device_id TEXT NOT NULL, id TEXT NOT NULL, endpoint TEXT NOT NULL, p256dh TEXT NOT NULL, auth TEXT NOT NULL,
    entities TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (workspace_id, user_id, device_id)) WITHOUT ROWID;
` }, { readableBy: 7, sql: `
  -- The audit log: a chain of hashes per workspace (audit-chain.ts), who and from where once for many entries, and in the workspace's row where the
  -- chain ends (audit_n, audit_hash) and after which entry it is kept (audit_from, audit_anchor).
  CREATE TABLE audit (
    workspace_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL, record_id TEXT NOT NULL, detail TEXT NOT NULL,
    hash TEXT NOT NULL, PRIMARY KEY (workspace_id, n));
  CREATE TABLE audit_days (workspace_id TEXT NOT NULL, day TEXT NOT NULL, lowest INTEGER NOT NULL, highest INTEGER NOT NULL, PRIMARY KEY (workspace_id, day)) WITHOUT ROWID;
  CREATE INDEX audit_by_record ON audit (workspace_id, record_id) WHERE record_id <> '';
  CREATE TABLE audit_sources (workspace_id TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, device_id TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (workspace_id, id)) WITHOUT ROWID;
  ALTER TABLE workspaces ADD COLUMN audit_n INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspaces ADD COLUMN audit_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE workspaces ADD COLUMN audit_from INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspaces ADD COLUMN audit_anchor TEXT NOT NULL DEFAULT '';
` }]
