import { productModel } from '../model/model.ts'
import type { ListOptions } from './types.ts'

/** The entities besides its own by whose records a list is ordered: those that its sort or its groups refer to. */
export function sortedThrough(name: string, { sort = [], group }: ListOptions): string[] {
  const fields = productModel.entities.get(name)?.fields
  return [...sort.map((column) => column.replace(/^-/, '')), ...(group === undefined ? [] : [group.by])].flatMap((column) => fields?.[column]?.reference?.entity ?? [])
}
