import { productModel } from '../../../model/model.ts'

/** What a token may do, in words: "Reads contacts and notes", "Reads and changes everything". */
export function scopeWords(scopes: readonly string[]): string {
  const named = (access: 'read' | 'write'): string[] => scopes.filter((scope) => scope.endsWith(`:${access}`)).map((scope) => labelOf(scope.slice(0, -access.length - 1)))
  const writes = named('write'), reads = named('read').filter((label) => !writes.includes(label))
  if (writes.includes('everything')) return 'Reads and changes everything'
  const parts = [...(reads.length > 0 ? [`reads ${listed(reads)}`] : []), ...(writes.length > 0 ? [`reads and changes ${listed(writes)}`] : [])]
  const words = parts.join('; ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const labelOf = (entity: string): string => (entity === '*' ? 'everything' : productModel.entities.get(entity)?.label.many ?? entity)

const listed = (words: readonly string[]): string => (words.includes('everything') ? 'everything' : words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`)
