import { createContext, useContext } from 'react'

/** What the address says of the screen that one is in; of a screen that is out of sight, what it said when it was last seen. */
export const OwnSearch = createContext<object>({})

/** The search parameters of one's own screen, as its route reads them. */
export const useOwnSearch = <T extends object>(): T => useContext(OwnSearch) as T
