import type { Row } from '../../src/db-worker/contract.ts'
import { wordsOf, type TextPatch } from '../../src/merge/text-field.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
import type { SimReplica } from './sim-replica.ts'

/** Words that people wrote into notes, each one of a kind, and which of them somebody took out knowing what they did. */
export interface Words {
  written: { word: string; recordId: string }[]
  removed: Set<string>
  /** What edits said, by their bytes: a text that waits is looked at after every act. */
  texts: Map<string, Json>
}

export const newWords = (): Words => ({ written: [], removed: new Set(), texts: new Map() })

/** The words that an edit left a text with. */
export function textOf({ texts }: Words, patch: TextPatch): Json {
  const text = texts.get(patch.$text) ?? wordsOf({ ...patch })
  texts.set(patch.$text, text)
  return text
}

/** Two who write at the same place may leave no blank between their words. */
export const wordsIn = (text: Json | undefined): string[] => (typeof text === 'string' ? text.match(/w\d+[A-Z]/g) ?? [] : [])

/**
 * Does what a person does to notes, or undoes. What they saw and see no longer, they took out; what they see again, they brought back: an
 * undo and a redo, say. Nothing else may make a word disappear.
 */
export function noting<T>(words: Words, replica: SimReplica, act: () => T): T {
  const before = seen(replica)
  const done = act()
  compare(words, before, seen(replica))
  return done
}

/** The same for what answers later. */
export async function notingLater(words: Words, replica: SimReplica, act: () => Promise<void>): Promise<void> {
  const before = seen(replica)
  await act()
  compare(words, before, seen(replica))
}

/** What the person takes back may have been refused before, and then no note showed it any more: `before` and `after` are the journal's texts. */
export function takingBack(words: Words, replica: SimReplica, before: string, after: string): void {
  const left = new Set([...wordsIn(after), ...seen(replica)])
  for (const word of wordsIn(before)) if (!left.has(word)) words.removed.add(word)
}

function compare({ removed }: Words, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  for (const word of before) if (!after.has(word)) removed.add(word)
  for (const word of after) if (!before.has(word)) removed.delete(word)
}

const seen = ({ store }: SimReplica): Set<string> =>
  new Set(store.core.db.values<string | null>("SELECT data ->> '$.body' FROM notes").flatMap(wordsIn))

/** An edit of a note as its editor hands it over: what it began with goes along. */
export const editOf = (began: Row, text: string): Json => ({ $edit: { from: String(began.data['body'] ?? ''), state: began.texts?.['body'] ?? null, text } })

/** [I2, M2] A word that somebody wrote and nobody took out stands in its note itself, or with what failed. */
export function lostWords({ written, removed }: Words, server: readonly SyncRecord[], failed: unknown): string[] {
  const standing = new Map(server.filter(({ entity }) => entity === 'notes').map(({ id, data }) => [id, new Set(wordsIn(data?.['body']))]))
  const refused = new Set(wordsIn(JSON.stringify(failed)))
  const torn = server.filter(({ entity, data }) => entity === 'notes' && /\p{Surrogate}|\uFFFD/u.test(String(data?.['body'] ?? '')))
  return [
    ...written.filter(({ word, recordId }) => !removed.has(word) && standing.get(recordId)?.has(word) !== true && !refused.has(word))
      .map(({ word, recordId }) => `[M2] the word ${word} is not in the note ${recordId.slice(-4)}`),
    ...torn.map(({ id }) => `[M2] half a character is in the note ${id.slice(-4)}`),
  ]
}
