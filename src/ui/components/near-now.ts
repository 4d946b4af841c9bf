/*
 * The time, to the half minute; one timer for the whole page. A page that comes back into sight is not half a minute behind: its machine may have slept over midnight,
 * or its clock have been set.
 */
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function look(): void {
  now = Date.now()
  for (const each of listeners) each()
}
function lookWhenSeen(): void {
  if (document.visibilityState === 'visible') look()
}

/** ms since 1970. */
export const nearNow = (): number => now

/** Calls back when it has moved on. @returns what ends that */
export function onNearNow(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) {
    now = Date.now()
    timer = setInterval(look, 30_000)
    document.addEventListener('visibilitychange', lookWhenSeen)
    addEventListener('focus', lookWhenSeen)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookWhenSeen)
    removeEventListener('focus', lookWhenSeen)
  }
}
