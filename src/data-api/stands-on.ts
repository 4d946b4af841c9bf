/** What nothing here works without. What else a browser may lack (SharedWorker, storage, IndexedDB, …) has a fall-back, or says itself that it is missing. */
const needed = ['Worker', 'MessageChannel', 'BroadcastChannel', 'WebAssembly'] as const

/** Whether a browser knows what the app stands on. Where it does not, that is said instead of a page that stays blank. */
export function hasWhatItStandsOn(page: object): boolean {
  const all = page as Record<string, unknown>, { navigator } = all
  return needed.every((name) => all[name] !== undefined) && typeof navigator === 'object' && navigator !== null && 'locks' in navigator
}
