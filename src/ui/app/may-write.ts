import { createContext, useContext } from 'react'
import { useSync } from '../../data-api/hooks.ts'
import { may } from '../../model/roles.ts'
import { useOpened } from '../sync-status/use-steady-status.ts'

const MayWriteContext = createContext(true)
export const MayWrite = MayWriteContext.Provider

/** Whether the person may change what is in the workspace: screens offer nothing that the rule would refuse (M5). */
export const useMayWrite = (): boolean => useContext(MayWriteContext)

/** To whoever tries all the same. */
export const viewOnlyWords = 'You may look at this workspace, not change it.'

/** A record that nobody writes in here: it is in the trash, or the person may only look. */
export function useFixed({ deletedAt }: { deletedAt: string | null }): boolean {
  return !useMayWrite() || deletedAt !== null
}

/** As it was last heard; without an account one may do everything. For the frame, which tells all others. */
export function useRoleHere(): string {
  const { status } = useSync()
  const opened = useOpened()
  return status.account?.role ?? opened?.role ?? 'owner'
}

export const mayWriteAs = (role: string): boolean => may(role, 'write')
