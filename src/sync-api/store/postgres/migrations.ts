import { Client, DatabaseError, escapeIdentifier } from 'pg'
import { talking } from './failures.ts'
import { appRole, schema } from './names.ts'

/**
 * Brings the database to the newest schema, one numbered step a transaction; forward only. Several may start at once: one migrates, the
 * others wait for it. So that a release can be gone back on, a step says from which schema on a program can still work beside it; one that is
 * older than that is refused: going on would write rows that the newer does not expect.
 *
 * @param owner where to log in as the tables' owner, who may create a schema and a role
 * @param appUser the role that the server logs in as, where it is another: it is let into the role that the server works as
 */
export async function migrate(owner: string, appUser: string | null): Promise<void> {
  await connected(owner, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    const done = await stepsDone(client)
    for (const [index, { sql, readableBy }] of steps.entries()) {
      if (index < done) continue
      await client.query(`BEGIN; ${sql}; INSERT INTO ${schema}.schema_steps VALUES (${index + 1}, now()${index === 0 ? '' : `, ${readableBy}`}); COMMIT`)
    }
    await letIn(client, appUser)
  }).catch((thrown: unknown) => {
    if (thrown instanceof DatabaseError && thrown.code === notAllowed) {
      throw new Error(`The database does not let this user make or change Satchel's tables (${thrown.message}). Give an owner's address in DATABASE_OWNER_URL, or run \`npm run server -- migrate\` with it; docs/postgresql.md says what the owner needs.`, { cause: thrown })
    }
    throw thrown
  })
}

const notAllowed = '42501'

/** Whether there is nothing to migrate, as anybody who may log in can tell. */
export const isMigrated = (url: string): Promise<boolean> => connected(url, async (client) => await stepsDone(client) >= steps.length)

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'satchel migrations', connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await talking(() => client.connect())
  try { return await work(client) } finally { await client.end() }
}

/** Any number that nobody else takes. */
const migrationLock = 7_246_350_821

/** @throws where what was done cannot be read by this program */
async function stepsDone(client: Client): Promise<number> {
  const { rows } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [`${schema}.schema_steps`])
  if (rows[0]?.exists !== true) return 0
  // The first step did not have the column yet.
  const { done, needs } = (await client.query<{ done: number | null; needs: number | null }>(
    `SELECT max(step) AS done, max((to_jsonb(steps) ->> 'readable_by')::integer) AS needs FROM ${schema}.schema_steps AS steps`)).rows[0]!
  if (needs !== null && needs > steps.length) {
    throw new Error(`The database was written by a newer Satchel (schema ${done}, this one knows ${steps.length}). Start that version, or a newer one.`)
  }
  return done ?? 0
}

async function letIn(client: Client, appUser: string | null): Promise<void> {
  // Since version 16 whoever made a role is a member of it, but may not act as it.
  const { rows } = await client.query<{ name: string; may: boolean }>(`
    SELECT name, pg_has_role(name, $2, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may
    FROM (SELECT coalesce($1, current_user)::text AS name) AS login`, [appUser, appRole])
  const { name, may } = rows[0]!
  if (!may) await client.query(`GRANT ${appRole} TO ${escapeIdentifier(name)}`)
}

/** Everything about a workspace: each key begins with it, so that all of it can lie on one machine of many (docs/scaling.md). */
const ofWorkspace = ['workspace_states', 'epochs', 'epoch_proofs', 'given_back', 'replicas', 'records', 'digests', 'changes', 'commits', 'links', 'derived', 'open_conflicts']

/** The second wall: whoever works as the server's role sees the rows of the workspace that the transaction is about, and no others. */
const wall = (tables: readonly string[]): string => tables.map((table) => `
  ALTER TABLE ${schema}.${table} ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own_workspace ON ${schema}.${table}
    USING (workspace_id = current_setting('satchel.workspace', true)) WITH CHECK (workspace_id = current_setting('satchel.workspace', true));`).join('')

/** `readableBy`: the number of steps that a program has to know to work beside this one; of its own number: no older one can. */
interface Step { sql: string; readableBy: number }

/*
 * Never change a step that was released; add one, readable by the version before it. Texts are compared byte by byte ("C"), as in
 * SQLite and on the devices. Data is text and not jsonb: it is given as it was stored, and JSON may hold what jsonb may not (U+0000).
 */
