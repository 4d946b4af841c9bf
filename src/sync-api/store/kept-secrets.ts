/* Where secrets are in the tables of both engines (secrets/sealed-store.ts). */

/** `id` is the row's: the person's, the webhook's, the token's hash, or the secret's name; a person has many recovery codes, of each its hash. */
export interface KeptSecret { kind: 'totp' | 'recovery' | 'one-time' | 'webhook' | 'secret'; id: string; value: string }

/** What the row becomes; null: forgotten. */
export type RewriteSecret = (kept: KeptSecret) => string | null

/** Statements that an engine runs; those that change say how many rows they did. */
export interface SecretStatements {
  all(sql: string): Promise<{ id: string; value: string }[]>
  run(sql: string, ...binds: string[]): Promise<number>
}

/** The names of the server's own come last, the mark of the key behind them all. */
const places = [
  { kind: 'totp', table: 'users', id: 'id', value: 'totp_secret', which: 'totp_secret IS NOT NULL' },
  { kind: 'recovery', table: 'recovery_codes', id: 'user_id', value: 'hash', which: '1 = 1' },
  { kind: 'one-time', table: 'one_time', id: 'hash', value: 'data', which: "purpose = 'totp'" },
  { kind: 'webhook', table: 'webhooks', id: 'id', value: 'secret', which: '1 = 1' },
  { kind: 'secret', table: 'secrets', id: 'name', value: 'value', which: '1 = 1' },
] as const

/**
 * Goes through all of them, each changed only where it is still what was looked at.
 *
 * @param mark how the engine writes its first, second … parameter
 * @returns how many rows changed
 */
export async function rewriteSecrets({ all, run }: SecretStatements, mark: (n: number) => string, rewrite: RewriteSecret): Promise<number> {
  let changed = 0
  for (const { kind, table, id, value, which } of places) {
    const rows = await all(`SELECT ${id} AS id, ${value} AS value FROM ${table} WHERE ${which} ORDER BY CASE ${id} WHEN 'key-mark' THEN 1 ELSE 0 END, ${id}`)
    for (const row of rows) {
      const to = rewrite({ kind, ...row }), unchanged = `${id} = ${mark(1)} AND ${value} = ${mark(2)}`
      if (to === row.value) continue
      if (to !== null) changed += await run(`UPDATE ${table} SET ${value} = ${mark(3)} WHERE ${unchanged}`, row.id, row.value, to)
      else if (kind === 'totp') changed += await run(`UPDATE users SET totp_secret = NULL WHERE ${unchanged}`, row.id, row.value)
      else changed += await run(`DELETE FROM ${table} WHERE ${unchanged}`, row.id, row.value)
    }
  }
  return changed
}
