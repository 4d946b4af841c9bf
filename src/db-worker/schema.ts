import { SatchelError } from '../shared/errors.ts'
import type { Db } from './sqlite.ts'

/**
 * The engine's own tables. Their names have an underscore, which no entity's name may have, so the two never meet. Times are ms since
 * 1970. One step a version; a step that has shipped is never altered.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE sync_meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
  CREATE TABLE local_changes (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    mutation_id TEXT NOT NULL,
    group_id TEXT,
    entity TEXT NOT NULL,
    record_id TEXT NOT NULL,
    op TEXT NOT NULL,
    patch TEXT NOT NULL,
    before TEXT,
    base_revision INTEGER NOT NULL,
    base_epoch TEXT,
    at TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    body_hash TEXT NOT NULL,
    status TEXT NOT NULL,
    label TEXT NOT NULL,
    title TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    sent INTEGER NOT NULL DEFAULT 0,
    waits_for TEXT,
    created_at INTEGER NOT NULL,
    settled_at INTEGER
  );
  CREATE UNIQUE INDEX local_changes_id ON local_changes (id);
  CREATE INDEX local_changes_status ON local_changes (status, seq);
  CREATE INDEX local_changes_record ON local_changes (record_id, seq);
  CREATE INDEX local_changes_mutation ON local_changes (mutation_id);
  CREATE INDEX local_changes_group ON local_changes (group_id) WHERE group_id IS NOT NULL;

  -- What the server last gave of the records that have unsettled changes; of all others the entity's own row is the base.
  CREATE TABLE base_records (
    entity TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, epoch INTEGER NOT NULL, gen INTEGER NOT NULL,
    deleted_at TEXT, updated_at INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (id, entity)
  ) WITHOUT ROWID;
  -- R4: records of entities this version's model does not have.
  CREATE TABLE unknown_records (
    entity TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, epoch INTEGER NOT NULL, gen INTEGER NOT NULL,
    deleted_at TEXT, updated_at INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (entity, id)
  ) WITHOUT ROWID;
  CREATE TABLE undo_acts (seq INTEGER PRIMARY KEY, act_id TEXT NOT NULL, label TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE sync_log (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, level TEXT NOT NULL, event TEXT NOT NULL, text TEXT NOT NULL);
  `,
  `
  -- How many living records an entity has, kept by every write: to count 100,000 when the app starts takes longer than to show them.
  CREATE TABLE living_counts (entity TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  -- Acts that undid another or did it again, by their group; see turned-acts.ts.
  CREATE TABLE turned_acts (act_id TEXT PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  -- R7: what a base record has to do with its entity's digest, by the number of its row: 128 bits as four times 32; none where it has no
  -- share (a tombstone, or nothing the server gave). Rows whose base may be another than was hashed are named in the second table.
  CREATE TABLE digest_shares (
    entity TEXT NOT NULL, n INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL, d INTEGER NOT NULL,
    PRIMARY KEY (entity, n)
  ) WITHOUT ROWID;
  CREATE TABLE digest_dirty (entity TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (entity, n)) WITHOUT ROWID;
  `,
  `
  -- R1: what proves how far this device and the server go together; see seen-tokens.ts. Epochs by number, as base records carry them.
  CREATE TABLE seen_tokens (epoch INTEGER NOT NULL, revision INTEGER NOT NULL, day TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (epoch, revision)) WITHOUT ROWID;
  `,
  `
  -- R5: what hung together with a record of which a change waits or failed, and is gone at the server; see kept-along.ts.
  CREATE TABLE kept_along (entity TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (entity, id)) WITHOUT ROWID;
  -- Pairs that this device and another made without knowing of each other, and that the person has not read of; see met-alike.ts.
  CREATE TABLE met_alike (entity TEXT NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (entity, one, other)) WITHOUT ROWID;
  `,
  `
  -- M4: of a delete, what its author knew of the records that go along; see known-along.ts.
  ALTER TABLE local_changes ADD COLUMN along TEXT;
  -- U1: of an undo, the change that it takes back.
  ALTER TABLE local_changes ADD COLUMN undoes TEXT;
  `,
]

/** Brings the engine's tables to this version. @throws SatchelError schema_newer where a later version wrote the file */
export function migrate(db: Db): void {
  const version = db.value<number>('PRAGMA user_version') ?? 0
  if (version > steps.length) {
    throw new SatchelError('schema_newer', 'This data was written by a newer version of Satchel. Update the app, then open it again.', { details: { version } })
  }
  if (version === steps.length) return
  db.transaction(() => {
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
  })
}
