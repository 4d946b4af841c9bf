import type { Json } from '../../../../data-api/types.ts'
import { namedChoiceId, sameName, type CustomField } from '../../../../model/custom-fields.ts'

/** A choice as it stands in the form; `id` null: a new one. */
export interface ChoiceDraft { id: string | null; label: string }

/** What is offered now, to begin from. */
export const draftsOf = (field: CustomField): ChoiceDraft[] => field.choices.filter(({ removed }) => !removed).map(({ id, label }) => ({ id, label }))

/** Why the choices cannot be so; null: they can. Lines without a name are left out. */
export function choicesProblem(drafts: readonly ChoiceDraft[]): string | null {
  const labels = drafts.map(({ label }) => label.trim()).filter(Boolean)
  if (labels.length === 0) return 'Give at least one choice.'
  const twice = labels.find((label, at) => labels.findIndex((other) => sameName(other, label)) !== at)
  return twice === undefined ? null : `“${twice}” is there twice.`
}

/** The choices of a field that is being made. */
export const firstChoices = (fieldId: string, drafts: readonly ChoiceDraft[]): Json[] =>
  said(drafts).map(({ label }, at) => ({ id: namedChoiceId(fieldId, label), value: label, position: at + 1 }))

/** What turns the field's choices into these, element by element, so that what others change meanwhile stays; null: nothing does. */
export function choicePatch(field: CustomField, drafts: readonly ChoiceDraft[]): Json | null {
  const wanted = said(drafts), before = field.choices.filter(({ removed }) => !removed)
  const add: Json[] = [], update: Record<string, Record<string, Json>> = {}
  const isMoved = wanted.length !== before.length || wanted.some(({ id }, at) => id !== before[at]?.id)
  for (const [at, { id, label }] of wanted.entries()) {
    // One that was taken away comes back under its name, and with it what was chosen of it.
    const known = field.choices.find((choice) => choice.id === id) ?? field.choices.find((choice) => choice.removed && sameName(choice.label, label))
    const position = isMoved ? { position: at + 1 } : {}
    if (known === undefined) {
      const named = namedChoiceId(field.id, label)
      add.push({ id: field.choices.some((choice) => choice.id === named) ? crypto.randomUUID() : named, value: label, ...position })
    } else {
      const members = { ...(known.label === label ? {} : { value: label }), ...(known.removed ? { removed: null } : {}), ...position }
      if (Object.keys(members).length > 0) update[known.id] = members
    }
  }
  for (const { id } of before) if (!wanted.some((draft) => draft.id === id)) update[id] = { removed: true }
  return add.length + Object.keys(update).length === 0 ? null : { $set: { ...(add.length > 0 ? { add } : {}), ...(Object.keys(update).length > 0 ? { update } : {}) } }
}

const said = (drafts: readonly ChoiceDraft[]): ChoiceDraft[] => drafts.map(({ id, label }) => ({ id, label: label.replace(/\s+/g, ' ').trim() })).filter(({ label }) => label !== '')
