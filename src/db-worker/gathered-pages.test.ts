import { beforeEach, expect, it } from 'vitest'
import { gatherPages } from './gathered-pages.ts'
import type { VfsFiles } from './vfs.ts'

const DATABASE = 1, OTHER = 2, FULL = 13, page = 4_096

let disk: Uint8Array, calls: string[], full: boolean, files: VfsFiles
beforeEach(() => {
  disk = new Uint8Array(200 * page)
  calls = []
  full = false
  files = gatherPages({
    name: 'test',
    jWrite: (fileId, data, offset) => {
      calls.push(`write ${fileId} ${offset / page}+${data.byteLength / page}`)
      if (full) return FULL
      disk.set(data, offset)
      return 0
    },
    jRead: (fileId, data, offset) => { calls.push(`read ${fileId}`); data.set(disk.subarray(offset, offset + data.byteLength)); return 0 },
    jSync: (fileId) => { calls.push(`sync ${fileId}`); return 0 },
    jTruncate: (fileId) => { calls.push(`truncate ${fileId}`); return 0 },
    jFileSize: (fileId) => { calls.push(`size ${fileId}`); return 0 },
    jClose: (fileId) => { calls.push(`close ${fileId}`); return 0 },
    jDeviceCharacteristics: () => 0,
  }, (fileId) => fileId === DATABASE)
})

const write = (number: number, fileId = DATABASE, pages = 1): number => files.jWrite(fileId, new Uint8Array(pages * page).fill(number), number * page)

it('pages side by side go out in one piece, before the flush and never after', () => {
  for (const number of [3, 4, 5, 9, 10]) expect(write(number)).toBe(0)
  expect(calls).toEqual(['write 1 3+3'])
  expect(files.jSync(DATABASE, 0)).toBe(0)
  expect(calls).toEqual(['write 1 3+3', 'write 1 9+2', 'sync 1'])
  expect([3, 4, 5, 6, 9, 10].map((number) => disk[number * page])).toEqual([3, 4, 5, 0, 9, 10])
})

it('what is read, measured, cut or closed is what was written', () => {
  const read = new Uint8Array(page)
  write(1)
  files.jRead(DATABASE, read, page)
  expect(read[0]).toBe(1)
  write(2)
  files.jFileSize(DATABASE, new DataView(new ArrayBuffer(8)))
  write(3)
  files.jTruncate(DATABASE, 9 * page)
  write(4)
  files.jClose(DATABASE)
  expect(calls).toEqual(['write 1 1+1', 'read 1', 'write 1 2+1', 'size 1', 'write 1 3+1', 'truncate 1', 'write 1 4+1', 'close 1'])
})

it('other files are left alone, and a piece is no longer than what gathers it', () => {
  write(1)
  write(7, OTHER)
  write(80, DATABASE, 100)
  for (let number = 0; number < 70; number += 1) write(number)
  files.jSync(DATABASE, 0)
  expect(calls).toEqual(['write 2 7+1', 'write 1 1+1', 'write 1 80+100', 'write 1 0+64', 'write 1 64+6', 'sync 1'])
})

it('a piece that does not go out fails the call that it had to go before, as the file system says, and the flush', () => {
  write(1)
  full = true
  expect(write(5)).toBe(FULL)
  expect(write(5)).toBe(0)
  expect(files.jSync(DATABASE, 0)).toBe(FULL)
  expect(calls).not.toContain('sync 1')
  full = false
  write(5)
  expect(files.jSync(DATABASE, 0)).toBe(0)
  expect(disk[5 * page]).toBe(5)
})
