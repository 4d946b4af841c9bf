import { useCallback } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import type { UndoResult } from '../../data-api/types.ts'
import { showError, showToast } from '../components/toast.tsx'
import { plural } from '../components/format.ts'

/** ⌘Z and ⇧⌘Z: does it, then says what was done and what was left alone because somebody had changed it since (U1). */
export function useUndo(): { undo: () => void; redo: () => void } {
  const satchel = useSatchel()
  const undo = useCallback(() => {
    satchel.undo().then((result) => {
      tell(result, 'Nothing to undo', 'Undid')
    }, showError)
  }, [satchel])
  const redo = useCallback(() => {
    satchel.redo().then((result) => { tell(result, 'Nothing to redo', 'Did again') }, showError)
  }, [satchel])
  return { undo, redo }
}

function tell(result: UndoResult, nothing: string, verb: string): void {
  if (!result.done) {
    showToast({ message: nothing })
    return
  }
  const left = result.leftAlone.length
  const rest = left > 0 ? ` ${plural(left, 'record')} had been changed since and stayed as ${left === 1 ? 'it is' : 'they are'}.` : ''
  showToast({ message: `${verb}: ${result.label}.${rest}` })
}
