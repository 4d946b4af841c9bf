import { describe, expect, it } from 'vitest'
import { plainBuffers } from './plain-buffers.ts'
import type { VfsFiles } from './vfs.ts'

function setup(): { files: VfsFiles; heap: Uint8Array; calls: [string, number, number[], number][] } {
  const heap = Uint8Array.from({ length: 16 }, (_, at) => at), calls: [string, number, number[], number][] = []
  const files: VfsFiles = {
    name: 'test',
    jRead: (fileId, data, offset) => { calls.push(['read', fileId, [...data], offset]); data.fill(99); return 0 },
    jWrite: (fileId, data, offset) => { calls.push(['write', fileId, [...data], offset]); return 778 },
    jSync: () => 0, jTruncate: () => 0, jFileSize: () => 0, jClose: () => 0, jDeviceCharacteristics: () => 0,
  }
  return { files: plainBuffers(files, { HEAPU8: heap }), heap, calls }
}

describe('what SQLite reads into and writes from', () => {
  it('is the memory itself: what is read stands there, and the code comes back', () => {
    const { files, heap, calls } = setup()
    expect(files.xRead!(7, 4, 2, 100, 0)).toBe(0)
    expect([...heap.subarray(3, 7)]).toEqual([3, 99, 99, 6])
    expect(files.xWrite!(7, 8, 3, 0, 0)).toBe(778)
    expect(calls).toEqual([['read', 7, [4, 5], 100], ['write', 7, [8, 9, 10], 0]])
  })

  it('lies beyond 2 and beyond 4 GB where the file does', () => {
    const { files, calls } = setup()
    files.xRead!(1, 0, 1, -4_096, 0)
    files.xRead!(1, 0, 1, 4_096, 1)
    expect(calls.map(([, , , offset]) => offset)).toEqual([2 ** 32 - 4_096, 2 ** 32 + 4_096])
  })

  it('is found anew where the memory has grown', () => {
    const { files } = setup(), module = { HEAPU8: new Uint8Array(1) }
    plainBuffers(files, module)
    module.HEAPU8 = new Uint8Array(8)
    files.xRead!(1, 6, 2, 0, 0)
    expect([...module.HEAPU8.subarray(6)]).toEqual([99, 99])
  })
})
