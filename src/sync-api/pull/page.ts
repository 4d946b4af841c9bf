import type { PulledRecord, WorkspaceReader } from '../store/port.ts'

export interface Page { records: PulledRecord[]; more: boolean }

/** Some megabytes: a page is held whole by whoever sends it and by whoever reads it. */
const pageCharacters = 8 * 1024 * 1024
const fewest = 25, most = 400

/** What changed after these positions, in revision order: at most `limit` records, and no more once they are large together. */
export async function pageAfter(reader: WorkspaceReader, positions: ReadonlyMap<string, number>, limit: number): Promise<Page> {
  const records: PulledRecord[] = []
  let after = positions, characters = 0
  for (let look = fewest; ; look = lookFor(look, characters)) {
    // One more than asked for tells whether there is more.
    const asked = Math.min(look, limit + 1 - records.length), found = await reader.changedAfter(after, asked)
    records.push(...found)
    if (found.length < asked) return { records, more: false }
    if (records.length > limit) return { records: records.slice(0, limit), more: true }
    for (const { data } of found) characters += JSON.stringify(data).length
    if (characters >= pageCharacters) return { records, more: true }
    const { revision } = found.at(-1)!
    after = new Map([...after].map(([entity, position]) => [entity, Math.max(position, revision)]))
  }
}

/** More at once where records are small. */
export const lookFor = (look: number, characters: number): number => (characters < pageCharacters / 16 ? Math.min(most, look * 4) : fewest)
