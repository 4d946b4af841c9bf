import { useEffect } from 'react'
import { useSync } from '../../data-api/hooks.ts'
import { keepItem } from '../../data-api/keep-item.ts'

const key = 'satchel.workspace-name'
const noAccount = 'Satchel'

/** What the workspace is called; as it was last time until the changes worker was heard, so that the name does not change under the eye. */
export function useWorkspaceName(): string {
  const { status } = useSync()
  const heard = status.account?.workspaceName ?? (status.state === 'no_account' ? noAccount : null)
  useEffect(() => { if (heard !== null) keepItem(key, heard) }, [heard])
  return heard ?? localStorage.getItem(key) ?? noAccount
}

/** Another one is open from now on, in this tab and in those that follow it. */
export const rememberWorkspaceName = (name: string): void => { keepItem(key, name) }
