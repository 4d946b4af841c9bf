import type { Satchel } from '../../data-api/types.ts'
import { keepItem } from '../../data-api/keep-item.ts'

const key = 'satchel.started'

/** From now on the app opens on its work, not on the welcome. Call it when a person begins. */
export const markStarted = (): void => { keepItem(key, new Date().toISOString()) }

/** Whether somebody works on this device: they began, or there is something in the database. */
export async function hasStarted(satchel: Satchel): Promise<boolean> {
  if (localStorage.getItem(key) !== null) return true
  const info = await satchel.ready.catch(() => null)
  // A database that does not open says so itself, on whatever screen; it is not a new device.
  if (info === null) return true
  const started = info.userId !== null || Object.values(info.counts).some((count) => count > 0)
  if (started) markStarted()
  return started
}
