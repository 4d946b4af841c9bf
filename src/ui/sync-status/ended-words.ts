import type { SyncStatus } from '../../data-api/types.ts'

/** Why nobody is signed in any more, and where the data is. */
export const endedWords = ({ error }: Pick<SyncStatus, 'error'>): string =>
  error?.details?.['why'] === 'revoked' ? error.message : 'Everything is saved on this device and goes out once you are back.'
