import { useEffect, useState } from 'react'
import { useSatchel, useSettings, useSync } from '../../../data-api/hooks.ts'
import type { Json } from '../../../data-api/types.ts'
import type { Settings } from '../../../model/policies.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { useOpened } from '../../sync-status/use-steady-status.ts'

export interface WorkspaceSettings {
  settings: Settings
  /**
   * Whether the person here may change them: the owner, and whoever has no account, whose own the workspace is. Null: not known yet, while
   * the app starts.
   */
  mayChange: boolean | null
  /** There is no account: nobody is there to take away what is old. */
  local: boolean
  /** Writes at once and says so, with Undo; false where it was refused, which is said too. */
  change: (key: string, value: Json, done: string) => Promise<boolean>
}

/** What holds for everybody in the workspace, and changing it. */
export function useWorkspaceSettings(): WorkspaceSettings {
  const satchel = useSatchel()
  const settings = useSettings()
  const { status } = useSync()
  const opened = useOpened()
  // An account that was made since is not what opening the database said.
  const ownWorkspace = !status.account && opened !== null && opened.userId === null

  const takeBack = async (key: string, value: Json, before: Json): Promise<void> => {
    const untouched = await satchel.settings.get(key) === value
    if (untouched) await satchel.settings.set(key, before)
    showToast({ message: untouched ? 'It is as it was before.' : 'It was changed since, and stays as it is.' })
  }
  return {
    settings,
    local: ownWorkspace,
    mayChange: status.account ? status.account.role === 'owner' : ownWorkspace || null,
    change: async (key, value, done) => {
      try {
        const before = await satchel.settings.get(key)
        if (before === value) return true
        await satchel.settings.set(key, value)
        showToast({ message: done, action: { label: 'Undo', onAction: () => { takeBack(key, value, before).catch(showError) } } })
        return true
      } catch (thrown) {
        showError(thrown)
        return false
      }
    },
  }
}

/** A control's value: what was just chosen, until what stands has followed. */
export function useChosen<T, Choice extends T = T>(stands: T, choose: (value: Choice) => Promise<boolean>): [T, (value: Choice) => void] {
  const [chosen, setChosen] = useState<{ value: T } | null>(null)
  useEffect(() => { setChosen(null) }, [stands])
  return [chosen === null ? stands : chosen.value, (value) => {
    setChosen({ value })
    void choose(value).then((taken) => { if (!taken) setChosen(null) })
  }]
}