const steps: readonly Step[] = [{ readableBy: 1, sql: `
  CREATE SCHEMA IF NOT EXISTS ${schema};
  SET LOCAL search_path = ${schema};
  DO $$ BEGIN
    CREATE ROLE ${appRole} NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- Another Satchel in this cluster has made it.
  END $$;

  CREATE TABLE schema_steps (step integer PRIMARY KEY, done_at timestamptz NOT NULL);

  -- Accounts: small, read by everybody; on Citus reference tables.
  CREATE TABLE secrets (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
  CREATE TABLE users (id text COLLATE "C" PRIMARY KEY, email text COLLATE "C" NOT NULL UNIQUE, name text NOT NULL, password_hash text NOT NULL, created_at text NOT NULL);
  CREATE TABLE sessions (
    id text COLLATE "C" PRIMARY KEY, user_id text COLLATE "C" NOT NULL, workspace_id text COLLATE "C" NOT NULL, device_name text NOT NULL,
    used_generation integer NOT NULL, created_at text NOT NULL, ended_at text);
  CREATE INDEX sessions_by_user ON sessions (user_id);
  CREATE TABLE workspaces (id text COLLATE "C" PRIMARY KEY, name text NOT NULL, created_at text NOT NULL);
  CREATE TABLE memberships (
    workspace_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, role text NOT NULL, created_at text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, user_id));
  CREATE INDEX memberships_by_user ON memberships (user_id);
  CREATE TABLE entity_shapes (entity text COLLATE "C" PRIMARY KEY, version integer NOT NULL);

  -- The row that a writer of the workspace locks first (R1). Nothing indexed changes in it, so that it is rewritten in place.
  CREATE TABLE workspace_states (
    workspace_id text COLLATE "C" PRIMARY KEY, revision bigint NOT NULL, epoch text NOT NULL, tombstone_horizon bigint NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE epochs (
    workspace_id text COLLATE "C" NOT NULL, epoch text COLLATE "C" NOT NULL, last_common_revision bigint, ended_revision bigint, began_at text NOT NULL,
    PRIMARY KEY (workspace_id, epoch));
  CREATE TABLE epoch_proofs (
    workspace_id text COLLATE "C" NOT NULL, epoch text COLLATE "C" NOT NULL, replica_id text COLLATE "C" NOT NULL, revision bigint NOT NULL,
    PRIMARY KEY (workspace_id, epoch, replica_id));
  CREATE TABLE given_back (
    workspace_id text COLLATE "C" NOT NULL, epoch text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, revision bigint NOT NULL,
    PRIMARY KEY (workspace_id, epoch, entity, id));
  CREATE TABLE replicas (
    workspace_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, user_id text NOT NULL, device_name text NOT NULL, clock text NOT NULL, last_seen_at text NOT NULL,
    PRIMARY KEY (workspace_id, id));

  -- about: the record that a conflict or notice names. share_*: R7, 128 bits as four times 32. Purged (R5): data is 'null'.
  CREATE TABLE records (
    workspace_id text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, revision bigint NOT NULL, created_revision bigint NOT NULL,
    data text COLLATE "C" NOT NULL, deleted_at text COLLATE "C", updated_at text NOT NULL, updated_by text NOT NULL, meta text NOT NULL, removed text NOT NULL,
    about text COLLATE "C", share_a bigint, share_b bigint, share_c bigint, share_d bigint,
    PRIMARY KEY (workspace_id, entity, id));
  CREATE UNIQUE INDEX records_by_revision ON records (workspace_id, revision, entity);
  CREATE INDEX records_without_share ON records (workspace_id, entity) WHERE share_a IS NULL;
  CREATE INDEX records_trash ON records (workspace_id, revision) WHERE deleted_at IS NOT NULL AND data <> 'null';
  CREATE INDEX records_purged ON records (workspace_id, entity, revision) WHERE data = 'null';
  CREATE INDEX records_about ON records (workspace_id, about) WHERE about IS NOT NULL;
  -- Sums of the shares, kept by the statements that write records. The parts are added each by itself and grow beyond 32 bits.
  CREATE TABLE digests (
    workspace_id text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, unknown bigint NOT NULL, a bigint NOT NULL, b bigint NOT NULL, c bigint NOT NULL, d bigint NOT NULL,
    PRIMARY KEY (workspace_id, entity));
  CREATE TABLE changes (
    workspace_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, body_hash text NOT NULL, mutation_id text NOT NULL, seq bigint NOT NULL,
    replica_id text NOT NULL, user_id text NOT NULL, entity text NOT NULL, record_id text NOT NULL, status text NOT NULL, detail text NOT NULL, revision bigint NOT NULL,
    PRIMARY KEY (workspace_id, id));
  CREATE TABLE commits (
    workspace_id text COLLATE "C" NOT NULL, revision bigint NOT NULL, mark text NOT NULL, at text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, revision));
  CREATE INDEX commits_by_time ON commits (workspace_id, at, revision);
  CREATE TABLE links (
    workspace_id text COLLATE "C" NOT NULL, target text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, field text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, target, entity, id, field));
  CREATE INDEX links_by_record ON links (workspace_id, entity, id);
  CREATE TABLE derived (
    workspace_id text COLLATE "C" NOT NULL, change_id text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, field text COLLATE "C" NOT NULL,
    value text NOT NULL, PRIMARY KEY (workspace_id, change_id, entity, id, field));
  CREATE TABLE open_conflicts (
    workspace_id text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL, record_id text COLLATE "C" NOT NULL, field text COLLATE "C" NOT NULL, conflict_id text NOT NULL,
    PRIMARY KEY (workspace_id, entity, record_id, field));
  ${wall(ofWorkspace)}

  -- A request is counted here whichever process it comes to; nothing is lost with it.
  CREATE UNLOGGED TABLE rate_limits (key text COLLATE "C" PRIMARY KEY, count integer NOT NULL, ends_at bigint NOT NULL);
  CREATE INDEX rate_limits_by_end ON rate_limits (ends_at);

  GRANT USAGE ON SCHEMA ${schema} TO ${appRole};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${appRole};
  REVOKE INSERT, UPDATE, DELETE ON schema_steps FROM ${appRole}
` }, { readableBy: 1, sql: `
  ALTER TABLE ${schema}.schema_steps ADD COLUMN readable_by integer NOT NULL DEFAULT 1
` }, { readableBy: 2, sql: `
  SET LOCAL search_path = ${schema};
  -- Where people have signed in. A session is of a device; each one that holds gets one of its own.
  CREATE TABLE devices (
    user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, name text NOT NULL, kind text NOT NULL, replica_id text, created_at text NOT NULL, last_seen_at text NOT NULL,
    wipe_asked_at text, wiped_at text, PRIMARY KEY (user_id, id));
  CREATE INDEX devices_to_wipe ON devices (id) WHERE wipe_asked_at IS NOT NULL AND wiped_at IS NULL;
  ALTER TABLE sessions ADD COLUMN device_id text COLLATE "C" NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN ended_why text;
  ALTER TABLE sessions ADD COLUMN second_factor integer NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN public_key text;
  INSERT INTO devices SELECT user_id, id, device_name, 'browser', NULL, created_at, created_at, NULL, NULL FROM sessions WHERE ended_at IS NULL;
  UPDATE sessions SET device_id = id;

  -- What proves a person beside the password; and tokens that are good once, by what they hash to.
  ALTER TABLE users ADD COLUMN totp_secret text;
  ALTER TABLE users ADD COLUMN totp_step bigint NOT NULL DEFAULT 0;
  CREATE TABLE recovery_codes (user_id text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL, PRIMARY KEY (user_id, hash));
  CREATE TABLE passkeys (
    id text COLLATE "C" PRIMARY KEY, user_id text COLLATE "C" NOT NULL, name text NOT NULL, public_key text NOT NULL, counter bigint NOT NULL, transports text NOT NULL,
    created_at text NOT NULL, last_used_at text);
  CREATE INDEX passkeys_by_user ON passkeys (user_id);
  CREATE TABLE one_time (hash text COLLATE "C" PRIMARY KEY, purpose text NOT NULL, data text NOT NULL, expires_at text COLLATE "C" NOT NULL);
  CREATE INDEX one_time_by_end ON one_time (expires_at);
  GRANT SELECT, INSERT, UPDATE, DELETE ON devices, recovery_codes, passkeys, one_time TO ${appRole}
` }, { readableBy: 1, sql: `
  -- REST: what was answered to a request with an Idempotency-Key. API tokens, of accounts: of each its hash alone, which it is found by.
  CREATE TABLE ${schema}.rest_requests (
    workspace_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, body_hash text NOT NULL, answer text NOT NULL, at text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, user_id, key));
  CREATE INDEX rest_requests_by_time ON ${schema}.rest_requests (workspace_id, at);
  ${wall(['rest_requests'])}
  CREATE TABLE ${schema}.api_tokens (
    id text COLLATE "C" PRIMARY KEY, workspace_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, name text NOT NULL, scopes text NOT NULL,
    token_hash text COLLATE "C" NOT NULL UNIQUE, created_at text COLLATE "C" NOT NULL, last_used_at text, revoked_at text);
  CREATE INDEX api_tokens_by_user ON ${schema}.api_tokens (user_id, workspace_id);
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.rest_requests, ${schema}.api_tokens TO ${appRole}
` }, { readableBy: 1, sql: `
  -- Where events are sent. Nothing is queued: a webhook has a position, like a device, and what changed after it is what is to be sent. Those of all
  -- workspaces are looked through, so the wall is around the deliveries alone.
  CREATE TABLE ${schema}.webhooks (
    workspace_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, url text NOT NULL, topics text NOT NULL, secret text NOT NULL, enabled integer NOT NULL, created_by text NOT NULL, created_at text COLLATE "C" NOT NULL,
    position bigint NOT NULL, caught_up bigint NOT NULL, attempts integer NOT NULL, next_attempt_at text, failing_since text, last_delivered_at text, gave_up_at text, note text, held_by text NOT NULL, held_until text COLLATE "C" NOT NULL, PRIMARY KEY (workspace_id, id));
  CREATE TABLE ${schema}.webhook_deliveries (
    workspace_id text COLLATE "C" NOT NULL, webhook_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, type text NOT NULL, record_id text NOT NULL, revision bigint NOT NULL, at text COLLATE "C" NOT NULL, status integer, error text, attempts integer NOT NULL,
    PRIMARY KEY (workspace_id, webhook_id, id));
  ${wall(['webhook_deliveries'])}
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.webhooks, ${schema}.webhook_deliveries TO ${appRole}
` }, { readableBy: 1, sql: `
  -- Links by which people come into a workspace, of accounts: of each its secret's hash alone, which it is found by. And when somebody went, whom no
  -- older link lets in again.
  CREATE TABLE ${schema}.invitations (
    id text COLLATE "C" PRIMARY KEY, workspace_id text COLLATE "C" NOT NULL, secret_hash text COLLATE "C" NOT NULL UNIQUE, role text NOT NULL, email text COLLATE "C",
    uses integer NOT NULL, used integer NOT NULL, made_by text COLLATE "C" NOT NULL, created_at text COLLATE "C" NOT NULL, expires_at text COLLATE "C" NOT NULL, revoked_at text COLLATE "C");
  CREATE INDEX invitations_by_workspace ON ${schema}.invitations (workspace_id);
  CREATE TABLE ${schema}.departures (
    workspace_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, at text COLLATE "C" NOT NULL, PRIMARY KEY (workspace_id, user_id));
  ${wall(['departures'])}
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.invitations, ${schema}.departures TO ${appRole}
` }, { readableBy: 1, sql: `
  -- Which devices are told of changes by Web Push.
  CREATE TABLE ${schema}.hint_subscriptions (
    workspace_id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, device_id text COLLATE "C" NOT NULL, id text NOT NULL, endpoint text NOT NULL, p256dh text NOT NULL, auth text NOT NULL,
    entities text NOT NULL, created_at text NOT NULL, PRIMARY KEY (workspace_id, user_id, device_id));
  ${wall(['hint_subscriptions'])}
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.hint_subscriptions TO ${appRole}
` }, { readableBy: 1, sql: `
  -- The audit log: a chain of hashes per workspace (audit-chain.ts), who and from where once for many entries, and in the workspace's state where the
  -- chain ends (audit_n, audit_hash) and after which entry it is kept (audit_from, audit_anchor).
  CREATE TABLE ${schema}.audit (
    workspace_id text COLLATE "C" NOT NULL, n bigint NOT NULL, at text COLLATE "C" NOT NULL, kind text NOT NULL, source text COLLATE "C" NOT NULL, entity text COLLATE "C" NOT NULL,
    record_id text COLLATE "C" NOT NULL, detail text NOT NULL, hash text NOT NULL, PRIMARY KEY (workspace_id, n));
  CREATE TABLE ${schema}.audit_days (workspace_id text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, lowest bigint NOT NULL, highest bigint NOT NULL, PRIMARY KEY (workspace_id, day));
  CREATE INDEX audit_by_record ON ${schema}.audit (workspace_id, record_id, n) WHERE record_id <> '';
  CREATE TABLE ${schema}.audit_sources (
    workspace_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, user_id text COLLATE "C" NOT NULL, device_id text COLLATE "C" NOT NULL, text text NOT NULL, PRIMARY KEY (workspace_id, id));
  ${wall(['audit', 'audit_sources', 'audit_days'])}
  ALTER TABLE ${schema}.workspace_states ADD COLUMN audit_n bigint NOT NULL DEFAULT 0, ADD COLUMN audit_hash text NOT NULL DEFAULT '',
    ADD COLUMN audit_from bigint NOT NULL DEFAULT 0, ADD COLUMN audit_anchor text NOT NULL DEFAULT '';
  GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.audit, ${schema}.audit_sources, ${schema}.audit_days TO ${appRole}
` }]
