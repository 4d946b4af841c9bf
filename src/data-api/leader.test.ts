import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ToDbWorker } from '../db-worker/contract.ts'
import { createLonelyBroker } from './broker.ts'
import { createLeader, leaderLock, type Leader } from './leader.ts'

/** A thread as the page sees it. */
interface Thread { name: string; heard: ToDbWorker[]; ended: boolean; say(message: unknown): void }

let threads: Thread[]
/** Our request for the lead: grants it, and settles when it is given back. */
let grant: () => Promise<void>
/** Answers what was asked about the locks. */
let answer: (locks: LockManagerSnapshot) => void
let told: string[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  threads = []
  told = []
  vi.stubGlobal('Worker', function start(_url: URL, { name }: { name: string }) {
    const thread: Thread = { name, heard: [], ended: false, say: () => undefined }
    threads.push(thread)
    return {
      addEventListener: (kind: string, callback: (event: { data: unknown }) => void) => { if (kind === 'message') thread.say = (data) => { callback({ data }) } },
      postMessage: (message: ToDbWorker) => { thread.heard.push(message) },
      terminate: () => { thread.ended = true },
    }
  })
  vi.stubGlobal('location', { origin: 'http://localhost' })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  vi.stubGlobal('document', { addEventListener: () => undefined, removeEventListener: () => undefined })
  vi.stubGlobal('navigator', { locks: {
    request: (_name: string, _options: LockOptions, hold: () => Promise<void>) => new Promise((resolve, reject) => { grant = () => { const held = hold(); held.then(resolve, reject); return held } }),
    query: () => new Promise((resolve) => { answer = resolve }),
  } })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const setupLeader = (): Leader => createLeader({
  database: 'd', broker: createLonelyBroker(),
  onLead: () => { told.push('lead') }, onLost: () => { told.push('lost') }, onOpened: (result) => { told.push('info' in result ? 'opened' : result.error.code) },
})

const waiting: LockManagerSnapshot = { held: [{ name: leaderLock('d'), mode: 'exclusive', clientId: 'another' }], pending: [{ name: leaderLock('d'), mode: 'exclusive', clientId: 'this' }] }
const granted: LockManagerSnapshot = { held: [{ name: leaderLock('d'), mode: 'exclusive', clientId: 'this' }], pending: [] }
const kinds = ({ heard }: Thread): string[] => heard.map(({ type }) => type)

it('a tab that begins has its thread before it leads, and keeps it and what was asked of it when it does', async () => {
  const leader = setupLeader(), { port1, port2 } = new MessageChannel()
  expect(threads.map(({ name }) => name)).toEqual(['db-worker d'])
  expect([leader.leads, leader.connect('data', port1)]).toEqual([false, true])
  threads[0]!.say({ type: 'awake' })
  await leader.begun
  threads[0]!.say({ type: 'opened', info: {} })
  await vi.advanceTimersByTimeAsync(1_000)
  expect([threads.length, kinds(threads[0]!), told], 'nothing counts before it leads').toEqual([1, ['connect'], []])
  void grant()
  expect(leader.leads).toBe(true)
  expect([threads.length, kinds(threads[0]!), told]).toEqual([1, ['connect', 'open'], ['opened']])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(threads[1]?.name, 'and sync begins behind the first rows').toBe('changes-worker')
  port2.close()
})

it('where another tab leads the thread ends, and whoever asked it asks that tab; the lead, granted later, starts another', async () => {
  const leader = setupLeader(), { port1, port2 } = new MessageChannel()
  answer(waiting)
  await leader.begun
  expect([threads[0]!.ended, told, leader.connect('data', port1)]).toEqual([true, ['lost'], false])
  void grant()
  expect([threads.length, kinds(threads[1]!), told]).toEqual([2, ['open'], ['lost', 'lead']])
  port2.close()
})

it('a lead that is granted and not heard of yet ends no thread', async () => {
  const leader = setupLeader()
  answer(granted)
  await vi.advanceTimersByTimeAsync(0)
  expect([threads[0]!.ended, told]).toEqual([false, []])
  void grant()
  expect([leader.leads, threads.length, told]).toEqual([true, 1, []])
})

it('a thread that was robbed of the files before its tab leads is given up, and its tab waits for the lead', async () => {
  setupLeader()
  threads[0]!.say({ type: 'closed', robbed: true })
  expect([threads[0]!.ended, told]).toEqual([true, ['lost']])
  void grant()
  expect([threads.length, kinds(threads[1]!)]).toEqual([2, ['open']])
})
