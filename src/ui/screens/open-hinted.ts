import type { Satchel } from '../../data-api/types.ts'
import { sleep, systemClock } from '../../shared/clock.ts'
import { listPlace, recordPlace, type Place } from '../sync-status/record-place.ts'

/** How long a record that a notification is about may take to come down before its list is shown instead. */
const patienceMs = 5_000

/**
 * The screen for what a notification is about: its database is opened, and the record is waited for, since it is there only once this device has synced.
 */
export async function whereHinted(satchel: Satchel, entity: string, id: string | null, database: string | null): Promise<Place> {
  const known = database === null ? undefined : (await satchel.databases.list()).find(({ databaseName }) => databaseName === database)
  if (known !== undefined && !known.active) await satchel.databases.open(known.databaseName)
  await satchel.ready.catch(() => undefined)
  const record = id === null ? null : await findSynced(satchel, entity, id)
  return (record === null ? null : recordPlace(entity, record.id, record)) ?? listPlace(entity)
}

async function findSynced(satchel: Satchel, entity: string, id: string): ReturnType<ReturnType<Satchel['entity']>['get']> {
  const get = () => satchel.entity(entity).get(id).catch(() => null)
  const here = await get()
  void satchel.sync.now().catch(() => undefined)
  if (here !== null) return here
  for (const until = systemClock.monotonic() + patienceMs; systemClock.monotonic() < until;) {
    await sleep(systemClock, 100)
    const found = await get()
    if (found !== null) return found
  }
  return null
}
