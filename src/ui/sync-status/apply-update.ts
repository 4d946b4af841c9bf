import { appShell } from '../../data-api/app-shell.ts'

/**
 * Goes over to the waiting version. What is being typed is in its draft as typed; leaving the field first lets a field that saves on
 * leaving do so, and two frames let that save begin before the reload is asked for.
 */
export async function applyUpdate(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  await new Promise<void>((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => resolve())) })
  await appShell.applyUpdate()
}
