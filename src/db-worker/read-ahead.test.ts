import { beforeEach, expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'
import type { VfsFiles } from './vfs.ts'

const DATABASE = 1, OTHER = 2, SHORT_READ = 522, page = 4_096

let disk: Uint8Array, reads: string[], files: VfsFiles
beforeEach(() => {
  disk = Uint8Array.from({ length: 40 * page }, (_, i) => (i / page) & 255)
  reads = []
  files = readAhead({
    name: 'test',
    jRead: (fileId, data, offset) => {
      reads.push(`${fileId} ${offset / page}+${data.byteLength / page}`)
      const there = disk.subarray(offset, offset + data.byteLength)
      data.fill(0)
      data.set(there)
      return there.length < data.byteLength ? SHORT_READ : 0
    },
    jWrite: (_, data, offset) => { disk.set(data, offset); return 0 },
    jTruncate: (_, size) => { disk = disk.slice(0, size); return 0 },
    jFileSize: (_, size) => { size.setBigInt64(0, BigInt(disk.length), true); return 0 },
    jSync: () => 0,
    jClose: () => 0,
    jDeviceCharacteristics: () => 0,
  }, (fileId) => fileId === DATABASE)
})

const read = (number: number, fileId = DATABASE): number => {
  const data = new Uint8Array(page)
  const code = files.jRead(fileId, data, number * page)
  return code === 0 ? data[page - 1]! : -code
}

it('reads one by one what lies apart, and more where reads follow each other, up to the end of the file', () => {
  for (const number of [3, 30, 7]) expect(read(number)).toBe(number)
  expect(reads).toEqual(['1 3+1', '1 30+1', '1 7+1'])
  reads = []
  for (let number = 0; number < 40; number += 1) expect(read(number)).toBe(number)
  expect(reads).toEqual(['1 0+1', '1 1+1', '1 2+1', '1 3+37'])
  expect(read(40)).toBe(-SHORT_READ)
})

it('never answers what was written over, cut off or another file\'s', () => {
  for (let number = 0; number < 6; number += 1) read(number)
  files.jWrite(DATABASE, new Uint8Array(page).fill(99), 8 * page)
  expect(read(8)).toBe(99)
  for (let number = 9; number < 14; number += 1) expect(read(number)).toBe(number)
  files.jTruncate(DATABASE, 15 * page)
  expect(read(14)).toBe(14)
  expect(read(15)).toBe(-SHORT_READ)
  for (let number = 0; number < 6; number += 1) expect(read(number, OTHER)).toBe(number)
  expect(reads.filter((one) => one.startsWith('2'))).toHaveLength(6)
})
