import { useEffect } from 'react'
import { useList, useSatchel, useSync } from '../../../data-api/hooks.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { showError } from '../../components/toast.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { adoptNames, isComplete, wereAdopted } from './adopt-names.ts'

/** As `isComplete` says, live. */
export const useIsComplete = (): boolean => isComplete(useSync().status)

/** For the first screen that shows companies: brings those that contacts name into being. True while it is at it. */
export function useAdoptedNames(): boolean {
  const satchel = useSatchel()
  const { data } = useList(companies.name, { state: 'all', limit: 1 })
  const { data: named } = useList(contacts.name, { where: { company: { notEmpty: true } }, limit: 1 })
  const mayWrite = useMayWrite(), complete = useIsComplete(), opened = useOpened()
  const due = mayWrite && complete && data?.total === 0 && (named?.total ?? 0) > 0 && opened !== null && !wereAdopted(opened)
  useEffect(() => { if (due) adoptNames(satchel).catch(showError) }, [due, satchel])
  return due
}
