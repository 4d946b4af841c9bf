import type { SyncStatus } from '../../data-api/types.ts'

/** The server said why the session is over, or could say that the browser has lost it: the error's own words are the ones to show. */
export const isToldWhy = (error: SyncStatus['error']): error is NonNullable<SyncStatus['error']> => error?.details?.['why'] === 'revoked' || error?.details?.['why'] === 'lost'

/** Why nobody is signed in any more, and where the data is. */
export const endedWords = ({ error }: Pick<SyncStatus, 'error'>): string =>
  isToldWhy(error) ? error.message : 'Everything is saved on this device and goes out once you are back.'
