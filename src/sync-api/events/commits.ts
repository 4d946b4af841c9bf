import type { Clock, TimerHandle } from '../../shared/clock.ts'
import type { PulledRecord } from '../store/port.ts'
import type { Relay } from './relay.ts'

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

/** Tells the sockets what was committed: those of this process with the records, those of others that there is something. */
export interface Commits {
  published(commit: Commit): void
  subscribe(workspaceId: string, listener: CommitListener): () => void
  /** Ends the looking after what other processes did not tell. */
  stop(): void
}

export interface CommitListener {
  /** Called for every commit of this process from now on. */
  committed(commit: Commit): void
  /** Called where another process brought the workspace to a revision. */
  moved(revision: number): void
}

export interface CommitsDeps {
  /** To and from the other processes; absent: there are none. */
  relay?: Relay | undefined
  clock: Clock
  /** Where a workspace stands in the store. */
  standing(workspaceId: string): Promise<number | null>
}

export function createCommits({ relay, clock, standing }: CommitsDeps): Commits {
  const listeners = new Map<string, Set<CommitListener>>()
  const moved = (workspaceId: string, revision: number): void => { for (const listener of listeners.get(workspaceId) ?? []) listener.moved(revision) }
  let timer: TimerHandle | null = null, stopped = false

  /** A process that is killed between its commit and its telling tells nobody. */
  const lookAround = async (): Promise<void> => {
    for (const workspaceId of listeners.keys()) {
      const revision = await standing(workspaceId).catch(() => null)
      if (revision !== null) moved(workspaceId, revision)
    }
  }
  const lookAgain = (): void => {
    if (!stopped) timer = clock.setTimeout(() => { void lookAround().then(lookAgain) }, lookAroundMs)
  }
  relay?.listen((message) => {
    if (message.type === 'commit') moved(message.workspaceId, message.revision)
    if (message.type === 'gap') void lookAround()
  })
  if (relay !== undefined) lookAgain()

  return {
    published(commit) {
      for (const listener of listeners.get(commit.workspaceId) ?? []) listener.committed(commit)
      relay?.tell({ type: 'commit', workspaceId: commit.workspaceId, revision: commit.to })
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
    stop() {
      stopped = true
      if (timer !== null) clock.clearTimeout(timer)
    },
  }
}

const lookAroundMs = 20_000
