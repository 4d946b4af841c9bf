import type { Data, Json } from '../shared/json.ts'
import { begunAnew, carryOver, editText, emptyText, grewFrom, isTooLarge, isWhole, joinTexts, readState, receiveUpdate, startedApart, startOf, textOf, writeState } from './text-document.ts'
import type { TextState } from './text-document.ts'

/*
 * A field of the policy `text` in a record: its words are a plain string like any other (`data.body`), and the document they come of rides
 * beside it, `data.$text.body`. Words that nobody has edited have none: everybody who edits them starts from the same one.
 */
export const textsMember = '$text'

/** A patch's value that edits a text, the wire's `{"$text": …}`: a Yjs update, as devices send it the whole document after the edit. */
export interface TextPatch { $text: string }

export const isTextPatch = (value: unknown): value is TextPatch => isObject(value) && Object.keys(value).length === 1 && typeof value['$text'] === 'string'

/**
 * What a page asks for: the text as a person left it, and what they began with, so that what others wrote meanwhile is not taken for
 * something they removed. `state` is the document's then; null where there was none.
 */
export interface TextEdit { $edit: { from: string; state: string | null; text: string } }

export function isTextEdit(value: unknown): value is TextEdit {
  const edit = isObject(value) ? value['$edit'] : undefined
  return isObject(edit) && typeof edit['from'] === 'string' && typeof edit['text'] === 'string' && (edit['state'] === null || typeof edit['state'] === 'string')
}

/** The document behind a field. */
export const documentIn = (data: Data, field: string): TextState => storedIn(data, field) ?? startOf(field, wordsOf(data[field]))

export const hasDocument = (data: Data, field: string): boolean => storedIn(data, field) !== null

/** The words of a patch's value, whatever it is. */
export function wordsOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  const received = isTextPatch(value) ? receiveUpdate(value.$text) : null
  return received !== null && 'update' in received && isWhole(received.update) ? textOf(received.update) : ''
}

/** How a value comes to a text. */
export interface Arrival {
  /** The change's id and whatever else makes the edit one of a kind. */
  seed: string
  /** What its author saw. */
  before: Json | undefined
  /** Its author may not have seen what stands. */
  concurrent: boolean
}

export type Arrived = { state: TextState } | { fault: 'unreadable' | 'too_large' }

/**
 * The document of a field once a patch's value has come to it. Nothing that anybody wrote and nobody removed is gone from it. One that would
 * be larger than is kept is begun anew from its words, by the same edit everywhere; whoever still writes to the old one comes by words.
 * `too_large` is only what came so.
 */
export function arrive(data: Data, field: string, value: Json, { seed, before, concurrent }: Arrival): Arrived {
  const stands = documentIn(data, field), saw = typeof before === 'string' ? before : before === null ? '' : undefined
  const edit = `${field} ${seed}`
  const kept = (state: TextState): Arrived => ({ state: fitting(field, state, seed) })
  if (!isTextPatch(value)) {
    const text = wordsOf(value)
    // Of a create: what stands has grown from these very words, so they have arrived before, and what is missing of them was taken out since.
    if (concurrent && saw === undefined && grewFrom(stands, startOf(field, text))) return { state: stands }
    return kept(editText(stands, concurrent ? carryOver(textOf(stands), saw, text) : text, edit))
  }
  const received = receiveUpdate(value.$text)
  if ('fault' in received) return received
  // A server that was put back, or one of before there were documents: the words meet, not the documents, or all of them would be there twice.
  if (startedApart(stands, received.update) && isWhole(received.update)) {
    return kept(editText(stands, carryOver(textOf(stands), saw, textOf(received.update)), `apart ${edit}`))
  }
  const joined = joinTexts(stands, received.update)
  return joined === null ? { fault: 'unreadable' } : kept(joined)
}

/** Writes a document into a record, and the words it holds. */
export function putText(data: Data, field: string, state: TextState): void {
  const words = textOf(state)
  if (words === '') delete data[field]
  else data[field] = words
  const others = data[textsMember], texts = isObject(others) ? { ...others } : {}
  if (sameBytes(state, emptyText)) delete texts[field]
  else texts[field] = writeState(state)
  if (Object.keys(texts).length === 0) delete data[textsMember]
  else data[textsMember] = texts as Record<string, Json>
}

/** A record's data without the documents: what people, files and history see of it. */
export function withoutTexts(data: Data): Data {
  if (!(textsMember in data)) return data
  const { [textsMember]: _texts, ...rest } = data
  return rest
}

export const sameBytes = (a: TextState, b: TextState): boolean => a.length === b.length && a.every((byte, index) => byte === b[index])

function storedIn(data: Data, field: string): TextState | null {
  const texts = data[textsMember]
  return isObject(texts) && Object.hasOwn(texts, field) ? readState(texts[field]) : null
}

/** The document, or where it has grown too large one begun anew. */
export const fitting = (field: string, state: TextState, seed: string): TextState => (isTooLarge(state) ? begunAnew(field, state, seed) : state)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
