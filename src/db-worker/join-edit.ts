import { editText, startOf, textOf, writeState } from '../merge/text-document.ts'
import { arrive, documentIn, textsMember, type TextEdit } from '../merge/text-field.ts'
import { isTextField } from '../model/entity.ts'
import { SatchelError } from '../shared/errors.ts'
import { receivedState } from './check-patch.ts'
import type { Core } from './core.ts'
import { rowById } from './rows.ts'

/**
 * What is being written into a text, among what stands there now: saved, it would read so. It is then an edit of what stands, and nothing of
 * this is kept. Null where there is no such record.
 */
export function joinEdit(core: Core, entity: string, id: string, field: string, { from, state, text }: TextEdit['$edit']): TextEdit['$edit'] | null {
  const table = core.table(entity), row = rowById(core, table, id)
  if (row === null) return null
  const began = !isTextField(table.entity, field) ? null : state === null ? startOf(field, from) : receivedState(state)
  if (began === null) throw new SatchelError('invalid', 'This is no edit of a text.', { field })
  const data = { ...row.data, ...(row.texts === undefined ? {} : { [textsMember]: row.texts }) }
  const stands = { from: textOf(documentIn(data, field)), state: row.texts?.[field] ?? null }
  const edited = editText(began, text, seed)
  // Nothing was written: what stands is all.
  if (edited === began) return { ...stands, text: stands.from }
  const joined = arrive(data, field, { $text: writeState(edited) }, { seed, before: from === '' ? null : from, concurrent: true })
  if ('fault' in joined) throw new SatchelError('invalid', 'This is no edit of a text.', { field })
  return { ...stands, text: textOf(joined.state) }
}

const seed = 'being written'
