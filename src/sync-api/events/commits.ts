import type { PulledRecord } from '../store/port.ts'

/** What one transaction made of a workspace: the records as they are at revision `to`, in revision order. */
export interface Commit {
  workspaceId: string
  epoch: string
  /** The revision before it. */
  from: number
  to: number
  /** The commit's random mark (R1). */
  mark: string
  records: readonly PulledRecord[]
}

/** Tells the sockets of this process what was committed. Between processes it is the store's business (LISTEN/NOTIFY). */
export interface Commits {
  published(commit: Commit): void
  /** Called for every commit of the workspace from now on; returns how to stop. */
  subscribe(workspaceId: string, listener: (commit: Commit) => void): () => void
}

export function createCommits(): Commits {
  const listeners = new Map<string, Set<(commit: Commit) => void>>()
  return {
    published(commit) {
      for (const listener of listeners.get(commit.workspaceId) ?? []) listener(commit)
    },
    subscribe(workspaceId, listener) {
      const ours = listeners.get(workspaceId) ?? new Set()
      listeners.set(workspaceId, ours)
      ours.add(listener)
      return () => {
        ours.delete(listener)
        if (ours.size === 0) listeners.delete(workspaceId)
      }
    },
  }
}
