import type { Store } from '../../src/db-worker/store.ts'
import type { ImportDb } from '../../src/import/import-db.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import type { ErrorBody } from '../../src/shared/errors.ts'
import type { Result } from '../../src/shared/result.ts'
import { err, ok } from '../../src/shared/result.ts'

/** The real db-worker core as an import sees it through the port: asynchronous, with results instead of exceptions. */
export function importDbOf(store: Store): ImportDb {
  return {
    findMatches: (entity, keys) => answer(() => store.data.findMatches(entity, keys)),
    list: (query) => answer(() => store.data.list(query)),
    mutateGroup: (inputs) => answer(() => store.data.mutateGroup(inputs)),
  }
}

async function answer<T>(act: () => T): Promise<Result<T, ErrorBody>> {
  try {
    return ok(act())
  } catch (thrown) {
    return err(toSatchelError(thrown).toBody())
  }
}
