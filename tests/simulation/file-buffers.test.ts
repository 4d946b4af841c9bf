import { MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import { expect, it } from 'vitest'
import type { MemoryVfs } from '../../src/db-worker/vfs.ts'
import { bufferOf, dropFiles, reuseBuffers } from './file-buffers.ts'

/** The device's files, with one that holds these bytes, opened under 1. */
async function withFile(bytes: Uint8Array): Promise<{ vfs: MemoryVfs; read: (offset: number, length: number) => Uint8Array }> {
  const vfs = await MemoryVFS.create('memory', {}) as MemoryVfs
  reuseBuffers(vfs)
  const file = { pathname: '/a.db', flags: 0, size: bytes.byteLength, data: bufferOf(bytes) }
  vfs.mapNameToFile.set('/a.db', file)
  vfs.mapIdToFile.set(1, file)
  return { vfs, read: (offset, length) => { const into = new Uint8Array(length); vfs.jRead(1, into, offset); return into } }
}
const full = (length: number): Uint8Array => new Uint8Array(length).fill(7)

it('what another file left in a buffer is read by nobody', async () => {
  const before = await withFile(full(100_000))
  const { data } = before.vfs.mapIdToFile.get(1)!
  before.vfs.mapIdToFile.clear()
  dropFiles(before.vfs)

  const after = await withFile(full(70_000).fill(1))
  expect(after.vfs.mapIdToFile.get(1)!.data).toBe(data)
  after.vfs.jWrite(1, Uint8Array.of(9), 80_000)
  expect(after.read(69_999, 4)).toEqual(Uint8Array.of(1, 0, 0, 0))
  expect(after.read(79_999, 3)).toEqual(Uint8Array.of(0, 9, 0))
})

it('what has outgrown its buffer keeps its bytes, and whoever has a deleted file open goes on with it alone', async () => {
  const { vfs, read } = await withFile(full(60_000))
  vfs.jWrite(1, full(60_000), 60_000)
  expect(read(0, 120_000).every((byte) => byte === 7)).toBe(true)
  vfs.jDelete('/a.db', 0)
  const other = await withFile(full(120_000).fill(1))
  expect(other.vfs.mapIdToFile.get(1)!.data).not.toBe(vfs.mapIdToFile.get(1)!.data)
  expect(read(0, 120_000).every((byte) => byte === 7)).toBe(true)
})
