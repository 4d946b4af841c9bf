import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Real files nobody here wrote, which are not part of the repository: `SATCHEL_DATA`, or `../shared/data` beside it. Null: not here. */
export function sharedData(): string | null {
  const folder = process.env['SATCHEL_DATA'] ?? path.resolve('..', 'shared', 'data')
  return existsSync(folder) ? folder : null
}

/** Path of one of them; says in one line when it is not there, so that nobody takes the skipped test for a passed one. */
export function sharedFile(...parts: string[]): string | null {
  const folder = sharedData()
  const file = folder === null ? null : path.join(folder, ...parts)
  if (file !== null && existsSync(file)) return file
  console.log(`Not here: ${parts.join('/')}. Set SATCHEL_DATA to the shared data to test with it.`)
  return null
}

export const readSharedFile = (...parts: string[]): Buffer | null => {
  const file = sharedFile(...parts)
  return file === null ? null : readFileSync(file)
}
