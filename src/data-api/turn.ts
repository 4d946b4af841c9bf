import type { TurnOf, UndoResult } from '../db-worker/contract.ts'
import type { Connection } from './connection.ts'

/**
 * Undo, redo, or undo of one act (U1). Where something would be withdrawn because nobody has sent it, the changes worker does it, which can ask
 * the service worker's mirror (J2); mostly there is nothing, and the db-worker is asked alone.
 */
export async function turn(connection: Pick<Connection, 'data' | 'changes'>, of: TurnOf): Promise<UndoResult> {
  const unsent = await connection.data((api) => api.withdrawable(of))
  if (unsent.length > 0) return connection.changes((api) => api.turn(of), { once: true })
  return connection.data((api) => ('actId' in of ? api.undoAct(of.actId) : of.kind === 'undo' ? api.undo() : api.redo()), { once: true })
}
