/**
 * The lock of whoever has a database's files open. The leader lock is not enough: a leader robbed of that because its page hangs cannot end its db-worker, which does
 * not hang and would keep the files; and a thread that began before its page knew whether it leads must know whether the files are anybody's.
 *
 *   page A hangs ── B steals the lead ── B's db-worker steals the files' lock ──▶ A's db-worker: closes, ends, its changes worker too
 *                                        └── waits for the files (open-opfs.ts) ◀──── free ──┘
 *
 * Should A have been granted the lead, hung, and only now start its thread, it robs B's in turn; B's page is told, and asks for the lead anew.
 */
export interface FilesLock {
  databaseName: string
  /** Whether it was nobody's when this was made; then it is this thread's, until it is robbed. */
  free: Promise<boolean>
  /** From whoever has it. */
  steal(): void
  /** Another thread has it from now on. */
  onRobbed(callback: () => void): void
}

/** Asks for it at once, and takes it where it is nobody's. */
export function createFilesLock(databaseName: string): FilesLock {
  const callbacks: (() => void)[] = []
  const request = (options: LockOptions): Promise<boolean> =>
    new Promise((resolve) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise(() => undefined)
      }
      navigator.locks.request(`satchel-files:${databaseName}`, options, hold).catch(() => { for (const callback of callbacks) callback() })
    })
  return {
    databaseName,
    free: request({ ifAvailable: true }),
    steal: () => { void request({ steal: true }) },
    onRobbed: (callback) => { callbacks.push(callback) },
  }
}
