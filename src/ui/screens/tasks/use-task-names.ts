import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { Ahead } from '../../../data-api/ahead.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { nameOf } from '../contacts/contact-words.ts'
import { dataOf, doneRec, textOf } from './task-values.ts'

/** What rows say of other records: whose they are, what they are a part of, and how far their parts are; live. */
export interface TaskNames {
  project(rec: Rec): string
  company(rec: Rec): string
  contact(rec: Rec): string
  parent(rec: Rec): string
  parts(rec: Rec): { done: number; all: number } | null
}

export function useTaskNames(rows: readonly Rec[]): TaskNames {
  const { parents, parts } = useTasksAround(rows)
  const projectNames = useNames(projects.name, rows, 'projectId', (rec) => textOf(rec, 'name'))
  const companyNames = useNames(companies.name, rows, 'companyId', companyOf)
  const contactNames = useNames(contacts.name, rows, 'contactId', nameOf)
  return useMemo(() => ({
    project: (rec) => projectNames.get(textOf(rec, 'projectId')) ?? '',
    company: (rec) => companyNames.get(textOf(rec, 'companyId')) ?? '',
    contact: (rec) => contactNames.get(textOf(rec, 'contactId')) ?? '',
    parent: (rec) => parents.get(textOf(rec, 'parentId')) ?? '',
    parts: (rec) => parts.get(rec.id) ?? null,
  }), [projectNames, companyNames, contactNames, parents, parts])
}

/** The tasks that these are parts of, by name, and how far their own parts are, by the task; live. */
export interface TasksAround { parents: ReadonlyMap<string, string>; parts: ReadonlyMap<string, { done: number; all: number }> }

export function useTasksAround(rows: readonly Rec[]): TasksAround {
  const parents = useNames(tasks.name, rows, 'parentId', titleOf)
  const ids = useMemo(() => rows.map(({ id }) => id), [rows])
  const { data: children } = useList(tasks.name, partsOf(ids), { enabled: ids.length > 0 })
  return useMemo(() => {
    const parts = new Map<string, { done: number; all: number }>()
    for (const child of children?.rows ?? []) {
      const of = parts.get(textOf(child, 'parentId')) ?? { done: 0, all: 0 }
      parts.set(textOf(child, 'parentId'), { done: of.done + (doneRec(child) ? 1 : 0), all: of.all + 1 })
    }
    return { parents, parts }
  }, [parents, children])
}

const idsIn = (rows: readonly Rec[], field: string): string[] => [...new Set(rows.map((rec) => textOf(rec, field)).filter(Boolean))].sort()
const byIds = (ids: string[]): ListOptions => ({ where: { id: { in: ids } }, limit: 1_000 })
const partsOf = (ids: string[]): ListOptions => ({ where: { parentId: { in: ids } }, limit: 1_000 })

/** The same beforehand. */
export async function askTaskNames(ask: Ahead, rows: readonly Rec[]): Promise<void> {
  if (rows.length === 0) return
  const named = [[projects.name, 'projectId'], [companies.name, 'companyId'], [contacts.name, 'contactId']] as const
  const wanted = named.map(([entity, field]) => ({ entity, ids: idsIn(rows, field) })).filter(({ ids }) => ids.length > 0)
  await Promise.all([askTasksAround(ask, rows), ...wanted.map(({ entity, ids }) => ask.list(entity, byIds(ids)))])
}

/** What `useTasksAround` asks, beforehand. */
export async function askTasksAround(ask: Ahead, rows: readonly Rec[]): Promise<void> {
  if (rows.length === 0) return
  const parents = idsIn(rows, 'parentId')
  await Promise.all([ask.list(tasks.name, partsOf(rows.map(({ id }) => id))), ...(parents.length === 0 ? [] : [ask.list(tasks.name, byIds(parents))])])
}

const companyOf = (rec: Rec): string => companies.title(dataOf(rec))
const titleOf = (rec: Rec): string => tasks.title(dataOf(rec))

function useNames(entity: string, rows: readonly Rec[], field: string, nameOfRec: (rec: Rec) => string): ReadonlyMap<string, string> {
  const ids = useMemo(() => idsIn(rows, field), [rows, field])
  const { data } = useList(entity, byIds(ids), { enabled: ids.length > 0 })
  return useMemo(() => new Map(data?.rows.map((rec) => [rec.id, nameOfRec(rec)])), [data, nameOfRec])
}
