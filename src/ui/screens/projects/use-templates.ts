import { useMemo } from 'react'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { fromTemplate, templateOf } from '../../../model/from-template.ts'
import { tasks } from '../../../model/tasks.ts'
import { mostTasks, templateContent, templates, type TemplateContent } from '../../../model/templates.ts'
import { useUndo } from '../../app/undo.ts'
import { showToast } from '../../components/toast.tsx'
import { dataOf, byHand } from '../tasks/task-values.ts'
import { projectName } from './project-values.ts'

/** The workspace's templates by name, live. */
export function useTemplates(): readonly Rec[] {
  const { data } = useList(templates.name, { sort: ['name'], limit: 200 })
  return data?.rows ?? none
}

const none: readonly Rec[] = []

/** What a template holds; null where it holds nothing that can be read. */
export const contentOf = (template: Rec): TemplateContent | null => templateContent.safeParse(template['content']).data ?? null

interface TemplateActs {
  /** Keeps what a project is now as a template of this name, in place of one that is called so. @throws Error with a sentence for the person */
  save: (project: Rec, name: string) => Promise<void>
  /** A project as the template has it, with what the person gave it: one act. Its id. */
  make: (template: Rec, project: Record<string, Json> & { startsOn: string }) => Promise<string>
  rename: (template: Rec, name: string) => Promise<void>
  remove: (template: Rec) => Promise<void>
}

export function useTemplateActs(): TemplateActs {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  return useMemo(() => ({
    save: async (project, name) => {
      const { rows } = await satchel.entity(tasks.name).list({ where: { projectId: project.id }, limit: mostTasks + 1 })
      const parts = await satchel.entity(tasks.name).list({ where: { parentId: { in: rows.map(({ id }) => id) } }, limit: mostTasks + 1 })
      const all = [...rows, ...parts.rows.filter((part) => !rows.some(({ id }) => id === part.id))].sort(byHand)
      const content = templateOf(dataOf(project), all.map((rec) => ({ id: rec.id, data: dataOf(rec) }))) as unknown as Json
      const known = (await satchel.entity(templates.name).list({ where: { name }, limit: 1 })).rows[0]
      const label = `Save ${projectName(project)} as a template`
      const { actId } = await satchel.bulk((writer) => { if (known === undefined) writer.create(templates.name, { name, content }); else writer.update(templates.name, known.id, { content }) }, { label })
      showToast({ message: known === undefined ? `Template “${name}” saved. New projects can begin as it.` : `Template “${name}” brought up to date`, ...undoOf(actId, label) })
    },
    make: async (template, project) => {
      const content = contentOf(template)
      if (content === null) throw new Error('This template cannot be read by this version of the app.')
      const made = fromTemplate(content, project, () => crypto.randomUUID())
      await satchel.bulk((writer) => { for (const { entity, id, data } of made) writer.create(entity, data, { id }) }, { label: `New project ${String(project['name'])}` })
      return made[0]!.id
    },
    rename: async (template, name) => { await satchel.entity(templates.name).update(template.id, { name }, { label: `Rename template to ${name}`, baseRevision: template.revision }) },
    remove: async (template) => {
      const label = `Delete template ${templates.title(dataOf(template))}`
      const { actId } = await satchel.bulk((writer) => writer.delete(templates.name, template.id), { label })
      showToast({ message: `Template “${templates.title(dataOf(template))}” deleted. Projects made of it stay.`, ...undoOf(actId, label) })
    },
  }), [satchel, undoOf])
}
