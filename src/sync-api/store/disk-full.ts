/** There is no room left, as SQLite and PostgreSQL say it. */
export const isDiskFull = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && (thrown.code === 'SQLITE_FULL' || thrown.code === '53100')

/** What is good to know and may be left out (when a device was last seen, say): nobody is kept from reading for it. */
export async function whereThereIsRoom(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (thrown) {
    if (!isDiskFull(thrown)) throw thrown
  }
}
