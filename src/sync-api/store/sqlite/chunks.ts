import type { Bind, Connection } from './connection.ts'

/* Many rows of one workspace, some at a time. */

const chunk = 20

export interface ChunkedSql { one: string; many: string }

/** A statement for one row and for a chunk of them. @param sql the statement for so many rows */
export const chunkedSql = (sql: (rows: number) => string): ChunkedSql => ({ one: sql(1), many: sql(chunk) })

/** The values of so many rows: the workspace, which is bound once for all of them, and the other columns of each. */
export function rowsSql(rows: number, columns: number): string {
  const each = columns - 1
  const row = (n: number): string => `(?1, ${Array.from({ length: each }, (_, at) => `?${2 + n * each + at}`).join(', ')})`
  return Array.from({ length: rows }, (_, n) => row(n)).join(', ')
}

/**
 * Full chunks first, then single rows: two prepared statements, whatever the length.
 * @param bind adds what is bound for a row beside its workspace
 */
export function inChunks<T>(connection: Connection, workspaceId: string, items: readonly T[], sql: ChunkedSql, bind: (item: T, binds: Bind[]) => void): void {
  const run = (statement: string, from: number, to: number): void => {
    const binds: Bind[] = [workspaceId]
    for (let at = from; at < to; at += 1) bind(items[at]!, binds)
    connection.prepare(statement).runList(binds)
  }
  let from = 0
  for (; from + chunk <= items.length; from += chunk) run(sql.many, from, from + chunk)
  for (; from < items.length; from += 1) run(sql.one, from, from + 1)
}
