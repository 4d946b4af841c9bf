import { seenLimit } from '../protocol/give-back.ts'
import type { Core } from './core.ts'
import type { Db } from './sqlite.ts'

/*
 * R1: the tokens by which a server that was put back to a backup can tell how far it and this device go together: of each day the highest,
 * for as many days as backups are kept, and the newest ones, so that the place is found exactly where the last hours were lost.
 */

/** Days where no server has told. */
export const defaultBackupDays = 35
const newestKept = 64

/** Called with every token; what is too many goes with the sweep. */
export function keepToken({ db, clock, meta }: Pick<Core, 'db' | 'clock' | 'meta'>, token: string, revision: number): void {
  db.run('INSERT OR REPLACE INTO seen_tokens (epoch, revision, day, token) VALUES (?, ?, ?, ?)',
    [meta.get('epochNumber') ?? 0, revision, new Date(clock.now()).toISOString().slice(0, 10), token])
}

/**
 * Leaves of every day the highest and of all the newest. Days are those on which there was something, however far apart: a clock that was
 * set to next year must not cost what was kept this year.
 */
export function thinTokens({ db, meta }: Core): void {
  db.run(
    `DELETE FROM seen_tokens WHERE (epoch, revision) NOT IN (SELECT epoch, revision FROM seen_tokens ORDER BY epoch DESC, revision DESC LIMIT ?)
       AND (epoch, revision) NOT IN (
         SELECT epoch, max(revision) FROM seen_tokens GROUP BY epoch, day ORDER BY epoch DESC, max(revision) DESC LIMIT ?)`,
    [newestKept, meta.get('backupDays') ?? defaultBackupDays])
}

/**
 * What proves an epoch's history, newest first: its own tokens, and those of the ones before it up to where each shares its history with
 * the next.
 * @param number as base records carry it
 */
export function tokensOf({ db, meta }: Pick<Core, 'db' | 'meta'>, number: number): string[] {
  const starts = meta.get('epochStarts') ?? []
  const tokens: string[] = []
  for (let epoch = number, shared = Infinity; epoch >= 0; epoch -= 1) {
    for (const { revision, token } of tokensIn(db, epoch)) if (revision <= shared) tokens.push(token)
    shared = Math.min(shared, starts[epoch] ?? 0)
  }
  return tokens.slice(0, seenLimit)
}

const tokensIn = (db: Db, epoch: number): { revision: number; token: string }[] =>
  db.all('SELECT revision, token FROM seen_tokens WHERE epoch = ? ORDER BY revision DESC', [epoch])
