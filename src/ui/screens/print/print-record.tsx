import { useList, useRecord } from '../../../data-api/hooks.ts'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { customValue } from '../../../model/custom-value.ts'
import { notes } from '../../../model/notes.ts'
import { formatInstant } from '../../components/format.ts'
import { customWords } from '../../sync-status/custom-words.ts'
import { valueText } from '../../sync-status/value-text.ts'
import type { Json } from '../../../shared/json.ts'
import type { Kind } from '../records/kind.ts'
import { RichView } from '../../rich-text/rich-view.tsx'
import { dataOf, nameOf, text } from '../records/record-values.ts'
import { PrintSheet } from './print-sheet.tsx'

/** What stands in the heading already, or is nobody's question on paper. */
const left = new Set(['firstName', 'lastName', 'name', 'company', 'companyId', 'title', 'industry', 'source', 'externalId'])

/** One record on paper: what there is, and the notes. */
export function PrintRecord({ of: { entity, about }, noteField, id }: { of: Pick<Kind, 'entity' | 'about'>; noteField: string; id: string }) {
  const shown = Object.keys(entity.fields).filter((field) => !left.has(field) && entity.fields[field]?.isOfFields !== true)
  const own = useCustomFields(entity.name)
  const { data: record, isFetched } = useRecord(entity.name, id)
  const { data: written } = useList(notes.name, { where: { [noteField]: id }, sort: ['-happenedAt'], limit: 500 })
  if (!record) {
    return <PrintSheet title="Print" ready={false} reading={!isFetched}><h1 id="screen-heading" tabIndex={-1} className="text-title outline-none">{isFetched ? `This ${entity.label.one} is not on this device` : ''}</h1></PrintSheet>
  }
  const data = dataOf(record)
  const facts = [
    ...shown.map((field) => ({ field, label: entity.fields[field]!.label, text: valueText(entity.name, field, data[field] as Json | undefined) })),
    ...own.map((field) => ({ field: field.id, label: field.label, text: customWords(field, customValue(data, field.id)) })),
  ].filter((fact) => fact.text)
  const role = about(record)
  return (
    <PrintSheet title={nameOf(entity, record)} ready={written !== undefined} of={{ what: entity.name, count: 1 }}>
      <h1 id="screen-heading" tabIndex={-1} className="text-display [overflow-wrap:anywhere] outline-none">{nameOf(entity, record)}</h1>
      {role && <p className="text-body [overflow-wrap:anywhere] ink-muted">{role}</p>}
      <dl className="mt-6 grid grid-cols-[32mm_1fr] gap-y-2 text-table">
        {facts.map((fact) => (
          <div key={fact.field} className="contents">
            <dt className="ink-muted">{fact.label}</dt>
            <dd className="break-words whitespace-pre-line">{entity.fields[fact.field]?.kind === 'tags' ? fact.text.replaceAll('\n', ', ') : fact.text}</dd>
          </div>
        ))}
      </dl>
      {written && written.rows.length > 0 && (
        <section className="mt-8">
          <h2 className="break-after-avoid border-b ink-line pb-1 text-ui">Notes</h2>
          {written.rows.map((note) => (
            <div key={note.id} className="break-inside-avoid border-b ink-line py-2 text-table">
              <p className="text-meta ink-muted">{formatInstant(text(note, 'happenedAt') || note.createdAt)}</p>
              <RichView text={text(note, 'body')} />
            </div>
          ))}
        </section>
      )}
    </PrintSheet>
  )
}
