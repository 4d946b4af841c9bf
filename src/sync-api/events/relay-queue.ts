import type { RelayMessage } from './relay.ts'

/**
 * What waits to be told to the other processes: of a workspace only where it stands last, of frames those that anybody can still use. Several go at
 * once, and while they are on their way the next gather.
 */
export interface RelayQueue {
  add(message: RelayMessage): void
  /** The line is there (again): what waits is sent. */
  flush(): void
}

export interface RelayLine {
  isOpen(): boolean
  /** Rejects where they may not have arrived. */
  send(messages: readonly RelayMessage[]): Promise<void>
}

export function createRelayQueue(line: RelayLine): RelayQueue {
  const commits = new Map<string, number>()
  let frames: RelayMessage[] = [], flushing = false
  const note = ({ workspaceId, revision }: RelayMessage & { type: 'commit' }): void => { commits.set(workspaceId, Math.max(revision, commits.get(workspaceId) ?? 0)) }

  const flush = async (): Promise<void> => {
    if (flushing || !line.isOpen() || (commits.size === 0 && frames.length === 0)) return
    flushing = true
    const messages: RelayMessage[] = [...[...commits].map(([workspaceId, revision]) => ({ type: 'commit' as const, workspaceId, revision })), ...frames]
    commits.clear()
    frames = []
    let failed = false
    try {
      await line.send(messages)
    } catch {
      // The line broke. Where the workspaces stand is told again on the next; frames are of the moment.
      failed = true
      for (const message of messages) if (message.type === 'commit') note(message)
    }
    flushing = false
    // A line that says it is open and fails is asked again with the next message, not round and round.
    if (!failed) void flush()
  }
  return {
    add(message) {
      if (message.type === 'commit') note(message)
      // A caret is some hundred bytes, and PostgreSQL carries no more than 8,000 at once.
      else if (line.isOpen() && frames.length < 1_000 && Buffer.byteLength(JSON.stringify(message)) < 7_000) frames.push(message)
      void flush()
    },
    flush() { void flush() },
  }
}
