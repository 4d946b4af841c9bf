import { SatchelError } from '../shared/errors.ts'
import type { ActOptions, Collection, CreateOptions, ListOptions, Satchel } from './types.ts'

type Options<Method extends 'facets' | 'import'> = NonNullable<Parameters<Collection[Method]>[1]>
type PastOptions<Method extends 'asOf' | 'restoreAsOf'> = NonNullable<Parameters<Collection[Method]>[1]>
type NamingOptions = NonNullable<Parameters<Collection['historyNaming']>[2]>
type LookalikeOptions = NonNullable<Parameters<Collection['lookalikes']>[0]>
type UpdateOptions = NonNullable<Parameters<Collection['update']>[2]>
type ChangesQuery = NonNullable<Parameters<Satchel['sync']['changes']>[0]>

/** Every option there is, by method; the compiler keeps the lists whole. */
const known = {
  list: { search: true, where: true, sort: true, offset: true, limit: true, count: true, state: true, group: true } satisfies Record<keyof ListOptions, true>,
  facets: { prefix: true, limit: true } satisfies Record<keyof Options<'facets'>, true>,
  lookalikes: { limit: true } satisfies Record<keyof LookalikeOptions, true>,
  historyNaming: { limit: true } satisfies Record<keyof NamingOptions, true>,
  asOf: { id: true, naming: true, offset: true, limit: true } satisfies Record<keyof PastOptions<'asOf'>, true>,
  restoreAsOf: { ids: true, naming: true, fields: true, label: true } satisfies Record<keyof PastOptions<'restoreAsOf'>, true>,
  import: { format: true, apply: true, onProgress: true } satisfies Record<keyof Options<'import'>, true>,
  act: { label: true } satisfies Record<keyof ActOptions, true>,
  create: { label: true, id: true } satisfies Record<keyof CreateOptions, true>,
  update: { label: true, baseRevision: true } satisfies Record<keyof UpdateOptions, true>,
  changes: { status: true, offset: true, limit: true } satisfies Record<keyof ChangesQuery, true>,
}

/**
 * Hands the options back as they are. One that is misspelt must not quietly mean "without it": `{ lmit: 3 }` would list 50.
 * @throws SatchelError `invalid`, naming the option there is not
 */
export function checkOptions<T extends object>(kind: keyof typeof known, options: T = {} as T): T {
  if (typeof options !== 'object' || options === null) throw new SatchelError('invalid', 'Options are given as an object: { limit: 50 }.')
  if (Array.isArray(options)) throw new SatchelError('invalid', 'Options are given as an object, not as a list.')
  const names = Object.keys(known[kind])
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new SatchelError('invalid', `There is no option "${unknown}". There are: ${names.join(', ')}.`, { field: unknown })
  return options
}

/** Options of a write. @throws SatchelError `invalid` for one that there is not, and for a label that is no text */
export function checkAct<T extends ActOptions>(kind: 'act' | 'create' | 'update', options: T = {} as T): T {
  const { label } = checkOptions(kind, options)
  if (label !== undefined && typeof label !== 'string') throw new SatchelError('invalid', 'A label is a text: what undo calls the act.', { field: 'label' })
  return options
}

/**
 * What a list may be asked, by its kinds: a slip is told, not passed on to where it fails in other words.
 * @throws SatchelError `invalid`
 */
export function checkList(options: ListOptions): ListOptions {
  const { search, where, sort, state, offset, limit, count, group } = checkOptions('list', options)
  const wrong = (field: string, words: string): never => { throw new SatchelError('invalid', words, { field }) }
  if (search !== undefined && typeof search !== 'string') wrong('search', 'What is searched for is a text.')
  if (where !== undefined && !isObject(where)) wrong('where', 'A filter is an object: { city: "Bonn" }.')
  if (sort !== undefined && !(Array.isArray(sort) && sort.every((name) => typeof name === 'string'))) wrong('sort', 'Sort is a list of columns: ["lastName", "-updatedAt"].')
  if (state !== undefined && !['live', 'deleted', 'all'].includes(state)) wrong('state', 'State is "live", "deleted" or "all".')
  if (count !== undefined && count !== false) wrong('count', 'How many there are is counted unless count is false.')
  if (group !== undefined && !(typeof group === 'object' && group !== null && typeof group.by === 'string' && (group.closed === undefined || Array.isArray(group.closed)))) wrong('group', 'Group names a column, and the values whose rows are left out: { by: "city", closed: ["bonn"] }.')
  for (const [name, value] of Object.entries({ offset, limit })) if (value !== undefined && !isCount(value)) wrong(name, 'Limit and offset count from 0, in whole numbers.')
  return options
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of as many as there are, `Infinity` is a number too. */
const isCount = (value: unknown): boolean => (Number.isInteger(value) && (value as number) >= 0) || value === Infinity

/** Hands `value` back. @throws SatchelError `invalid` where it is none of `allowed`, naming those */
export function checkChoice<T extends string>(value: T, allowed: readonly T[], what: string): T {
  if (!allowed.includes(value)) throw new SatchelError('invalid', `${what} is one of ${allowed.join(', ')}.`)
  return value
}

/** Hands `value` back. @throws SatchelError `invalid` for what is no whole number from 0 */
export function checkCount(value: number, what: string): number {
  if (!Number.isInteger(value) || value < 0) throw new SatchelError('invalid', `${what} is a whole number from 0.`)
  return value
}

/** @throws SatchelError `invalid` for what cannot be called back */
export function checkCallback(callback: unknown): void {
  if (typeof callback !== 'function') throw new SatchelError('invalid', 'Give a function to call back.')
}
