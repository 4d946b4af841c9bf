import type { DateOrder, Encoding, FileChange, InspectedFile } from '../../../data-api/types.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'

interface CsvShapeFormProps {
  file: InspectedFile
  onChange: (change: FileChange) => void
}

/** How the file is read. All of it was detected; where that was wrong, the samples below show it at once. */
export function CsvShapeForm({ file, onChange }: CsvShapeFormProps) {
  const shape = file.csv
  if (!shape) return null
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(140px,1fr))] gap-3 px-3">
      <Field label="Encoding">
        {(control) => <Select {...control} value={file.encoding} options={encodings} onChange={(event) => onChange({ encoding: event.target.value as Encoding })} />}
      </Field>
      <Field label="Between columns">
        {(control) => <Select {...control} value={shape.delimiter} options={withOwn(delimiters, shape.delimiter)} onChange={(event) => onChange({ csv: { delimiter: event.target.value } })} />}
      </Field>
      <Field label="Around texts">
        {(control) => <Select {...control} value={shape.quote} options={withOwn(quotes, shape.quote)} onChange={(event) => onChange({ csv: { quote: event.target.value } })} />}
      </Field>
      <Field label="Lines to skip">
        {(control) => (
          <Input
            {...control} type="number" min={0} max={50} value={shape.skipLines}
            onChange={(event) => onChange({ csv: { skipLines: Math.max(0, Math.min(50, Math.floor(Number(event.target.value) || 0))) } })}
          />
        )}
      </Field>
      {file.dateOrder && (
        <Field label="Dates like 5/7/1990">
          {(control) => <Select {...control} value={file.dateOrder!} options={dateOrders} onChange={(event) => onChange({ dateOrder: event.target.value as DateOrder })} />}
        </Field>
      )}
      <div className="col-span-full">
        <Checkbox label="First line names the columns" checked={shape.hasHeader} onChange={(event) => onChange({ csv: { hasHeader: event.target.checked } })} />
      </div>
    </div>
  )
}

const encodings: { value: Encoding; label: string }[] = [
  { value: 'utf-8', label: 'UTF-8' }, { value: 'utf-16le', label: 'UTF-16 LE' }, { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Windows-1252' }, { value: 'shift_jis', label: 'Shift_JIS' },
]
const dateOrders: { value: DateOrder; label: string }[] = [{ value: 'dmy', label: 'Day first' }, { value: 'mdy', label: 'Month first' }]
const delimiters = [
  { value: ',', label: 'Comma' }, { value: ';', label: 'Semicolon' }, { value: '\t', label: 'Tab' }, { value: '|', label: 'Bar' },
]
const quotes = [{ value: '"', label: 'Double quotes' }, { value: "'", label: 'Single quotes' }, { value: '', label: 'None' }]
const withOwn = (options: { value: string; label: string }[], own: string): { value: string; label: string }[] =>
  options.some((option) => option.value === own) ? options : [...options, { value: own, label: own }]
