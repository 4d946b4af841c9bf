import { beforeEach, describe, expect, it } from 'vitest'
import { bufferLog, type LogFlushes } from './buffered-wal.ts'
import type { VfsFiles } from './vfs.ts'

const LOG = 1, FILE = 2, IOERR_WRITE = 778

/** Files that keep what reached them, and a disk that can be full. */
function setupFiles(): { files: VfsFiles; calls: string[]; disk: { full: boolean; log: number[] }; flushes: LogFlushes } {
  const calls: string[] = [], disk = { full: false, log: [] as number[] }
  const files: VfsFiles = {
    name: 'test',
    jWrite: (fileId, data, offset) => {
      calls.push(`write ${fileId} ${offset}+${data.byteLength}`)
      if (disk.full) return IOERR_WRITE
      if (fileId === LOG) data.forEach((byte, i) => { disk.log[offset + i] = byte })
      return 0
    },
    jRead: (fileId, data, offset) => {
      calls.push(`read ${fileId}`)
      data.set(disk.log.slice(offset, offset + data.byteLength))
      return 0
    },
    jSync: (fileId) => { calls.push(`sync ${fileId}`); return 0 },
    jTruncate: (fileId) => { calls.push(`truncate ${fileId}`); return 0 },
    jFileSize: (fileId, size) => { calls.push(`size ${fileId}`); size.setBigInt64(0, BigInt(disk.log.length), true); return 0 },
    jClose: (fileId) => { calls.push(`close ${fileId}`); return 0 },
    jDeviceCharacteristics: () => 0,
  }
  const flushes: LogFlushes = { now: true }
  return { files: bufferLog(files, (fileId) => fileId === LOG, flushes), calls, disk, flushes }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('the log goes out in a piece', () => {
  let setup: ReturnType<typeof setupFiles>
  beforeEach(() => { setup = setupFiles() })

  it('[J1] before the flush that COMMIT waits for, never after', () => {
    const { files, calls, disk } = setup
    files.jWrite(LOG, bytes(1, 2), 0)
    files.jWrite(LOG, bytes(3), 2)
    expect(calls).toEqual([])
    expect(files.jSync(LOG, 0)).toBe(0)
    expect(calls).toEqual(['write 1 0+3', 'sync 1'])
    expect(disk.log).toEqual([1, 2, 3])
  })

  it('what is read, measured, cut or closed is what was written', () => {
    const { files, calls } = setup
    const read = bytes(0, 0)
    files.jWrite(LOG, bytes(1, 2), 0)
    files.jRead(LOG, read, 0)
    expect([...read]).toEqual([1, 2])
    files.jWrite(LOG, bytes(3), 2)
    const size = new DataView(new ArrayBuffer(8))
    files.jFileSize(LOG, size)
    expect(size.getBigInt64(0, true)).toBe(3n)
    files.jWrite(LOG, bytes(4), 3)
    files.jTruncate(LOG, 0)
    files.jWrite(LOG, bytes(5), 0)
    files.jClose(LOG)
    expect(calls).toEqual(['write 1 0+2', 'read 1', 'write 1 2+1', 'size 1', 'write 1 3+1', 'truncate 1', 'write 1 0+1', 'close 1'])
  })

  it('a write elsewhere in the log sends the piece before it; other files are left alone', () => {
    const { files, calls } = setup
    files.jWrite(LOG, bytes(1, 2), 0)
    files.jWrite(FILE, bytes(9), 40)
    files.jWrite(LOG, bytes(7), 1)
    files.jSync(LOG, 0)
    expect(calls).toEqual(['write 2 40+1', 'write 1 0+2', 'write 1 1+1', 'sync 1'])
    expect(setup.disk.log).toEqual([1, 7])
  })

  it('the header of an empty log goes out with its first frames; of one that holds older ones, before them', () => {
    const { files, calls } = setup
    const header = new Uint8Array(32).fill(7)
    files.jWrite(LOG, header, 0)
    expect(files.jSync(LOG, 0)).toBe(0)
    files.jWrite(LOG, bytes(1), 32)
    expect(files.jSync(LOG, 0)).toBe(0)
    expect(calls.filter((call) => !call.startsWith('size'))).toEqual(['write 1 0+33', 'sync 1'])
    calls.length = 0
    files.jWrite(LOG, header, 0)
    files.jSync(LOG, 0)
    expect(calls.filter((call) => !call.startsWith('size'))).toEqual(['write 1 0+32', 'sync 1'])
  })

  it('what need not last is written at its commit and flushed with the next that does, or before the file is touched', () => {
    const { files, calls, flushes } = setup
    flushes.now = false
    files.jWrite(LOG, bytes(1, 2), 0)
    expect(files.jSync(LOG, 0)).toBe(0)
    files.jWrite(LOG, bytes(3), 2)
    files.jSync(LOG, 0)
    expect(calls).toEqual(['write 1 0+2', 'write 1 2+1'])
    files.jWrite(FILE, bytes(9), 0)
    files.jSync(FILE, 0)
    expect(calls.slice(2)).toEqual(['sync 1', 'write 2 0+1', 'sync 2'])
    files.jWrite(LOG, bytes(4), 3)
    files.jSync(LOG, 0)
    flushes.now = true
    files.jWrite(LOG, bytes(5), 4)
    files.jSync(LOG, 0)
    files.jTruncate(FILE, 0)
    expect(calls.slice(5)).toEqual(['write 1 3+1', 'write 1 4+1', 'sync 1', 'truncate 2'])
  })

  it('a piece that does not go out fails the flush, once; the next commit begins anew', () => {
    const { files, calls, disk } = setup
    disk.full = true
    expect(files.jWrite(LOG, bytes(1), 0)).toBe(0)
    expect(files.jSync(LOG, 0)).toBe(IOERR_WRITE)
    expect(calls).not.toContain('sync 1')
    disk.full = false
    files.jWrite(LOG, bytes(2), 0)
    expect(files.jSync(LOG, 0)).toBe(0)
    expect(disk.log).toEqual([2])
  })

  it('a piece that does not go out where it is needed fails that call, and no other', () => {
    const { files, disk } = setup
    disk.full = true
    files.jWrite(LOG, bytes(1), 0)
    expect(files.jRead(LOG, bytes(0), 0)).toBe(IOERR_WRITE)
    files.jWrite(LOG, bytes(1), 0)
    expect(files.jWrite(LOG, bytes(2), 9)).toBe(IOERR_WRITE)
    disk.full = false
    expect(files.jSync(LOG, 0)).toBe(0)
    expect(files.jRead(LOG, bytes(0), 0)).toBe(0)
  })
})
