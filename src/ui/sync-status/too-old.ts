import { useEffect } from 'react'
import { appShell } from '../../data-api/app-shell.ts'
import { useAppShell, useSync } from '../../data-api/hooks.ts'
import type { SyncStatus } from '../../data-api/types.ts'
import { applyUpdate } from './apply-update.ts'

/*
 * K2: a server that no longer understands this version refuses its changes, which wait here. The app gets the newer version by itself, and
 * goes over to it when nobody is in the middle of something. A server that is still not content asks for no reload: only a version that
 * waits does, so nothing goes round in circles.
 */

export const isTooOld = (status: Pick<SyncStatus, 'state' | 'error'>): boolean => status.state === 'blocked' && status.error?.code === 'code_too_old'

export type UpdateStep = 'nothing' | 'ask' | 'wait' | 'apply'

/** What is to be done now: ask for a newer version, wait for the person to finish, or go over to it. */
export function updateStep({ tooOld, updateReady, busy }: { tooOld: boolean; updateReady: boolean; busy: boolean }): UpdateStep {
  if (!tooOld) return 'nothing'
  if (!updateReady) return 'ask'
  return busy ? 'wait' : 'apply'
}

const askEveryMs = 10 * 60_000, lookEveryMs = 2_000

/** Mounted once, beside the screens. */
export function useUpdateWhereTooOld(): void {
  const { status } = useSync()
  const { updateReady } = useAppShell()
  const tooOld = isTooOld(status)
  useEffect(() => {
    if (!tooOld) return undefined
    let asked = -Infinity
    const look = (): void => {
      const step = updateStep({ tooOld, updateReady, busy: isBusy() })
      if (step === 'apply') {
        clearInterval(timer)
        void applyUpdate()
      } else if (step === 'ask' && performance.now() - asked > askEveryMs) {
        asked = performance.now()
        // Without a network there is no newer version either; it is asked for again.
        appShell.checkForUpdate().catch(() => undefined)
      }
    }
    const timer = setInterval(look, lookEveryMs)
    look()
    return () => clearInterval(timer)
  }, [tooOld, updateReady])
}

/** In the middle of something: a reload keeps what is typed, but takes the person out of it. */
export function isBusy(): boolean {
  const at = document.activeElement
  const types = at instanceof HTMLElement && (at.isContentEditable || at.matches('input:not([type=checkbox], [type=radio]), textarea, select'))
  return types || document.querySelector('dialog[open]') !== null || location.pathname.startsWith('/import')
}

/** On the person's word: fetches what is newer where it is not here yet; the offer to reload follows it, or `false`: there is none. */
export async function updateNow(): Promise<boolean> {
  if (!appShell.updateReady) await appShell.checkForUpdate()
  if (!appShell.updateReady) return false
  await applyUpdate()
  return true
}
