import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { listBackups } from './backup-files.ts'

export interface BackupSchedule { folder: string; everyHours: number }

/**
 * Backs the SQLite file up every few hours, counted from the newest backup there is. In a process of its own (the one of `npm run server --
 * backup`), since copying would keep everybody waiting here.
 *
 * @returns how to stop; one that is under way is ended
 */
export function startBackups({ folder, everyHours }: BackupSchedule, clock: Clock, log: Log): () => void {
  let timer: TimerHandle | null = null
  let end: (() => void) | null = null
  const plan = (): void => {
    timer = clock.setTimeout(begin, waitFor(listBackups(folder), everyHours * 3_600_000, clock.now()))
  }
  const begin = (): void => {
    const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL('../cli.ts', import.meta.url)), 'backup', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => { said = (said + String(chunk)).slice(-2_000) })
    end = () => { child.kill() }
    child.once('close', (code, signal) => {
      end = null
      if (signal !== null) return
      if (code === 0) log('info', 'backup', { file: listBackups(folder)[0]?.file })
      else log('error', 'backup.failed', { error: said.trim() })
      // A failed one is tried again, but not at once: a full disk stays full for a while.
      if (code === 0) plan()
      else timer = clock.setTimeout(begin, failedMs)
    })
    child.once('error', (error) => { log('error', 'backup.failed', { error: error.message }) })
  }
  plan()
  return () => {
    if (timer !== null) clock.clearTimeout(timer)
    end?.()
  }
}

/** How long to wait for the next backup, ms: it is counted from the newest that there can be. One made while the clock was ahead says nothing of when the last was. */
export function waitFor(backups: readonly { at: number }[], everyMs: number, now: number): number {
  const newest = backups.find(({ at }) => at <= now)?.at ?? 0
  return Math.max(Math.min(soonMs, everyMs), newest + everyMs - now)
}

/** Not in the first minute, when everybody comes back. */
const soonMs = 60_000
const failedMs = 15 * 60_000
