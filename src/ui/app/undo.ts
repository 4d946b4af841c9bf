import { useCallback } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import type { UndoResult } from '../../data-api/types.ts'
import { dismissUndoOf, showError, showToast, whileWorking, type Toast } from '../components/toast.tsx'
import { undoWords } from './undo-words.ts'

export interface Undoing {
  undo: () => void
  redo: () => void
  /** A toast's Undo for one act, whatever was done since; `label` is what it calls that act. None where nothing was done. */
  undoOf: (actId: string | null, label: string) => Pick<Toast, 'action'>
}

/** ⌘Z and ⇧⌘Z: does it, then says what was done and what was left alone because somebody had changed it since (U1). */
export function useUndo(): Undoing {
  const satchel = useSatchel()
  const undo = useCallback(() => {
    whileWorking(satchel.undo()).then((result) => {
      if (result.done) dismissUndoOf(result.label)
      tell(result, 'Nothing to undo', 'Undid')
    }, showError)
  }, [satchel])
  const redo = useCallback(() => {
    whileWorking(satchel.redo()).then((result) => { tell(result, 'Nothing to redo', 'Did again') }, showError)
  }, [satchel])
  const undoOf = useCallback<Undoing['undoOf']>((actId, label) => {
    if (actId === null) return {}
    const onAction = (): void => {
      whileWorking(satchel.undoAct(actId)).then((result) => { tell({ ...result, label, done: result.done && result.changed + result.leftAlone.length + result.gone > 0 }, 'It is undone already', 'Undid') }, showError)
    }
    return { action: { label: 'Undo', onAction, of: label } }
  }, [satchel])
  return { undo, redo, undoOf }
}

const tell = (result: UndoResult, nothing: string, verb: string): void => { showToast({ message: undoWords(result, nothing, verb) }) }
