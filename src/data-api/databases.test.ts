import { afterEach, expect, it, vi } from 'vitest'
import { deleteDatabaseFiles } from './databases.ts'

afterEach(() => { vi.unstubAllGlobals() })

/** An origin's private files by name. */
function setupFiles(...names: string[]) {
  const files = new Set(names)
  const mirrors: string[] = []
  const removeEntry = async (name: string): Promise<void> => {
    if (!files.delete(name)) throw new DOMException('', 'NotFoundError')
  }
  const root = { keys: async function* () { yield* files }, removeEntry }
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(root) } })
  const pictures: Record<string, string> = Object.defineProperty({ 'satchel.lastSeen.satchel /contacts': '{}', 'satchel.reminders.satchel ': '{}', 'satchel.lastSeen.satchel-abc /contacts': '{}' }, 'removeItem', {
    value: (key: string) => { delete pictures[key] },
  })
  vi.stubGlobal('localStorage', pictures)
  vi.stubGlobal('indexedDB', { deleteDatabase: (name: string) => { mirrors.push(name) } })
  return { files, mirrors, pictures }
}

it('[J4] deleting a database leaves nothing of it behind, a damaged copy included, and touches no other', async () => {
  const others = ['satchel-abc', 'satchel-abc-identity', 'satchel-abc.damaged-2026']
  const { files, mirrors, pictures } = setupFiles('satchel', 'satchel-wal', 'satchel-identity', 'satchel.damaged-2026-01-01', ...others)
  await deleteDatabaseFiles('satchel')
  expect([...files]).toEqual(others)
  expect(mirrors).toEqual(['satchel-mirror:satchel'])
  expect(Object.keys(pictures)).toEqual(['satchel.lastSeen.satchel-abc /contacts'])
})
