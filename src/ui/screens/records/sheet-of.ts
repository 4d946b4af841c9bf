import { viewOf, type ListSearch } from './search-params.ts'
import type { Kind } from './kind.ts'

/** Where all of a list lies as paper, looked at as it is now. */
export const sheetOf = ({ entity, list }: Kind, search: ListSearch) =>
  ({ to: '/print', search: { ...viewOf(search), ...(list === '/contacts' ? {} : { of: entity.name }) } }) as const
