import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { applyUpdate, ContentDeleted, ContentString, decodeUpdate, Doc, encodeStateAsUpdate, Item } from 'yjs'
import { canonicalJson } from './canonical.ts'
import { editsBetween, wellFormed } from './text-edits.ts'
import type { Splice } from './text-edits.ts'

/*
 * A text as a Yjs document. A state is the whole document as one compacted update: what was deleted is kept as a length. Two states
 * join whatever their order, and equal documents are equal bytes: each is written by a document that took everything in one step.
 *
 *   startOf ── the document of a text that has none: the same for everybody who starts from the same text
 *   editText ── every edit under a client id of its own, hashed from the edit, so that nothing here is random
 */
export type TextState = Uint8Array

/**
 * How large a document may be: pieces of text, and bytes. An edit makes one or two pieces for each place it touches. `meetings`: pieces that
 * were written at one place by people who did not know of each other; each has to find its place among all the others, so that pieces made
 * to meet would keep everybody waiting. What grows larger is begun anew; what comes larger from outside is refused.
 */
export const textLimits = { pieces: 3_000, meetings: 500, bytes: 2 * 1024 * 1024 } as const

export const emptyText: TextState = encodeStateAsUpdate(new Doc())

/** The document that a text without one stands for; of the field, so that two fields of one text do not share it. */
export function startOf(field: string, text: string): TextState {
  const started = wellFormed(text)
  if (started === '') return emptyText
  return written([], firstStart + hashOf(['start', field, started]), [{ at: 0, remove: 0, insert: started }])
}

/**
 * The same words as a document with nothing behind them, for one that has grown too large. Others may still write to the old one, and bring
 * words it had long ago: by its name it is no document but that of these words after this edit.
 * @param seed one of a kind to the edit that made it too large
 */
export const begunAnew = (field: string, state: TextState, seed: string): TextState => {
  const text = textOf(state)
  return text === '' ? emptyText : written([], firstStart + hashOf(['anew', field, seed, text]), [{ at: 0, remove: 0, insert: text }])
}

/**
 * The document with its text turned into another; the document itself where that is its text already.
 * @param seed one of a kind to the edit, the change's id say: the edit's characters are named by it
 */
export function editText(state: TextState, to: string, seed: string): TextState {
  let changed = false
  const edited = documentOf([state], (text, taken) => {
    const splices = editsBetween(text, wellFormed(to))
    changed = splices.length > 0
    // Never a name that is taken: what came under it would count as known.
    let client = hashOf(['edit', seed])
    while (taken.has(client)) client = hashOf(['edit', seed, client])
    return { client, splices }
  })
  return changed ? encoded(edited) : state
}

/** A seed for `editText` that follows from what is edited into what: two who do the same to the same document write the same, which joins to one. */
export const sameForAll = (field: string, state: TextState, to: string): string => canonicalJson([field, writeState(state), wellFormed(to)])

/** Both documents' edits in one; null where one of them builds on what neither has, or does not hold together. */
export function joinTexts(one: TextState, other: TextState): TextState | null {
  try {
    const doc = documentOf([one, other])
    return hasPending(doc) ? null : encoded(doc)
  } catch {
    return null
  }
}

/** Whether an update builds on nothing that is not in it. */
export const isWhole = (update: TextState): boolean => joinTexts(update, emptyText) !== null

export const textOf = (state: TextState): string => words.get(state) ?? textIn(documentOf([state])).toString()

/**
 * Whether two documents did not grow from one: they were started from different texts, or one from a text that the other had as an edit.
 * Joined, such documents hold twice what their texts share.
 */
export function startedApart(stands: TextState, other: TextState): boolean {
  const known = clientsOf(stands), theirs = [...clientsOf(other)]
  if (known.size === 0 || theirs.length === 0) return false
  if (theirs.some((client) => isStart(client) && !known.has(client))) return true
  return [...known].some(isStart) && !theirs.some((client) => known.has(client))
}

/** Whether a document holds all of another's edits, whatever was taken out of them since: it grew from that. */
export function grewFrom(stands: TextState, other: TextState): boolean {
  const known = clientsOf(stands), theirs = [...clientsOf(other)]
  return theirs.length > 0 && theirs.every((client) => known.has(client))
}

/**
 * What a text becomes when the edit `from` → `to` is made to it though it is no longer `from`: each word goes where its neighbours are,
 * and only what the edit itself removed goes. Without `from` nothing is known to have been removed, so nothing is.
 */
export function carryOver(stands: string, from: string | undefined, to: string): string {
  if (from === undefined) {
    const more = editsBetween(wellFormed(stands), wellFormed(to)).map((splice) => ({ ...splice, at: splice.at + splice.remove, remove: 0 }))
    return textOf(written([startOf('', stands)], 1, more))
  }
  if (stands === from || stands === to) return to
  const theirs = editsBetween(wellFormed(from), wellFormed(stands))
  // What both did is done once.
  const mine = editsBetween(wellFormed(from), wellFormed(to)).filter((splice) => !theirs.some((other) => canonicalJson(other) === canonicalJson(splice)))
  const start = startOf('', from)
  const joined = joinTexts(written([start], 1, theirs), written([start], 2, mine))
  return joined === null ? to : textOf(joined)
}

/** A state as JSON carries it, base64. */
export function writeState(state: TextState): string {
  let binary = ''
  for (let at = 0; at < state.length; at += 8_192) binary += String.fromCharCode(...state.subarray(at, at + 8_192))
  return btoa(binary)
}

