/** What a workspace's people did in a load run, by the ids of their changes: what must be there in the end, and how long it took to be seen. */
export interface Ledger {
  made(id: string, at: number, live: boolean): void
  /** Its author went away: how long it takes now says nothing about the server. */
  notLive(id: string): void
  acknowledged(id: string): void
  refused(id: string): void
  /** A place to count what one device was given. */
  reader(): Reader
  /** Changes that were answered as written, each counted once. */
  written(): number
  refusals(): number
  /** Not answered at all. */
  open(): number
}

export interface Reader {
  /** A history entry came down. When its change was made, where it was made and brought down live; null otherwise, or where it came before. */
  received(id: string): number | null
  /** Written changes that never came. */
  missing(): number
  /** Entries that nobody's change made. */
  foreign(): number
}

export function createLedger(): Ledger {
  const places = new Map<string, number>(), times: number[] = [], live: boolean[] = [], states: ('open' | 'written' | 'refused')[] = []
  const settle = (id: string, state: 'written' | 'refused'): void => {
    const place = places.get(id)
    if (place === undefined) throw new Error(`An answer to a change that nobody made: ${id}`)
    if (states[place] !== 'open' && states[place] !== state) throw new Error(`Two answers to one change: ${states[place]} and ${state}`)
    states[place] = state
  }
  const count = (state: string): number => states.filter((each) => each === state).length
  return {
    made(id, at, isLive) {
      places.set(id, times.length)
      times.push(at)
      live.push(isLive)
      states.push('open')
    },
    notLive: (id) => { live[places.get(id)!] = false },
    acknowledged: (id) => { settle(id, 'written') },
    refused: (id) => { settle(id, 'refused') },
    written: () => count('written'),
    refusals: () => count('refused'),
    open: () => count('open'),
    reader() {
      let came = new Uint8Array(1_024), foreign = 0
      return {
        received(id) {
          const place = places.get(id)
          if (place === undefined) { foreign += 1; return null }
          if (place >= came.length) {
            const larger = new Uint8Array(Math.max(place + 1, came.length * 2))
            larger.set(came)
            came = larger
          }
          const before = came[place]!
          came[place] = 1
          return before === 0 && live[place] === true ? times[place]! : null
        },
        missing: () => states.filter((state, place) => state === 'written' && came[place] !== 1).length,
        foreign: () => foreign,
      }
    },
  }
}
