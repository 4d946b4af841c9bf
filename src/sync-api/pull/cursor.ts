/** Where a replica stands: the epoch, and the revision up to which it has each entity. */
export interface Cursor { epoch: string; positions: ReadonlyMap<string, number> }

/** As text: base64url of `{"e","p"}` with sorted entities, so that the same place is the same text. */
export function encodeCursor(cursor: Cursor): string {
  const text = texts.get(cursor) ?? encoded(cursor)
  texts.set(cursor, text)
  return text
}

/** A socket says with each frame where it stood, which is where the one before it ended. */
const texts = new WeakMap<Cursor, string>()

function encoded(cursor: Cursor): string {
  const p = Object.fromEntries([...cursor.positions].sort(([a], [b]) => (a < b ? -1 : 1)))
  return Buffer.from(JSON.stringify({ e: cursor.epoch, p })).toString('base64url')
}

/** Null: no cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as { e?: unknown; p?: unknown } | null
    if (typeof value?.e !== 'string' || typeof value.p !== 'object' || value.p === null) return null
    const positions = Object.entries(value.p)
    if (!positions.every((entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && Number(entry[1]) >= 0)) return null
    return { epoch: value.e, positions: new Map(positions) }
  } catch {
    return null
  }
}

/** The cursor moved on for some entities; none ever moves back. */
export function movedTo(cursor: Cursor, entities: readonly string[], revision: number): Cursor {
  const positions = new Map(cursor.positions)
  for (const entity of entities) positions.set(entity, Math.max(positions.get(entity) ?? 0, revision))
  return { epoch: cursor.epoch, positions }
}
