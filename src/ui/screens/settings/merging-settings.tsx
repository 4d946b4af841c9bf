import ChevronRight from 'lucide-react/icons/chevron-right'
import type { Entity } from '../../../model/entity.ts'
import { productModel } from '../../../model/model.ts'
import { advisoryKey, isAdvisory, isPeoples, policyChoices, policyInForce, policyKey, type PolicyChoice } from '../../../model/policies.ts'
import { plural } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { Switch } from '../../components/switch.tsx'
import { Setting } from './facts.tsx'
import { mergeSentence, policyName, policySentence } from './merge-words.ts'
import { useChosen, type WorkspaceSettings } from './use-workspace-settings.ts'

/** What people make and change; that two records differ is said once and never edited. */
const shown = [...productModel.entities.values()].filter((entity) => isPeoples(entity) && entity.aside !== true)

/** What becomes of a field that two people change at the same time, chosen field by field (M7). */
export function MergingSettings(workspace: WorkspaceSettings) {
  return (
    <Section title="Merging">
      <p className="text-ui text-muted">
        When two people change the same field and neither knows of the other yet. A value that does not stand is in the history, and whoever wrote it is told.
      </p>
      {shown.map((entity) => <EntityMerging key={entity.name} entity={entity} workspace={workspace} />)}
    </Section>
  )
}

interface EntityProps { entity: Entity; workspace: WorkspaceSettings }

function EntityMerging({ entity, workspace }: EntityProps) {
  const fields = Object.keys(entity.fields)
  return (
    <div className="flex flex-col gap-1 pt-3">
      <h3 className="text-table font-medium text-muted">{upperFirst(entity.label.many)}</h3>
      <div>
        <Advisory entity={entity} workspace={workspace} />
        {/* What most people mean stands open; the rest is a line each until it is asked for. */}
        <details open={entity === shown[0]} className="group">
          <summary className="flex min-h-10 cursor-default list-none items-center gap-1.5 border-b border-line text-table text-muted hover:text-text max-md:min-h-11">
            <ChevronRight aria-hidden className="size-4 transition-transform duration-80 group-open:rotate-90" />
            {plural(fields.length, 'field')}
          </summary>
          {fields.map((field) => <FieldMerging key={field} entity={entity} field={field} workspace={workspace} />)}
        </details>
      </div>
    </div>
  )
}

function Advisory({ entity, workspace: { settings, mayChange, change } }: EntityProps) {
  const { many } = entity.label
  const [on, choose] = useChosen(isAdvisory(entity, settings), (next) =>
    change(advisoryKey(entity.name), next ? true : null, next ? `Advisory mode is on for ${many}` : `Advisory mode is off for ${many}`))
  return (
    <Setting
      label="Advisory mode"
      text={`${on ? 'On. Nothing' : 'Off. When on, nothing'} waits: what arrives last stands, and both are listed under Conflicts.`}
    >
      {mayChange && (
        <Switch aria-label={`Advisory mode for ${many}`} checked={on} onChange={(event) => choose(event.target.checked)} />
      )}
    </Setting>
  )
}

function FieldMerging({ entity, field, workspace: { settings, mayChange, change } }: EntityProps & { field: string }) {
  const choices = policyChoices(entity, field)
  const label = entity.fields[field]?.label ?? field
  const [policy, choose] = useChosen<string, PolicyChoice>(policyInForce(entity, field, settings), (next) =>
    // What the entity says by itself needs no setting.
    change(policyKey(entity.name, field), next === entity.fields[field]?.policy ? null : next, `${label}: ${lowerFirst(policySentence[next])}`))
  return (
    <Setting label={label} text={mergeSentence(entity, field, settings)}>
      {choices.length > 0 && mayChange && (
        <Select
          quiet className="w-44" aria-label={`${label} of a ${entity.label.one}, changed by two people`} value={policy}
          options={choices.map((value) => ({ value, label: policyName[value] }))}
          onChange={(event) => choose(event.target.value as PolicyChoice)}
        />
      )}
    </Setting>
  )
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
