import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import { listBackups } from './backup-files.ts'

export interface BackupSchedule { folder: string; everyHours: number }

/** A backup that is being made. `ended`: what went wrong, null where it is there; never rejects. */
export interface BackupRun { ended: Promise<string | null>; stop(): void }

/**
 * Backs the SQLite file up every few hours, counted from the newest backup there is.
 *
 * @returns how to stop; one that is under way is ended
 */
export function startBackups({ folder, everyHours }: BackupSchedule, clock: Clock, log: Log, run: (folder: string) => BackupRun = backUpBeside): () => void {
  let timer: TimerHandle | null = null, stopped = false
  let underWay: BackupRun | null = null
  const plan = (): void => {
    timer = clock.setTimeout(begin, waitFor(listBackups(folder), everyHours * 3_600_000, clock.now()))
  }
  const begin = (): void => {
    underWay = run(folder)
    void underWay.ended.then((fault) => {
      underWay = null
      if (stopped) return
      if (fault === null) log('info', 'backup', { file: listBackups(folder)[0]?.file })
      else log('error', 'backup.failed', { error: fault })
      // A failed one is tried again, but not at once: a full disk stays full for a while. However it ended, there is a next.
      if (fault === null) plan()
      else timer = clock.setTimeout(begin, failedMs)
    })
  }
  plan()
  return () => {
    stopped = true
    if (timer !== null) clock.clearTimeout(timer)
    underWay?.stop()
  }
}

/** In a process of its own (the one of `npm run server -- backup`), since copying would keep everybody waiting here. */
function backUpBeside(folder: string): BackupRun {
  let child: ChildProcess
  // Without a file handle left, or memory, there is none to begin with.
  try {
    child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL('../cli.ts', import.meta.url)), 'backup', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (thrown) {
    return { ended: Promise.resolve(String(thrown)), stop: () => undefined }
  }
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => { said = (said + String(chunk)).slice(-2_000) })
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => { resolve(error.message) })
    // Killed by the system, short of memory, it has no code.
    child.once('close', (code, signal) => { resolve(code === 0 ? null : said.trim() || `It was ended (${signal ?? code}).`) })
  })
  return { ended, stop: () => { child.kill() } }
}

/** How long to wait for the next backup, ms: it is counted from the newest that there can be. One made while the clock was ahead says nothing of when the last was. */
export function waitFor(backups: readonly { at: number }[], everyMs: number, now: number): number {
  const newest = backups.find(({ at }) => at <= now)?.at ?? 0
  return Math.max(Math.min(soonMs, everyMs), newest + everyMs - now)
}

/** Not in the first minute, when everybody comes back. */
const soonMs = 60_000
const failedMs = 15 * 60_000
