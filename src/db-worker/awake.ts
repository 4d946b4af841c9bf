import type { Awake } from './contract.ts'

declare const self: DedicatedWorkerGlobalScope

// Imported before everything else of this thread: the page waits for this word before it evaluates what would keep it from starting threads.
self.postMessage({ type: 'awake' } satisfies Awake)
