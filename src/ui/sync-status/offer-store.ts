import { useSyncExternalStore } from 'react'

/** What the app would like to ask: kept outside the screens, since an offer moves with the layout and must not come back by that. */
export interface OfferState {
  /** Names of offers put off until the next start. */
  later: ReadonlySet<string>
  /** The first real save has happened and the browser has not promised to keep the data. */
  askPersist: boolean
}

export const useOfferState = (): OfferState => useSyncExternalStore(subscribe, () => state)

/** Not again until the next start. */
export const putOff = (name: string): void => set({ ...state, later: new Set([...state.later, name]) })

export const setAskPersist = (askPersist: boolean): void => set({ ...state, askPersist })

let state: OfferState = { later: new Set(), askPersist: false }
const listeners = new Set<() => void>()
const set = (next: OfferState): void => {
  state = next
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
