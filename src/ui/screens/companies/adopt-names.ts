import { useEffect } from 'react'
import { useList, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { BulkWriter, Json, Satchel } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { showError } from '../../components/toast.tsx'
import { makeNamed } from './company-names.ts'

/** More different names than this are made in several acts. */
const mostNames = 20_000

let adopting: Promise<number> | null = null

/**
 * Makes a company of every name that contacts were given before there were companies: once, where there is none at all, in the trash neither. Two devices that do
 * it apart make the same records.
 * @returns how many were made
 */
export function adoptNames(satchel: Satchel): Promise<number> {
  adopting ??= adopt(satchel).finally(() => { adopting = null })
  return adopting
}

async function adopt(satchel: Satchel): Promise<number> {
  const { total } = await satchel.entity(companies.name).list({ state: 'all', limit: 1 })
  if (total > 0) return 0
  const names = (await satchel.entity(contacts.name).facets('company', { limit: mostNames })).map(({ value }) => value)
  if (names.length === 0) return 0
  let made = 0
  await satchel.bulk(async (writer) => { made = await makeNamed(satchel, writer, names) }, { label: 'Add the companies of your contacts' })
  return made
}

/** Adds to an act the companies that names mean. Before the names of all contacts were looked at this does nothing, so that they still are. */
export async function makeNamedAlong(satchel: Satchel, writer: BulkWriter, names: readonly string[]): Promise<void> {
  const { total } = await satchel.entity(companies.name).list({ state: 'all', limit: 1 })
  if (total > 0) await makeNamed(satchel, writer, names)
}

/** The names on contacts that no company is called by, neither here nor in the trash. */
export async function missingNames(satchel: Satchel): Promise<string[]> {
  const names = (await satchel.entity(contacts.name).facets('company', { limit: mostNames })).map(({ value }) => value)
  const missing: string[] = []
  await makeNamed(satchel, { create: (_: string, data: Record<string, Json | undefined>) => { missing.push(String(data['name'])); return '' } }, names)
  return missing
}

/** Whether all of the workspace has come down, as far as can be told: before that, what is not here may be on its way. */
export function useIsComplete(): boolean {
  const { status } = useSync()
  return status.state === 'no_account' || status.account === null || (status.lastSyncedAt !== null && status.download === null)
}

/** For the first screen that shows companies: brings those that contacts name into being. True while it is at it. */
export function useAdoptedNames(): boolean {
  const satchel = useSatchel()
  const { data } = useList(companies.name, { state: 'all', limit: 1 })
  const { data: named } = useList(contacts.name, { where: { company: { notEmpty: true } }, limit: 1 })
  const mayWrite = useMayWrite(), complete = useIsComplete()
  const due = mayWrite && complete && data?.total === 0 && (named?.total ?? 0) > 0
  useEffect(() => { if (due) adoptNames(satchel).catch(showError) }, [due, satchel])
  return due
}
