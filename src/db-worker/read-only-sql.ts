import { SatchelError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { Core } from './core.ts'

const begins = /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(select|with|explain|values|pragma)\b/i
/** Pragmas that only tell something; with an argument most others set it. */
const readingPragmas = /^(table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|database_list|foreign_key_list|page_count|page_size|freelist_count|user_version|schema_version|compile_options|function_list|integrity_check|quick_check)$/i

/**
 * A SELECT, an EXPLAIN or a PRAGMA that only tells something.
 * @throws SatchelError `timeout` for what takes longer than ten seconds, while everybody waits; `forbidden` for anything that could write, attach or change how the database works; `invalid` where it is no SQL
 */
export function readOnlySql({ db, clock }: Core, text: string, params: readonly (string | number | null)[] = []): Record<string, Json | Uint8Array>[] {
  if (params.some((one) => one !== null && typeof one !== 'string' && typeof one !== 'number')) throw new SatchelError('invalid', 'The values for "?" are a list of texts, numbers and null.')
  const kind = begins.exec(text)?.[1]?.toLowerCase()
  if (kind === undefined) throw refused()
  if (kind === 'pragma') {
    const name = /pragma\s+(?:\w+\.)?(\w+)\s*(=)?/i.exec(text)
    if (name === null || name[2] !== undefined || !readingPragmas.test(name[1]!)) throw refused()
  }
  try {
    if (!db.isReadOnly(text)) throw refused()
    const end = clock.monotonic() + longestMs
    return db.limited(() => clock.monotonic() > end, () => db.all<Record<string, Json | Uint8Array>>(text, params))
  } catch (thrown) {
    if (thrown instanceof SatchelError && thrown.code === 'internal') throw new SatchelError('invalid', thrown.message, { cause: thrown })
    throw thrown
  }
}

const longestMs = 10_000

const refused = (): SatchelError => new SatchelError('forbidden', 'Only reading is allowed here: SELECT, EXPLAIN, or a PRAGMA that tells something.')
