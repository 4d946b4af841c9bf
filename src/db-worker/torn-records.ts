import { history } from '../model/bookkeeping.ts'
import type { Entity } from '../model/entity.ts'
import type { Core } from './core.ts'
import { quote } from './entity-table.ts'

/**
 * Of a change `c` of the journal, as SQL: whether the record that it made or edited is torn, which is that there is neither a row of it nor, as the last thing that the history tells, a
 * deletion. A disk lost it. Where the server has it still, comparing digests brings it back (R7); where the server has lost it as well, the journal may be all that is left (R8).
 */
export function isTorn({ model, tables }: Pick<Core, 'model' | 'tables'>): string {
  const entries = tables.get(history.name)
  if (entries === undefined) return '0'
  const missing = peoplesEntities(model).map((name) => `WHEN '${name}' THEN NOT EXISTS (SELECT 1 FROM ${tables.get(name)!.name} WHERE id = c.record_id)`)
  return `(c.op <> 'delete' AND CASE c.entity ${missing.join(' ')} ELSE 0 END
    AND NOT EXISTS (SELECT 1 FROM base_records WHERE id = c.record_id AND entity = c.entity)
    AND coalesce((SELECT data ->> '$.op' FROM ${entries.name} WHERE ${quote('k_recordId')} = c.record_id ORDER BY revision DESC LIMIT 1), 'delete') <> 'delete')`
}

/** The names of the entities that people write. */
export const peoplesEntities = (model: { entities: ReadonlyMap<string, Entity> }): string[] =>
  [...model.entities.values()].filter((entity) => entity.authored === 'people' && entity.bookkeeping !== true).map(({ name }) => name)
