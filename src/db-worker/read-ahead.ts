import type { VfsFiles } from './vfs.ts'

const windowBytes = 256 * 1024
/** Pages of one table mostly lie one behind the other, with a few of its neighbours in between. */
const nearBytes = 64 * 1024
/** Reads that follow each other before more than was asked for is read. */
const patience = 3

/**
 * SQLite reads page by page, and a call into the browser's file costs about as much for one page as for sixty. So where reads of the
 * database file follow each other, as when a whole table is looked through, the stretch behind them is read along. Nobody else writes
 * the file while it is open (exclusive), and what this connection writes over the stretch ends it.
 */
export function readAhead<Files extends VfsFiles>(files: Files, isDatabase: (fileId: number) => boolean): Files {
  const { jWrite, jRead, jTruncate, jClose, jFileSize } = files
  const stretch = new Uint8Array(windowBytes)
  const size = new DataView(new ArrayBuffer(8))
  let owner = 0, start = 0, length = 0
  let expected = 0, inRow = 0

  const forget = (fileId: number): void => { if (fileId === owner) length = 0 }
  const sizeOf = (fileId: number): number => (jFileSize.call(files, fileId, size) === 0 ? Number(size.getBigInt64(0, true)) : 0)

  files.jRead = (fileId, data, offset) => {
    if (!isDatabase(fileId)) return jRead.call(files, fileId, data, offset)
    const bytes = data.byteLength
    const follows = offset >= expected && offset - expected <= nearBytes
    expected = offset + bytes
    inRow = follows ? inRow + 1 : 0
    const isHere = (): boolean => fileId === owner && offset >= start && offset + bytes <= start + length
    if (!isHere() && inRow >= patience) {
      const wanted = Math.min(windowBytes, sizeOf(fileId) - offset)
      length = 0
      if (wanted > bytes && jRead.call(files, fileId, stretch.subarray(0, wanted), offset) === 0) {
        owner = fileId
        start = offset
        length = wanted
      }
    }
    if (!isHere()) return jRead.call(files, fileId, data, offset)
    data.set(stretch.subarray(offset - start, offset - start + bytes))
    return 0
  }
  files.jWrite = (fileId, data, offset) => {
    if (fileId === owner && offset < start + length && offset + data.byteLength > start) length = 0
    return jWrite.call(files, fileId, data, offset)
  }
  files.jTruncate = (fileId, to) => {
    forget(fileId)
    return jTruncate.call(files, fileId, to)
  }
  files.jClose = (fileId) => {
    forget(fileId)
    return jClose.call(files, fileId)
  }
  return files
}
