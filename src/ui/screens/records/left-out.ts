import type { Where } from '../../../data-api/types.ts'
import { conditionsIn, type FilterItem } from './filter-tree.ts'
import type { Kind } from './kind.ts'

/** What a list has besides its filters, so that it has no records that stand in others; undefined where one searches, or asks for those. */
export const leftOut = ({ leaves }: Pick<Kind, 'leaves'>, query: string, filters: readonly FilterItem[]): Where | undefined =>
  leaves === undefined || query.trim() !== '' || conditionsIn(filters).some(([column]) => column === leaves.column) ? undefined : leaves.where
