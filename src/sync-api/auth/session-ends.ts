import type { Relay } from '../events/relay.ts'

/** Tells those who serve a session, or somebody in a workspace, for longer than a request that it was ended, in whichever process. */
export interface SessionEnds {
  ended(sessionIds: readonly string[]): void
  /** @returns how to stop listening */
  onEnd(sessionId: string, listener: () => void): () => void
}

/** Where somebody's place in a workspace is heard of: it ended, or their role is another. */
export const memberKey = (workspaceId: string, userId: string): string => `member ${workspaceId} ${userId}`

export function createSessionEnds(relay?: Relay): SessionEnds {
  const listeners = new Map<string, Set<() => void>>()
  const tell = (sessionIds: readonly string[]): void => {
    for (const id of sessionIds) for (const listener of listeners.get(id) ?? []) listener()
  }
  // What another process could not tell is found at the next ping.
  relay?.listen((message) => { if (message.type === 'sessions_ended') tell(message.sessionIds) })
  return {
    ended(sessionIds) {
      if (sessionIds.length === 0) return
      tell(sessionIds)
      relay?.tell({ type: 'sessions_ended', sessionIds: [...sessionIds] })
    },
    onEnd(sessionId, listener) {
      const ours = listeners.get(sessionId) ?? new Set()
      listeners.set(sessionId, ours)
      ours.add(listener)
      return () => {
        ours.delete(listener)
        if (ours.size === 0) listeners.delete(sessionId)
      }
    },
  }
}
