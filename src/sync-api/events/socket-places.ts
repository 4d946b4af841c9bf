/** How many sockets may be open at once in this process. */
export interface SocketLimits { ofDevice: number; ofAccount: number; all: number }

/** A device has one, and for moments one more, when a tab takes over from another. */
export const defaultSocketLimits: SocketLimits = { ofDevice: 4, ofAccount: 50, all: 20_000 }

/** Places for sockets, so that nobody takes all of them. */
export interface SocketPlaces {
  /** Which bound stands in the way; null: there is room. */
  full(socket: Sitting): 'device' | 'account' | 'all' | null
  /** Takes a place until the returned function is called. */
  take(socket: Sitting): () => void
}

export interface Sitting { sessionId: string; userId: string }

export function createSocketPlaces(limits: SocketLimits): SocketPlaces {
  const devices = new Map<string, number>(), accounts = new Map<string, number>()
  let all = 0
  const add = (counts: Map<string, number>, key: string, by: number): void => {
    const count = (counts.get(key) ?? 0) + by
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
  }
  const count = ({ sessionId, userId }: Sitting, by: number): void => {
    add(devices, sessionId, by)
    add(accounts, userId, by)
    all += by
  }
  return {
    full({ sessionId, userId }) {
      if ((devices.get(sessionId) ?? 0) >= limits.ofDevice) return 'device'
      if ((accounts.get(userId) ?? 0) >= limits.ofAccount) return 'account'
      return all >= limits.all ? 'all' : null
    },
    take(socket) {
      count(socket, 1)
      let taken = true
      return () => {
        if (taken) count(socket, -1)
        taken = false
      }
    },
  }
}
