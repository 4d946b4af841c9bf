import type { VfsFiles } from './vfs.ts'

const bufferBytes = 256 * 1024

/**
 * When the log's pages go into the database file, SQLite writes them one by one in the file's order, and of what was written in bulk many lie side by side. A call into the
 * browser's file costs more than the copying, so a stretch of them goes out in one: when another begins, and before the file is flushed, read, measured, cut or
 * closed. The log is not emptied before that flush, which fails where a stretch does not go out; so nothing is ever only here.
 */
export function gatherPages<Files extends VfsFiles>(files: Files, isDatabase: (fileId: number) => boolean): Files {
  const { jWrite, jRead, jSync, jTruncate, jFileSize, jClose } = files
  const buffer = new Uint8Array(bufferBytes)
  let owner = 0, start = 0, length = 0

  /** Sends what is gathered; the file system's answer. */
  const flush = (fileId = owner): number => {
    if (fileId !== owner || length === 0) return 0
    const piece = buffer.subarray(0, length)
    length = 0
    return jWrite.call(files, fileId, piece, start)
  }
  files.jWrite = (fileId, data, offset) => {
    if (!isDatabase(fileId)) return jWrite.call(files, fileId, data, offset)
    if (fileId !== owner || offset !== start + length || length + data.byteLength > bufferBytes) {
      const code = flush()
      if (code !== 0) return code
      if (data.byteLength > bufferBytes) return jWrite.call(files, fileId, data, offset)
      owner = fileId
      start = offset
    }
    buffer.set(data.subarray(), length)
    length += data.byteLength
    return 0
  }
  files.jRead = (fileId, data, offset) => flush(fileId) || jRead.call(files, fileId, data, offset)
  files.jSync = (fileId, flags) => flush(fileId) || jSync.call(files, fileId, flags)
  files.jTruncate = (fileId, size) => flush(fileId) || jTruncate.call(files, fileId, size)
  files.jFileSize = (fileId, size) => flush(fileId) || jFileSize.call(files, fileId, size)
  files.jClose = (fileId) => {
    const code = flush(fileId)
    if (fileId === owner) owner = 0
    return jClose.call(files, fileId) || code
  }
  return files
}
