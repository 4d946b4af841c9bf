import type { PushResult } from '../protocol/push.ts'
import type { Log, LogLevel } from '../shared/log.ts'
import type { Db } from './db-call.ts'

/** Writes what a person may want to read later: what happened, in plain words; never one line a push. */
export interface SyncLog { (level: Extract<LogLevel, 'info' | 'warn' | 'error'>, event: string, text: string): void }

export function createSyncLog(db: Pick<Db, 'log'>, log: Log): SyncLog {
  return (level, event, text) => {
    log(level, event, { text })
    // The log is a courtesy: a database that cannot take a line has told so elsewhere.
    db.log({ level, event, text }).catch(() => undefined)
  }
}

/** What is notable in the answers of a push. */
export function logResults(say: SyncLog, results: readonly PushResult[]): void {
  const fresh = results.filter((result) => result.duplicate !== true)
  const conflicts = fresh.flatMap((result) => (result.status === 'conflict' ? result.conflicts : [])).length
  if (conflicts > 0) say('warn', 'conflict', `${count(conflicts, 'edit', 'edits')} met somebody else's edit of the same field and ${conflicts === 1 ? 'needs' : 'need'} your decision.`)
  const lost = fresh.flatMap((result) => (result.status === 'merged' ? result.superseded : [])).length
  if (lost > 0) say('info', 'superseded', `${count(lost, 'value', 'values')} of yours gave way to somebody's newer one; yours ${lost === 1 ? 'is' : 'are'} kept in the history.`)
  const rejected = fresh.flatMap((result) => (result.status === 'rejected' && result.error.code !== 'mutation_refused' ? [result.error.message] : []))
  if (rejected.length > 0) say('error', 'rejected', `The server refused ${count(rejected.length, 'change', 'changes')}: ${[...new Set(rejected)].slice(0, 3).join(' ')}`)
}

/** "1 change", "7 changes", "12,767 changes". */
export const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