/** A state that this code wrote. Null where the text is none. */
export function readState(text: unknown): TextState | null {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/**
 * What was received as a Yjs update of a text: it is looked at piece by piece before a document takes it. Only plain characters and the
 * lengths of deleted ones may be in it, without gaps; formats, embedded objects or other types are not. Whether it holds together shows
 * when it is joined to what stands.
 */
export function receiveUpdate(text: unknown): { update: TextState } | { fault: 'unreadable' | 'too_large' } {
  const update = readState(text)
  if (update === null) return { fault: 'unreadable' }
  if (update.length > textLimits.bytes) return { fault: 'too_large' }
  try {
    const { structs } = decodeUpdate(update)
    if (structs.length > textLimits.pieces) return { fault: 'too_large' }
    let units = 0
    for (const struct of structs) {
      if (!(struct instanceof Item) || !(struct.content instanceof ContentString || struct.content instanceof ContentDeleted)) return { fault: 'unreadable' }
      if (struct.parentSub !== null || (typeof struct.parent === 'string' && struct.parent !== root)) return { fault: 'unreadable' }
      units += struct.length
    }
    if (units > textLimits.bytes || meetingsIn(structs) > textLimits.meetings) return { fault: 'too_large' }
    return { update }
  } catch {
    return { fault: 'unreadable' }
  }
}

/**
 * Who writes at a place knows what stands there, and writes before it: of those who knew of each other only the first did not. What is more
 * met. Behind a place inside a piece stands the rest of the piece.
 */
function meetingsIn(structs: readonly Struct[]): number {
  const places = new Map<string, Item[]>(), pieces = new Map<number, { from: number; end: number }[]>()
  for (const struct of structs) {
    if (!(struct instanceof Item)) continue
    const { client, clock } = struct.id, place = struct.origin === null ? '' : nameOf(struct.origin)
    listIn(places, place).push(struct)
    listIn(pieces, client).push({ from: clock, end: clock + struct.length - 1 })
  }
  let meetings = 0
  for (const there of places.values()) {
    const known = new Set(there.map(({ id }) => nameOf(id))), origin = there[0]!.origin
    const isInside = origin !== null && pieceAt(pieces.get(origin.client) ?? [], origin.clock) > origin.clock
    if (isInside) known.add(nameOf({ client: origin.client, clock: origin.clock + 1 }))
    const unaware = there.filter(({ rightOrigin }) => rightOrigin === null || !known.has(nameOf(rightOrigin))).length
    meetings += Math.max(0, unaware + (isInside ? 1 : 0) - 1)
  }
  return meetings
}

/** Where the piece ends that a unit is in; -1 where there is none. Pieces of a writer come in their order. */
function pieceAt(pieces: readonly { from: number; end: number }[], clock: number): number {
  let low = 0, high = pieces.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1, piece = pieces[middle]!
    if (clock < piece.from) high = middle - 1
    else if (clock > piece.end) low = middle + 1
    else return piece.end
  }
  return -1
}

function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}

type Struct = ReturnType<typeof decodeUpdate>['structs'][number]

const nameOf = ({ client, clock }: { client: number; clock: number }): string => `${client} ${clock}`

/** Whether a document has grown beyond what is kept, and has to be begun anew. */
export function isTooLarge(state: TextState): boolean {
  if (state.length > textLimits.bytes) return true
  // What was taken out is a length of a few bytes, and counts all the same: so it is measured where it is received.
  const { structs } = decodeUpdate(state)
  return structs.length > textLimits.pieces || unitsIn(structs) > textLimits.bytes || meetingsIn(structs) > textLimits.meetings
}

const unitsIn = (structs: readonly Struct[]): number => structs.reduce((units, { length }) => units + length, 0)

/** Read off the document while it is there: to put it together again takes as long as to merge it. */
const words = new WeakMap<TextState, string>()
function encoded(doc: Doc): TextState {
  const state = encodeStateAsUpdate(doc)
  words.set(state, textIn(doc).toString())
  return state
}

const root = 't'
const nobody = -1

interface Edit { client: number; splices: readonly Splice[] }

const written = (states: readonly TextState[], client: number, splices: readonly Splice[]): TextState =>
  encoded(documentOf(states, () => ({ client, splices })))

/** One step takes it all, so that Yjs compacts all of it: what two steps leave may depend on their order. */
function documentOf(states: readonly TextState[], editOf?: (text: string, clients: ReadonlyMap<number, unknown>) => Edit): Doc {
  // A guid of our own, as Yjs would throw dice for one.
  const doc = new Doc({ gc: true, guid: '' })
  doc.transact(() => {
    for (const state of states) applyUpdate(doc, state)
    const text = textIn(doc)
    const edit = editOf?.(text.toString(), doc.store.clients)
    doc.clientID = edit?.client ?? nobody
    for (const { at, remove, insert } of [...edit?.splices ?? []].reverse()) {
      // Before what goes, so that it does not run into what another writes behind that.
      if (insert !== '') text.insert(at, insert)
      if (remove > 0) text.delete(at + insert.length, remove)
    }
    // Yjs takes a document's own id in a received update for a copied database, and warns.
    doc.clientID = nobody
  })
  return doc
}

const textIn = (doc: Doc): ReturnType<Doc['getText']> => doc.getText(root)

const hasPending = ({ store }: Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null

const clientsOf = (state: TextState): Set<number> => new Set(decodeUpdate(state).structs.map(({ id }) => id.client))

/** Ids at and above are starts, those below are edits. */
const firstStart = 2 ** 48
const isStart = (client: number): boolean => client >= firstStart

/** 48 bits of SHA-256: Yjs's own 32 would meet within one long-lived text too soon. */
function hashOf(parts: readonly (string | number)[]): number {
  return sha256(utf8ToBytes(canonicalJson(parts))).subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0)
}
