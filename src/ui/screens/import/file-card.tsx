import { useId, useState } from 'react'
import ChevronRight from 'lucide-react/icons/chevron-right'
import X from 'lucide-react/icons/x'
import type { InspectedFile } from '../../../data-api/types.ts'
import { Badge } from '../../components/badge.tsx'
import { cn } from '../../components/cn.ts'
import { plural } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { showError } from '../../components/toast.tsx'
import { Select } from '../../components/select.tsx'
import { CsvShapeForm } from './csv-shape-form.tsx'
import { ImportTold } from './import-told.tsx'
import { importedKinds } from './import-words.ts'
import { MappingTable } from './mapping-table.tsx'
import { mappingHints, targetLabel } from './mapping-targets.ts'
import type { ImportActs } from './use-import.ts'

/** One file: what it was recognised as, how it is read, and where its columns go; everything detected can be changed. */
export function FileCard({ file, only, change, forget }: { file: InspectedFile; only: boolean; change: ImportActs['change']; forget: ImportActs['forget'] }) {
  const hints = mappingHints(file.mapping, file.entity)
  const csv = file.format !== 'vcard'
  // A known header needs no look at its columns; an unknown one does, unless it would hide the other files.
  const [open, setOpen] = useState(csv && ((only && file.preset === null) || hints.warning !== null))
  const id = useId()
  const update: typeof change = (fileId, next) => change(fileId, next).catch(showError)
  return (
    <section aria-label={file.name} className="flex flex-col rounded-lg inset-ring inset-ring-line">
      <header className="flex items-center gap-2 px-3 py-2 max-md:flex-wrap">
        {csv && (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            aria-label={`How ${file.name} is read`}
            onClick={() => setOpen(!open)}
            className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover max-md:size-11"
          >
            <ChevronRight aria-hidden className={cn('size-4 transition-transform duration-80', open && 'rotate-90')} />
          </button>
        )}
        <h2 className="min-w-0 truncate text-ui max-md:flex-1">{file.name}</h2>
        <Badge className="max-md:hidden">{file.preset ?? formats[file.format]}</Badge>
        {csv && (
          <Select
            quiet
            className="ml-auto w-auto shrink-0 max-md:order-last max-md:ml-0 max-md:w-full"
            aria-label={`What ${file.name} holds`}
            options={importedKinds}
            value={file.entity}
            onChange={(event) => void update(file.fileId, { entity: event.target.value })}
          />
        )}
        <span className={cn('shrink-0 text-table text-muted', !csv && 'ml-auto')}>{csv ? plural(file.rows, 'row') : plural(file.rows, 'card')}</span>
        <IconButton label={`Leave out ${file.name}`} onClick={() => { forget(file.fileId).catch(showError) }}><X /></IconButton>
      </header>
      {(file.warnings.length > 0 || (csv && hints.warning)) && (
        <div className="flex flex-col gap-1 px-3 pb-3">
          <ImportTold warnings={[...(csv && hints.warning ? [hints.warning] : []), ...file.warnings]} />
        </div>
      )}
      {csv && !open && (
        <p className="truncate px-3 pb-2.5 pl-11 text-table text-muted">
          {[...new Set(file.mapping.filter((target) => target !== null))].map((target) => targetLabel(target, file.entity)).join(', ')}
          {hints.left > 0 && ` · ${plural(hints.left, 'column')} left out`}
        </p>
      )}
      {csv && (
        <div id={id} hidden={!open} className="flex flex-col gap-4 border-t border-line pt-3">
          {open && (
            <>
              {file.csv && <CsvShapeForm file={file} onChange={(next) => void update(file.fileId, next)} />}
              <MappingTable file={file} onChange={(mapping) => void update(file.fileId, { mapping })} />
              {hints.left > 0 && <p className="px-3 pb-3 text-table text-muted">{plural(hints.left, 'column')} {hints.left === 1 ? 'is' : 'are'} left out.</p>}
            </>
          )}
        </div>
      )}
    </section>
  )
}

const formats = { csv: 'CSV', json: 'JSON', vcard: 'vCard' }
