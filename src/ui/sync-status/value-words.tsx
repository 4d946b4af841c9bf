import type { ReactNode } from 'react'
import type { Json } from '../../shared/json.ts'
import { useValueWords } from './use-value-words.ts'

/** One value of a field, in one line, by its name where it is an id; `empty` where there is none. */
export function ValueWords({ entity, field, value, empty = null }: { entity: string; field: string; value: Json | undefined; empty?: ReactNode }) {
  const [text = ''] = useValueWords(entity, field, [value])
  return text === '' ? empty : text.replaceAll('\n', ', ')
}
