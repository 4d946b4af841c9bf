import type { Awake, ToDbWorker } from './contract.ts'
import { createFilesLock } from './files-lock.ts'
import { compileProgram } from './program.ts'

declare const self: DedicatedWorkerGlobalScope

/*
 * The entry: as small as can be, so that the wasm is on its way before the thread's own code is read, and the page has its word before it evaluates what
 * would keep it from starting threads.
 */
const begun = compileProgram()
// Whoever opens a database hears of it.
begun.catch(() => undefined)
// A thread's first messages wait for its page, which is busy starting: what it is to open stands in its name (leader.ts).
const [, named] = /^db-worker (.+)$/.exec(self.name) ?? []
const files = named === undefined ? null : createFilesLock(named)
self.postMessage({ type: 'awake' } satisfies Awake)

const heard: ToDbWorker[] = []
const keep = ({ data }: MessageEvent<ToDbWorker>): void => { heard.push(data) }
self.addEventListener('message', keep)
const { startThread } = await import('./thread.ts')
self.removeEventListener('message', keep)
startThread({ begun, compile: compileProgram }, files, heard)
