import type { Row } from '../../src/db-worker/contract.ts'
import { wordsOf, type TextPatch } from '../../src/merge/text-field.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
import type { SimReplica } from './sim-replica.ts'

/** Words that people wrote into texts, each one of a kind, and which of them somebody took out knowing what they did. */
export interface Words {
  /** Of a task that repeats a word stands in the next one too. */
  written: { word: string; recordId: string }[]
  /** The devices on which a word was taken out, by record and word (`placed`). */
  removed: Map<string, Set<string>>
  /** What edits said, by their bytes: a text that waits is looked at after every act. */
  texts: Map<string, Json>
}

export const newWords = (): Words => ({ written: [], removed: new Map(), texts: new Map() })

/** The fields whose edits merge word by word, by entity. */
export const textOfEntity: Record<string, string> = { notes: 'body', projects: 'notes', tasks: 'notes' }

/** A word where it stands. */
export const placed = (recordId: string, word: string): string => `${recordId} ${word}`

/** The words that an edit left a text with. */
export function textOf({ texts }: Words, patch: TextPatch): Json {
  const text = texts.get(patch.$text) ?? wordsOf({ ...patch })
  texts.set(patch.$text, text)
  return text
}

/** Two who write at the same place may leave no blank between their words. */
export const wordsIn = (text: Json | undefined): string[] => (typeof text === 'string' ? text.match(/w\d+[A-Z]/g) ?? [] : [])

/**
 * Does what a person does to texts, or undoes. What they saw and see no longer, they took out; what they see again, they brought back: an
 * undo and a redo, say. Nothing else may make a word disappear.
 */
export function noting<T>(words: Words, replica: SimReplica, act: () => T): T {
  const before = seen(replica), there = known(replica)
  const done = act()
  compare(words, replica, before, seen(replica), there)
  return done
}

/** The same for what answers later: something is done to the journal, where there may be words that no text shows any more. */
export async function notingJournal(words: Words, replica: SimReplica, act: () => Promise<void>): Promise<void> {
  const before = seen(replica), there = known(replica), waitingBefore = waiting(replica)
  await act()
  const after = seen(replica), waitingAfter = waiting(replica)
  compare(words, replica, before, after, there)
  // Once more under another id, what was tried again stands there.
  for (const { word, recordId } of words.written) {
    if (waitingBefore.has(word) && !waitingAfter.has(word) && !after.has(placed(recordId, word))) takeOut(words, replica, placed(recordId, word))
  }
}

const waiting = ({ store }: SimReplica): Set<string> =>
  new Set(wordsIn(JSON.stringify(store.data.journal({ limit: 10_000 }).rows.filter(({ status }) => status !== 'replaced' && status !== 'synced'))))

/** @param there the records that were on the device before: what is made now, and was made alike elsewhere, says nothing about what was taken out there since */
function compare(words: Words, replica: SimReplica, before: ReadonlySet<string>, after: ReadonlySet<string>, there: ReadonlySet<string>): void {
  for (const word of before) if (!after.has(word)) takeOut(words, replica, word)
  for (const word of after) if (!before.has(word) && there.has(word.split(' ')[0]!)) bringBack(words, replica, word)
}

function takeOut({ removed }: Words, { name }: SimReplica, word: string): void {
  removed.set(word, (removed.get(word) ?? new Set()).add(name))
}

/** What one took out on a device and takes back there is withdrawn, and no answer to another who took it out meanwhile; what only others took out was seen to be gone, and is there again. */
function bringBack({ removed }: Words, { name }: SimReplica, word: string): void {
  const by = removed.get(word)
  if (by?.delete(name) !== true || by.size === 0) removed.delete(word)
}

const allTexts = Object.entries(textOfEntity).map(([entity, field]) => `SELECT id, data ->> '$.${field}' AS text FROM ${entity}`).join(' UNION ALL ')

const known = ({ store }: SimReplica): Set<string> => new Set(store.core.db.all<{ id: string }>(allTexts).map(({ id }) => id))

const seen = ({ store }: SimReplica): Set<string> =>
  new Set(store.core.db.all<{ id: string; text: string | null }>(allTexts).flatMap(({ id, text }) => wordsIn(text ?? '').map((word) => placed(id, word))))

/** An edit of a note as its editor hands it over: what it began with goes along. */
export const editOf = (began: Row, text: string): Json => ({ $edit: { from: String(began.data['body'] ?? ''), state: began.texts?.['body'] ?? null, text } })

/** [I2, M2] A word that somebody wrote and nobody took out stands in its text itself, once, or with what failed. */
export function lostWords({ written, removed }: Words, server: readonly SyncRecord[], failed: unknown): string[] {
  const texts = server.flatMap(({ entity, id, data }) => (textOfEntity[entity] === undefined ? [] : [{ entity, id, text: data?.[textOfEntity[entity]] }]))
  const standing = new Map(texts.map(({ id, text }) => [id, wordsIn(text)]))
  const refused = new Set(wordsIn(JSON.stringify(failed)))
  return [
    ...written.filter(({ word, recordId }) => !removed.has(placed(recordId, word)) && standing.get(recordId)?.includes(word) !== true && !refused.has(word))
      .map(({ word, recordId }) => `[M2] the word ${word} is not in the text of ${recordId.slice(-4)}`),
    ...[...standing].flatMap(([id, words]) => words.filter((word, at) => words.indexOf(word) !== at).map((word) => `[M2] the word ${word} is twice in the text of ${id.slice(-4)}`)),
    ...texts.filter(({ text }) => /\p{Surrogate}|\uFFFD/u.test(String(text ?? ''))).map(({ entity, id }) => `[M2] half a character is in ${entity}/${id.slice(-4)}`),
  ]
}
