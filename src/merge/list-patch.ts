import type { Element } from '../model/entity.ts'
import { elementId } from '../model/entity.ts'
import type { Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'
import type { SetPatch } from './types.ts'

/** Whether a patch's value is a list's change by elements. One with anything else in it is not, so that the field's schema refuses it. */
export function isSetPatch(value: unknown): value is SetPatch {
  if (!isObject(value) || !isObject(value['$set']) || Object.keys(value).length !== 1) return false
  const { add = [], remove = [], update = {} } = value['$set']
  return isElementList(add) && Array.isArray(remove) && remove.every((id) => typeof id === 'string')
    && isObject(update) && Object.entries(update).every(([id, members]) => id !== noId && isObject(members))
}

/** Whether a value is a list of tags and of objects with ids, and of nothing else. */
export const isElementList = (value: unknown): value is Element[] => Array.isArray(value) && value.every(isElement)

/**
 * The list with the patch applied: removes, then adds, then updates. An added element that is there is replaced where it stands; an
 * updated one that is not there is added with what is known of it (`known`: the list it was in when the person saw it).
 */
export function applySetPatch(list: Json | undefined, patch: SetPatch, known?: Json): Element[] {
  const { add = [], remove = [], update = {} } = patch.$set
  const result = elementsIn(list).filter((element) => !remove.includes(elementId(element)))
  const put = (element: Element): void => {
    const index = result.findIndex((other) => elementId(other) === elementId(element))
    if (index < 0) result.push(element)
    else result[index] = element
  }
  for (const element of add) put(withoutNulls(element))
  for (const [id, members] of Object.entries(update)) {
    const before = findElement(result, id) ?? findElement(elementsIn(known), id) ?? { id }
    if (typeof before !== 'string') put(withoutNulls({ ...before, ...members, id }))
  }
  return result
}

/** What turns `before` into `after`, the order of elements apart; null where nothing does. A member that is gone is updated to null. */
export function diffLists(before: Element[], after: Element[]): SetPatch | null {
  const old = elementsIn(before), now = elementsIn(after)
  const add: Element[] = [], update: Record<string, Record<string, Json>> = {}
  for (const element of now) {
    const was = findElement(old, elementId(element))
    if (was === undefined || typeof was !== typeof element) add.push(element)
    else if (typeof was !== 'string' && typeof element !== 'string') {
      const members = diffMembers(was, element)
      if (members) update[element.id] = members
    }
  }
  const remove = old.map(elementId).filter((id) => findElement(now, id) === undefined)
  return setPatch({ add, remove, update })
}

/** A patch with only the parts that say something; null where none does. */
export function setPatch(parts: Required<SetPatch['$set']>): SetPatch | null {
  const set: SetPatch['$set'] = {
    ...(parts.add.length > 0 ? { add: parts.add } : {}),
    ...(parts.remove.length > 0 ? { remove: parts.remove } : {}),
    ...(Object.keys(parts.update).length > 0 ? { update: parts.update } : {}),
  }
  return Object.keys(set).length > 0 ? { $set: set } : null
}

function diffMembers(was: Record<string, Json>, now: Record<string, Json>): Record<string, Json> | null {
  const members: Record<string, Json> = {}
  for (const name of new Set([...Object.keys(was), ...Object.keys(now)])) {
    const before = memberOf(was, name), after = memberOf(now, name)
    if (!sameJson(before, after)) members[name] = after
  }
  return Object.keys(members).length > 0 ? members : null
}

/**
 * The list with an id for every object that has none, or one that stands before it; tags once each. What is neither a tag nor an object
 * is kept for the schema to refuse.
 */
export function newElementIds(list: Json | undefined, makeId: () => string): Json[] {
  const taken = new Set<string>()
  const result: Json[] = []
  for (const element of Array.isArray(list) ? list : []) {
    if (isObject(element)) {
      const given = element['id']
      const id = typeof given === 'string' && given !== '' && !taken.has(given) ? given : makeId()
      taken.add(id)
      result.push({ ...element, id } as Json)
    } else if (typeof element !== 'string' || !taken.has(element)) {
      if (typeof element === 'string') taken.add(element)
      result.push(element)
    }
  }
  return result
}

/** The elements of whatever stands in a list field: tags and objects with an id, each id once, members without a value left out. */
export function elementsIn(list: Json | undefined): Element[] {
  const result = new Map<string, Element>()
  for (const element of Array.isArray(list) ? list : []) {
    if (isElement(element) && !result.has(elementId(element))) result.set(elementId(element), withoutNulls(element))
  }
  return [...result.values()]
}

export const findElement = (list: Element[], id: string): Element | undefined => list.find((element) => elementId(element) === id)

/** An element's own member; what every object inherits (`constructor`) is none. */
export const memberOf = (element: Element | Record<string, Json> | undefined, name: string): Json =>
  (typeof element === 'object' && Object.hasOwn(element, name) ? element[name] ?? null : null)

/** What is noted of an element, by its id: its own, or begun; what every object inherits is of no element. */
export function notedOf(update: Record<string, Record<string, Json>>, id: string): Record<string, Json> {
  if (!Object.hasOwn(update, id)) update[id] = {}
  return update[id]!
}

/** Patches and merges keep changes by element id; under this one they would write into the prototype of every object there is. */
const noId = '__proto__'

const isElement = (value: unknown): value is Element =>
  typeof value === 'string' || (isObject(value) && typeof value['id'] === 'string' && value['id'] !== noId)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function withoutNulls(element: Element): Element {
  if (typeof element === 'string' || !Object.values(element).includes(null)) return element
  return Object.fromEntries(Object.entries(element).filter(([, value]) => value !== null)) as Element
}
