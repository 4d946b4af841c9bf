import type { PoolClient } from 'pg'
import { talking } from './failures.ts'

/** What may be bound: lists go where the statement unnests them. */
export type Bind = string | number | null | readonly (string | number | null)[]

/** Statements of one transaction, or single ones on whatever connection is free. */
export interface Session {
  all<Row>(sql: string, ...binds: Bind[]): Promise<Row[]>
  get<Row>(sql: string, ...binds: Bind[]): Promise<Row | undefined>
  /** @returns how many rows it changed */
  run(sql: string, ...binds: Bind[]): Promise<number>
}

/**
 * The statements of one connection, one at a time and each prepared once. `failed` is the first failure: the transaction is over with it,
 * whoever caught it on the way.
 */
export interface TransactionSession extends Session { failed(): { cause: unknown } | null }

export function createSession(client: Pick<PoolClient, 'query'>): TransactionSession {
  let last: Promise<unknown> = Promise.resolve()
  let failure: { cause: unknown } | null = null

  const query = <Row>(sql: string, binds: readonly Bind[]): Promise<{ rows: Row[]; rowCount: number | null }> => {
    const mine = last.then(async () => {
      try {
        return await talking(() => client.query<Row & object>({ name: nameOf(sql), text: sql, values: binds.map(storable) }))
      } catch (thrown) {
        failure ??= { cause: thrown }
        throw thrown
      }
    })
    last = mine.catch(() => undefined)
    return mine
  }

  return {
    all: async <Row>(sql: string, ...binds: Bind[]) => (await query<Row>(sql, binds)).rows,
    get: async <Row>(sql: string, ...binds: Bind[]) => (await query<Row>(sql, binds)).rows[0],
    run: async (sql, ...binds) => (await query(sql, binds)).rowCount ?? 0,
    failed: () => failure,
  }
}

/** PostgreSQL keeps no U+0000 in a text. Data is JSON, which writes it as an escape; elsewhere (a name, say) nobody means it. */
const storable = (bind: Bind): Bind => {
  if (typeof bind === 'string') return bind.includes('\0') ? bind.replaceAll('\0', '\uFFFD') : bind
  return Array.isArray(bind) ? bind.map((item: string | number | null) => storable(item) as string | number | null) : bind
}

const names = new Map<string, string>()
/** A prepared statement's name; of a text it is always the same, as connections outlive whoever used them. */
function nameOf(sql: string): string {
  let name = names.get(sql)
  if (name === undefined) {
    name = `s${names.size}`
    names.set(sql, name)
  }
  return name
}
