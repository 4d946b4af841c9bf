import type { ImportProgress, ImportReport, InspectedFile, MendedRow, Rehearsal } from '../../../data-api/types.ts'

/** Where an import stands. It outlives the screen: one may look something up elsewhere and come back to it. */
export interface ImportState {
  step: 'files' | 'rehearsing' | 'rehearsed' | 'applying' | 'done'
  files: InspectedFile[]
  /** Files still to be read, of how many. */
  reading: number
  toRead: number
  /** Files that could not be read, and why. */
  unreadable: { name: string; message: string }[]
  progress: ImportProgress | null
  rehearsal: Rehearsal | null
  report: ImportReport | null
  /** Failed rows as they were mended so far, by file and row; they outlive the screen as all else does. */
  mended: Readonly<Record<string, MendedRow>>
  /** The failed rows of the result are tried again. */
  retrying: boolean
  error: string | null
}

export const noImport: ImportState = { step: 'files', files: [], reading: 0, toRead: 0, unreadable: [], progress: null, rehearsal: null, report: null, mended: {}, retrying: false, error: null }

export type ImportEvent =
  | { type: 'reading'; count: number }
  | { type: 'read'; file: InspectedFile }
  | { type: 'unreadable'; name: string; message: string }
  /** The person stopped it. */
  | { type: 'unread' }
  | { type: 'changed'; file: InspectedFile }
  | { type: 'forgotten'; fileId: string }
  | { type: 'rehearse' }
  | { type: 'rehearsed'; rehearsal: Rehearsal }
  | { type: 'apply' }
  /** Something was changed here since: this is what it would do now. */
  | { type: 'rehearsedAgain'; rehearsal: Rehearsal }
  | { type: 'applied'; report: ImportReport }
  | { type: 'mended'; row: MendedRow }
  | { type: 'retry' }
  /** What came of it, the whole import's; null: none of it could be written. */
  | { type: 'retried'; report: ImportReport | null }
  | { type: 'progress'; progress: ImportProgress }
  /** Back to the files, which are kept; `error` says why, where it was not the person's wish. */
  | { type: 'back'; error: string | null }
  | { type: 'over' }

/** The next state; what does not fit the step (an answer that came after a cancel) changes nothing. */
export function nextImport(state: ImportState, event: ImportEvent): ImportState {
  switch (event.type) {
    case 'reading': return { ...fresh(state), reading: state.reading + event.count, toRead: (state.reading === 0 ? 0 : state.toRead) + event.count, unreadable: state.reading === 0 ? [] : state.unreadable }
    case 'read': return { ...state, files: [...state.files, event.file], reading: state.reading - 1 }
    case 'unreadable':
      return { ...state, reading: state.reading - 1, unreadable: [...state.unreadable, { name: event.name, message: event.message }] }
    case 'unread': return { ...state, reading: state.reading - 1 }
    case 'changed': return { ...state, files: state.files.map((file) => (file.fileId === event.file.fileId ? event.file : file)) }
    case 'forgotten': return { ...state, files: state.files.filter((file) => file.fileId !== event.fileId) }
    case 'rehearse': return { ...state, step: 'rehearsing', progress: null, rehearsal: null, error: null, unreadable: [] }
    case 'rehearsed': return state.step === 'rehearsing' ? { ...state, step: 'rehearsed', rehearsal: event.rehearsal, progress: null, mended: {} } : state
    case 'apply': return state.step === 'rehearsed' ? { ...state, step: 'applying', progress: null } : state
    case 'rehearsedAgain': return state.step === 'applying' ? { ...state, step: 'rehearsed', rehearsal: { ...event.rehearsal, warnings: [changedWords, ...event.rehearsal.warnings] }, progress: null } : state
    case 'applied': return state.step === 'applying' ? { ...noImport, step: 'done', report: event.report } : state
    case 'mended': return { ...state, mended: { ...state.mended, [rowKey(event.row)]: event.row } }
    case 'retry': return state.step === 'done' ? { ...state, retrying: true, progress: null, error: null } : state
    case 'retried': return { ...state, retrying: false, progress: null, mended: {}, report: event.report ?? (state.report === null ? null : { ...state.report }) }
    case 'progress': return state.step === 'rehearsing' || state.step === 'applying' || state.retrying ? { ...state, progress: event.progress } : state
    case 'back': return state.retrying ? { ...state, retrying: false, progress: null, error: event.error } : { ...state, step: 'files', progress: null, rehearsal: null, error: event.error }
    case 'over': return fresh({ ...state, step: 'done' })
  }
}

/** New files after a finished import begin another; its report stays at hand for its own page. */
const fresh = (state: ImportState): ImportState =>
  state.step === 'done' ? { ...noImport, report: state.report } : { ...state, step: 'files', rehearsal: null, error: null }

const changedWords = 'Something was changed here since the rehearsal, so this is another one: what the import would do now. Nothing is written yet.'

/** By what a mended row is known. */
export const rowKey = ({ fileId, row }: Pick<MendedRow, 'fileId' | 'row'>): string => `${fileId} ${row}`

/** What the progress is called. */
export const phaseWords: Record<ImportProgress['phase'], string> = {
  reading: 'Reading', matching: 'Comparing with what is here', writing: 'Writing',
}

/** Files that could not be read, those of the same reason together: one sentence each, with what to do. */
export function unreadableWords(unreadable: ImportState['unreadable']): string[] {
  const byReason = new Map<string, ImportState['unreadable']>()
  for (const file of unreadable) {
    const reason = file.message.replace(`"${file.name}"`, '')
    byReason.set(reason, [...(byReason.get(reason) ?? []), file])
  }
  return [...byReason].map(([reason, files]) => {
    const [{ name, message }] = files as [ImportState['unreadable'][number]]
    if (files.length === 1) return message.includes(`"${name}"`) ? message : `"${name}" could not be read. ${message}`
    const shown = files.slice(0, 3).map((file) => `"${file.name}"`).join(', ')
    return `${shown}${files.length > 3 ? ` and ${files.length - 3} more` : ''}: each ${reason.trim()}`
  })
}
