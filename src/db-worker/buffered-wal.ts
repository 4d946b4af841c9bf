import type { VfsFiles } from './vfs.ts'

/** Enough for a commit of a mutation; a longer one goes out in several. */
const bufferBytes = 1024 * 1024
const IOERR_WRITE = 778, IOERR_FSYNC = 1034
/** A write that is cut short harms nothing beside it: as SQLite takes it for every file of an operating system's. */
const POWERSAFE_OVERWRITE = 0x1000
const SYNC_NORMAL = 2, headerBytes = 32

/** Whether the COMMIT under way waits for the disk; the connection says so (sqlite.ts). */
export interface LogFlushes { now: boolean }

/**
 * SQLite writes a log page by page, in two calls each, one after the other; a call into the browser's file costs more than the copying. So
 * what is written to the log is gathered and goes out in one piece before the log is flushed, read, measured, cut or closed. COMMIT flushes
 * (synchronous=FULL), so nothing that was acknowledged is ever only here; a piece that does not go out fails the flush, hence the COMMIT.
 *
 * What the server can give again (`LogFlushes`) goes out at its COMMIT too, and the disk is not waited for. The next flush of the log takes it along, and
 * before the database file is touched there is one, so that a power cut leaves the log's beginning, of whole transactions, and a file of before them.
 */
export function bufferLog<Files extends VfsFiles>(files: Files, isLog: (fileId: number) => boolean, flushes: LogFlushes = { now: true }): Files {
  const { jWrite, jRead, jSync, jTruncate, jFileSize, jClose } = files
  const buffer = new Uint8Array(bufferBytes), size = new DataView(new ArrayBuffer(8))
  let owner = 0, start = 0, length = 0
  /** The log that has been written and not flushed. */
  let owed = 0

  /** Sends what is gathered; whoever needed it to be there hears when it could not. */
  const flush = (fileId: number): boolean => {
    if (fileId !== owner || length === 0) return true
    const piece = buffer.subarray(0, length)
    length = 0
    return jWrite.call(files, fileId, piece, start) === 0
  }
  /**
   * SQLite flushes a log's header before the first frames of it, so that no older frames can be taken for its own. In a log that was emptied there are none,
   * and whoever writes after a pause is spared that wait.
   */
  const isLoneHeader = (fileId: number): boolean =>
    fileId === owner && start === 0 && length === headerBytes && jFileSize.call(files, fileId, size) === 0 && size.getBigInt64(0, true) === 0n
  const settle = (): boolean => {
    if (owed === 0) return true
    const log = owed
    owed = 0
    return jSync.call(files, log, SYNC_NORMAL) === 0
  }
  // Without it SQLite pads each commit to a sector with one more page, part of which it writes after the flush.
  files.jDeviceCharacteristics = () => POWERSAFE_OVERWRITE
  files.jWrite = (fileId, data, offset) => {
    if (!isLog(fileId)) return settle() ? jWrite.call(files, fileId, data, offset) : IOERR_FSYNC
    const follows = fileId === owner && offset === start + length && length + data.byteLength <= bufferBytes
    if (!follows) {
      if (!flush(owner)) return IOERR_WRITE
      if (data.byteLength > bufferBytes) return jWrite.call(files, fileId, data, offset)
      owner = fileId
      start = offset
    }
    buffer.set(data.subarray(), length)
    length += data.byteLength
    return 0
  }
  files.jRead = (fileId, data, offset) => {
    if (!flush(fileId)) return IOERR_WRITE
    return jRead.call(files, fileId, data, offset)
  }
  files.jSync = (fileId, flags) => {
    if (isLog(fileId) && isLoneHeader(fileId)) return 0
    if (!flush(fileId)) return IOERR_WRITE
    if (isLog(fileId)) owed = flushes.now ? 0 : fileId
    return owed === fileId ? 0 : jSync.call(files, fileId, flags)
  }
  files.jTruncate = (fileId, size) => {
    if (!flush(fileId)) return IOERR_WRITE
    if (!isLog(fileId) && !settle()) return IOERR_FSYNC
    return jTruncate.call(files, fileId, size)
  }
  files.jFileSize = (fileId, size) => {
    if (!flush(fileId)) return IOERR_WRITE
    return jFileSize.call(files, fileId, size)
  }
  files.jClose = (fileId) => {
    flush(fileId)
    if (fileId === owner) owner = 0
    return jClose.call(files, fileId)
  }
  return files
}
