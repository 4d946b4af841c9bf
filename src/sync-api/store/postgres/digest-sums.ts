import { digestParts } from '../../../merge/digest.ts'
import type { RecordKey, RecordWrite } from '../port.ts'
import type { Session } from './session.ts'

/**
 * R7: runs a write of these records and moves the sums of their entities' digests by what it changed in their shares. By statements and not by
 * triggers, which Citus does not run; the workspace is locked, so nothing comes between.
 * @param written the records as they are afterwards, where `write` writes them whole: it saves asking for them
 */
export async function movingDigests<T>(session: Session, workspaceId: string, keys: readonly RecordKey[], write: () => Promise<T>, written?: readonly RecordWrite[]): Promise<T> {
  if (keys.length === 0) return write()
  const before = await sumsOf(session, workspaceId, keys)
  const result = await write()
  const after = written === undefined ? await sumsOf(session, workspaceId, keys) : sumsIn(written)
  const moved = [...new Set([...before.keys(), ...after.keys()])].map((entity) => {
    const from = before.get(entity) ?? none, to = after.get(entity) ?? none
    return { entity, by: to.map((part, index) => part - from[index]!) }
  }).filter(({ entity, by }) => !before.has(entity) || by.some((part) => part !== 0))
  if (moved.length === 0) return result
  await session.run(`
    INSERT INTO digests AS sums SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    ON CONFLICT (workspace_id, entity) DO UPDATE SET
      unknown = sums.unknown + excluded.unknown, a = sums.a + excluded.a, b = sums.b + excluded.b, c = sums.c + excluded.c, d = sums.d + excluded.d`,
  workspaceId, moved.map(({ entity }) => entity), ...none.map((_, index) => moved.map(({ by }) => by[index]!)))
  return result
}

/** How many have no share, and the four sums of those that have one: each exact, of some hundreds of records. */
type Sums = readonly number[]
const none: Sums = [0, 0, 0, 0, 0]

function sumsIn(records: readonly RecordWrite[]): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const { entity, share } of records) {
    const parts = share === undefined ? [1, 0, 0, 0, 0] : [0, ...digestParts(share)]
    sums.set(entity, (sums.get(entity) ?? none).map((sum, index) => sum + parts[index]!))
  }
  return sums
}

async function sumsOf(session: Session, workspaceId: string, keys: readonly RecordKey[]): Promise<Map<string, Sums>> {
  const rows = await session.all<{ entity: string; unknown: number; a: number; b: number; c: number; d: number }>(`
    SELECT entity, count(*) FILTER (WHERE share_a IS NULL) AS unknown, coalesce(sum(share_a), 0)::bigint AS a, coalesce(sum(share_b), 0)::bigint AS b,
      coalesce(sum(share_c), 0)::bigint AS c, coalesce(sum(share_d), 0)::bigint AS d
    FROM unnest($2::text[], $3::text[]) AS wanted (entity, id) JOIN records USING (entity, id) WHERE workspace_id = $1 GROUP BY entity`,
  workspaceId, keys.map(({ entity }) => entity), keys.map(({ id }) => id))
  return new Map(rows.map(({ entity, unknown, a, b, c, d }) => [entity, [unknown, a, b, c, d]]))
}
