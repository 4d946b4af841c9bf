import type { UndoState } from './contract.ts'
import type { Core } from './core.ts'

/*
 * The acts of the person that undo and redo walk, oldest first; it lives in the database, so it survives a reload (U1).
 *
 *   done done done | undone undone      undo takes the last done, redo the first undone; a new act drops the undone
 */
export interface Act { seq: number; actId: string; label: string }

/** Puts an act on the stack; mutations of one group are one act. */
export function recordAct({ db }: Core, actId: string, label: string): void {
  // What is undone stands behind the last that is done: only that end of the table is looked at, as every write does this.
  db.run('DELETE FROM undo_acts WHERE seq > coalesce((SELECT seq FROM undo_acts WHERE undone = 0 ORDER BY seq DESC LIMIT 1), 0)')
  if (lastDone(db)?.actId === actId) return
  db.run('INSERT INTO undo_acts (act_id, label) VALUES (?, ?)', [actId, label])
  db.run('DELETE FROM undo_acts WHERE seq <= (SELECT max(seq) FROM undo_acts) - ?', [keptActs])
}

const keptActs = 1_000

export const nextUndo = ({ db }: Core): Act | null => lastDone(db) ?? null
export const nextRedo = ({ db }: Core): Act | null => db.get<Act>(`${select} WHERE undone = 1 ORDER BY seq LIMIT 1`) ?? null

/** The act was undone, or redone, by the changes of `actId`, which is what the way back has to invert. */
export function turnAct({ db }: Core, act: Act, undone: boolean, actId: string): void {
  db.run('UPDATE undo_acts SET undone = ?, act_id = ? WHERE seq = ?', [undone ? 1 : 0, actId, act.seq])
}

/** What an act on the stack is called; null where it is not there. */
export const labelOf = ({ db }: Core, actId: string): string | null => db.value<string>('SELECT label FROM undo_acts WHERE act_id = ?', [actId]) ?? null

/** Takes an act out of the stack. */
export const dropAct = ({ db }: Core, actId: string): void => { db.run('DELETE FROM undo_acts WHERE act_id = ?', [actId]) }

export function undoState(core: Core): UndoState {
  const shown = (act: Act | null): { id: string; label: string } | null => (act === null ? null : { id: act.actId, label: act.label })
  return { undo: shown(nextUndo(core)), redo: shown(nextRedo(core)) }
}

const select = 'SELECT seq, act_id AS actId, label FROM undo_acts'
const lastDone = (db: Core['db']): Act | undefined => db.get<Act>(`${select} WHERE undone = 0 ORDER BY seq DESC LIMIT 1`)
