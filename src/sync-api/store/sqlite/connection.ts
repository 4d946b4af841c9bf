import Database from 'libsql'

/** What may be bound. libsql aborts the whole process on a boolean or undefined, hence the narrow type. */
export type Bind = string | number | null

export interface Statement<Row> {
  get(...binds: Bind[]): Row | undefined
  all(...binds: Bind[]): Row[]
  run(...binds: Bind[]): number
  /** As `run`, for very many. */
  runList(binds: readonly Bind[]): number
}

/** A SQLite file (or `:memory:`) with statements prepared once. */
export interface Connection {
  exec(sql: string): void
  /** Prepares a statement, or answers the one prepared before. */
  prepare<Row = Record<string, Bind>>(sql: string): Statement<Row>
  pragma(text: string): unknown
  close(): void
}

/** Opens the file and sets what durability needs: WAL with an fsync a commit, so that what was answered survives a power cut. */
export function openConnection(file: string): Connection {
  const database = new Database(file)
  const statements = new Map<string, Statement<unknown>>()

  const connection: Connection = {
    exec: (sql) => { database.exec(sql) },
    prepare: <Row>(sql: string) => {
      let statement = statements.get(sql)
      if (statement === undefined) {
        statement = statementOf(database.prepare(sql))
        statements.set(sql, statement)
      }
      return statement as Statement<Row>
    },
    pragma: (text) => database.pragma(text),
    close: () => { statements.clear(); database.close() },
  }

  connection.pragma('busy_timeout = 5000')
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = OFF')
  // What is not here is in the system's own cache of the file.
  connection.pragma('cache_size = -16000')
  // Those who serve checkpoint beside the commits (checkpoints.ts); within one only where that does not keep up, after 96 MB.
  connection.pragma('wal_autocheckpoint = 24000')
  return connection
}

/** Rows come as lists and are given their names here: libsql names every value of every row by itself, which takes as long again as reading it. */
function statementOf(prepared: Database.Statement): Statement<unknown> {
  let names: readonly string[] = []
  const named = (values: readonly Bind[]): Record<string, Bind> => {
    // At the first row, and where a migration has given the table another column since.
    if (values.length !== names.length) names = prepared.columns().map(({ name }) => name)
    const row: Record<string, Bind> = {}
    for (let at = 0; at < values.length; at += 1) row[names[at]!] = values[at]!
    return row
  }
  let isRaw = false
  const raw = (): Database.Statement => {
    // Of what answers nothing it is an error.
    if (!isRaw) prepared.raw(true)
    isRaw = true
    return prepared
  }
  return {
    get: (...binds) => {
      const values = raw().get(binds) as readonly Bind[] | undefined
      return values === undefined ? undefined : named(values)
    },
    all: (...binds) => (raw().all(binds) as (readonly Bind[])[]).map(named),
    run: (...binds) => prepared.run(binds).changes,
    runList: (binds) => prepared.run(binds).changes,
  }
}

/** A full disk may have ended the transaction already; what broke it off is the error to tell, not that there is nothing left to roll back. */
export function rollBack(connection: Connection): void {
  try { connection.exec('ROLLBACK') } catch { /* it is over */ }
}
