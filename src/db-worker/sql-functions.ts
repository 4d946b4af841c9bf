import { fold } from '../shared/fold.ts'
import type { SqliteModule } from './sqlite-module.ts'

const UTF8 = 1, DETERMINISTIC = 0x800, NULL = 5, TRANSIENT = -1

/** Gives SQL `satchel_fold(text)`: the folding of `shared/fold.ts`, for filters on fields that have no column of their own. */
export function defineFunctions(module: SqliteModule, db: number): void {
  const encoder = new TextEncoder(), decoder = new TextDecoder()
  module.create_function(db, 'satchel_fold', 1, UTF8 | DETERMINISTIC, 0, (context, _count, values) => {
    const value = module.getValue(values, '*')
    if (module._sqlite3_value_type(value) === NULL) { module._sqlite3_result_null(context); return }
    const start = module._sqlite3_value_text(value)
    const folded = encoder.encode(fold(decoder.decode(module.HEAPU8.slice(start, start + module._sqlite3_value_bytes(value)))))
    const pointer = module._malloc(folded.byteLength + 1)
    module.HEAPU8.set(folded, pointer)
    module._sqlite3_result_text(context, pointer, folded.byteLength, TRANSIENT)
    module._free(pointer)
  }, 0, 0)
}
