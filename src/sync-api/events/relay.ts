/**
 * Carries between the processes that share a store what their sockets have to hear. Nothing rests on it: a socket that hears of nothing finds
 * what it missed the next time it looks.
 */
export interface Relay {
  /** Tells the others; never waits, never fails. */
  tell(message: RelayMessage): void
  /** What the others tell, from now on. `gap`: something may have been missed. */
  listen(heard: (message: RelayMessage | { type: 'gap' }) => void): void
  close(): Promise<void>
}

export type RelayMessage =
  /** A workspace stands at this revision now. The records are in the store. */
  | { type: 'commit'; workspaceId: string; revision: number }
  /** Nobody holds these sessions any more. */
  | { type: 'sessions_ended'; sessionIds: string[] }
  /** A frame for the workspace's sockets, stored nowhere. */
  | { type: 'awareness'; workspaceId: string; text: string }
