import { useState } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import type { Rec } from '../../../data-api/types.ts'
import { countIn, hasDays } from '../../../model/from-template.ts'
import { plural } from '../../components/format.ts'
import { Field } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { Select } from '../../components/select.tsx'
import { showError } from '../../components/toast.tsx'
import { NameDialog } from '../records/name-dialog.tsx'
import { text } from '../records/record-values.ts'
import { contentOf, useTemplateActs } from './use-templates.ts'

interface TemplateSelectProps { templates: readonly Rec[]; chosen: Rec | undefined; onChoose: (id: string) => void; className: string }

/** What a new project begins as, and what becomes of the templates themselves. */
export function TemplateSelect({ templates, chosen, onChoose, className }: TemplateSelectProps) {
  const acts = useTemplateActs()
  const [naming, setNaming] = useState(false)
  return (
    <Field label="Template" hint={chosen === undefined ? undefined : wordsOf(chosen)} className={className}>
      {(control) => (
        <span className="flex items-center gap-1">
          <Select {...control} value={chosen?.id ?? ''} options={[{ value: '', label: 'None' }, ...templates.map((each) => ({ value: each.id, label: text(each, 'name') }))]} onChange={(event) => onChoose(event.currentTarget.value)} />
          {chosen !== undefined && (
            <Menu
              label={`Template ${text(chosen, 'name')}`} align="end" trigger={<IconButton label="Template actions"><Ellipsis /></IconButton>}
              items={[{ label: 'Rename template', onSelect: () => setNaming(true) }, { label: 'Delete template', danger: true, onSelect: () => { onChoose(''); acts.remove(chosen).catch(showError) } }]}
            />
          )}
          {chosen !== undefined && <NameDialog key={String(naming)} open={naming} title="Rename template" initial={text(chosen, 'name')} onClose={() => setNaming(false)} onName={(name) => acts.rename(chosen, name)} />}
        </span>
      )}
    </Field>
  )
}

/** "12 tasks, over 60 days. Dates count from its start." */
function wordsOf(template: Rec): string {
  const content = contentOf(template)
  if (content === null) return 'It cannot be read by this version of the app.'
  const { days } = content.project
  return `${plural(countIn(content), 'task')}${days === undefined ? '' : `, over ${plural(days, 'day')}`}.${hasDays(content) ? ' Dates count from its start; without one, from today.' : ''}`
}
