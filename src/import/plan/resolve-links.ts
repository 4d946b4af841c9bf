import type { ImportMember } from '../contract.ts'
import type { Importable, LinkRule } from '../importables/importable.ts'
import { importableOf } from '../importables/importables.ts'
import type { Link } from '../map/draft.ts'
import type { Data, Json } from '../../shared/json.ts'
import { limits } from '../../model/text.ts'
import { fold } from '../../shared/fold.ts'
import type { KeyedRow } from './key-row.ts'
import type { Made } from './plan.ts'
import type { Known } from './wanted-by.ts'

/** A record that a row names and that there is none of: made with the first row that is. */
export interface ToMake { entity: string; called: string; id: string | null; data: Data; field: string }

export interface Resolved {
  /** What the names come to, by field. */
  data: Data
  /** Names that came to nothing, for the note. */
  words: { column: string; words: string }[]
  toMake: ToMake[]
}

export interface LinkContext { known: Known; made: Made; members: readonly ImportMember[] }

/** What a name or an id in a file is called among what the import has made. */
export const calledBy = { id: (entity: string, id: string): string => `${entity} id ${id}`, name: (entity: string, key: string): string => `${entity} named ${key}` }

/** Finds the records that a row names: by their ids in Satchel's own files, else by their words, among what the import makes and what is here. Its parent is the plan's business. */
export function resolveLinks({ source: { into, draft } }: KeyedRow, context: LinkContext): Resolved {
  const resolved: Resolved = { data: {}, words: [], toMake: [] }
  for (const link of draft?.links ?? []) {
    const rule = into.links[link.field]
    if (rule === undefined || link.field === 'parentId') continue
    if (rule.orMember !== undefined) {
      const member = memberCalled(link, context.members)
      if (member !== null) { resolved.data[link.field] = member; continue }
      // Their ids in a file of Satchel's own are its workspace's; who is in it is known with the network only.
      if (link.id !== null && context.members.length === 0) { resolved.data[link.field] = link.id; continue }
    }
    const id = recordMeant(link, rule, context)
    if (id !== null) setLink(resolved.data, into, link, rule, id, context)
    else if (rule.make !== null && link.words !== '') makeNamed(resolved, link, rule)
    else if (link.words !== '') resolved.words.push({ column: link.column, words: link.words })
  }
  return resolved
}

function recordMeant({ id, words }: Link, { entity, keys }: LinkRule, { known, made }: LinkContext): string | null {
  const here = known.get(entity)
  if (id !== null) {
    const own = made.get(calledBy.id(entity, id)) ?? (here?.records.has(id) === true ? id : undefined)
    if (own !== undefined) return own
  }
  for (const { key } of words === '' ? [] : keys?.(words) ?? []) {
    const found = made.get(calledBy.name(entity, key)) ?? oldest(here?.byKey.get(key))
    if (found !== undefined) return found
  }
  return null
}

/** Of several that are called the same the first that was made, as screens have it. */
const oldest = (ids: readonly string[] | undefined): string | undefined => ids?.reduce<string | undefined>((first, id) => (first === undefined || id < first ? id : first), undefined)

function setLink(data: Data, into: Importable, { field, words }: Link, rule: LinkRule, id: string, { known }: LinkContext): void {
  if (rule.many === true) {
    const list = (data[field] ??= []) as Json[]
    const record = known.get(rule.entity)?.records.get(id)
    const value = words !== '' ? words : record === undefined ? '' : importableOf(rule.entity).entity.title(record.data)
    if (list.length < limits.elements && !list.some((element) => (element as Data)['id'] === id)) list.push({ id, value: value.slice(0, limits.line) })
    return
  }
  const target = rule.orMember?.otherwise ?? field
  if (into.entity.fields[target] !== undefined) data[target] ??= id
}

function makeNamed(resolved: Resolved, { field, words }: Link, { entity, keys, make }: LinkRule): void {
  const key = keys?.(words)[0]?.key
  if (make === null || key === undefined) return
  const { id, data } = make(words)
  resolved.toMake.push({ entity, called: calledBy.name(entity, key), id, data, field })
}

function memberCalled({ id, words }: Link, members: readonly ImportMember[]): string | null {
  const [, name = words, email = words] = /^(.*?)\s*<([^<>\s]+)>\s*$/.exec(words) ?? []
  const same = (one: string, other: string): boolean => one.trim() !== '' && fold(one.trim()) === fold(other.trim())
  const found = members.find((member) => member.userId === id) ?? members.find((member) => same(member.email, email)) ?? onlyOne(members.filter((member) => same(member.name, name)))
  return found?.userId ?? null
}

const onlyOne = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined)
