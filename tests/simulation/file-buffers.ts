import type { MemoryFile, MemoryVfs } from '../../src/db-worker/vfs.ts'

/**
 * Files of the devices' memory lie in buffers that are used again when their file has outgrown them or is gone. A story made and left some fifty megabytes of them: the
 * collector comes for every 64, and with what is over goes what was compiled for the story's functions, to be compiled anew in the next one.
 */
export function reuseBuffers(vfs: MemoryVfs): void {
  const { jWrite, jDelete } = vfs
  vfs.jWrite = (fileId, data, offset) => {
    const file = vfs.mapIdToFile.get(fileId)!, end = offset + data.byteLength
    if (end > file.data.byteLength) {
      const larger = takeBuffer(Math.max(end, 2 * file.data.byteLength))
      new Uint8Array(larger).set(new Uint8Array(file.data, 0, file.size))
      giveBuffer(file.data)
      file.data = larger
    }
    // What another file left there is nothing of this one's.
    if (offset > file.size) new Uint8Array(file.data, file.size, offset - file.size).fill(0)
    return jWrite.call(vfs, fileId, data, offset)
  }
  vfs.jDelete = (name, syncDir) => {
    const file = vfs.mapNameToFile.get(new URL(name, 'file://').pathname)
    if (file !== undefined) giveUnlessOpen(vfs, file)
    return jDelete.call(vfs, name, syncDir)
  }
}

/** A buffer that holds a copy of these bytes, and more that is not theirs. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const buffer = takeBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  return buffer
}

/** Takes all files away. */
export function dropFiles(vfs: MemoryVfs): void {
  for (const file of vfs.mapNameToFile.values()) giveUnlessOpen(vfs, file)
  vfs.mapNameToFile.clear()
}

/** By size, a power of two. */
const spare = new Map<number, ArrayBuffer[]>()
const smallest = 64 * 1024

function takeBuffer(bytes: number): ArrayBuffer {
  const size = Math.max(smallest, 2 ** Math.ceil(Math.log2(bytes)))
  return spare.get(size)?.pop() ?? new ArrayBuffer(size)
}

/** Somebody who has it open still goes on with it. */
function giveUnlessOpen({ mapIdToFile }: MemoryVfs, file: MemoryFile): void {
  if (![...mapIdToFile.values()].includes(file)) giveBuffer(file.data)
}

function giveBuffer(buffer: ArrayBuffer): void {
  if (buffer.byteLength < smallest) return
  const of = spare.get(buffer.byteLength) ?? []
  of.push(buffer)
  spare.set(buffer.byteLength, of)
}
