import type { UndoResult } from '../../data-api/types.ts'
import { plural } from '../components/format.ts'

/** What an undo or redo did, in words: also what it left alone, and what is not here any more (U1). `nothing` where there was none to do. */
export function undoWords(result: UndoResult, nothing: string, verb: string): string {
  const { done, label, changed, gone } = result
  if (!done) return label ? `“${label}” is too long ago: nothing is left on this device to undo it by.` : nothing
  const rest = untouchedWords(result)
  return changed === 0 && result.leftAlone.length + gone > 0 ? `Nothing was changed: ${label}.${rest}` : `${verb}: ${label}.${rest}`
}

/** " 2 records had been changed since and stayed as they are. 1 record is gone for good." Empty where all went back. */
export function untouchedWords({ leftAlone, gone }: Pick<UndoResult, 'leftAlone' | 'gone'>, one = 'record'): string {
  const left = leftAlone.length
  const stayed = left > 0 ? ` ${plural(left, one)} had been changed since and stayed as ${left === 1 ? 'it is' : 'they are'}.` : ''
  return stayed + (gone > 0 ? ` ${plural(gone, one)} ${gone === 1 ? 'is' : 'are'} gone for good.` : '')
}
