import { statfsSync } from 'node:fs'

const leastFree = 6 * 1024 ** 3

/**
 * Where tests keep what they throw away: stores, clusters, browser profiles. In memory where there is room, since all of them wait for the disk at every commit (fsync: some
 * milliseconds there, none here). What a test proves by killing a process is the same: only a machine that loses its power would tell the two apart.
 * @returns the environment for whoever runs tests; nothing where a place was chosen, or there is no room
 */
export function filesInMemory(): { TMPDIR?: string } {
  if (process.env['TMPDIR'] !== undefined) return {}
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize >= leastFree ? { TMPDIR: '/dev/shm' } : {}
  } catch {
    return {}
  }
}
