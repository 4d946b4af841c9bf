import { useUndoState, useStorageInfo } from '../../data-api/hooks.ts'
import { productModel } from '../../model/model.ts'
import { keepItem } from '../../data-api/keep-item.ts'

/*
 * When the app may ask for something: installing after it has been of use, never on load; a refusal stands for good.
 */

const refusedKey = 'satchel.install.refused'
export const installWasRefused = (): boolean => localStorage.getItem(refusedKey) !== null
export const refuseInstall = (): void => { keepItem(refusedKey, new Date().toISOString()) }

/** Records of one's own that show that the app is of use: a few made by hand, or an import. */
const worthInstalling = 5

/** Whether the person has put something of their own into this database, by what it counts. */
export const hasValue = (counts: Record<string, number>): boolean =>
  [...productModel.entities.values()].some((entity) => entity.authored === 'people' && !entity.bookkeeping && (counts[entity.name] ?? 0) >= worthInstalling)

/** True once there is enough of one's own and something was done in this session: a load alone never brings an offer. */
export function useValueReached(): boolean {
  const { data: undo } = useUndoState()
  const { data: info } = useStorageInfo()
  return info !== undefined && undo?.undo != null && hasValue(info.counts)
}
