import { afterEach, expect, it, vi } from 'vitest'
import { createSharedWorkerBroker } from './broker.ts'
import type { FromBroker, ToBroker } from './broker-messages.ts'

afterEach(() => { vi.unstubAllGlobals() })

it('holds on to a broker that is there: when it ends, another is started, told of the tab, and those who talk through it are told', async () => {
  const started: { heard: ToBroker[]; say(message: FromBroker): void; end(): void }[] = []
  const asked = new Map<string, () => void>()
  vi.stubGlobal('SharedWorker', function startWorker() {
    const { port1, port2 } = new MessageChannel()
    const heard: ToBroker[] = []
    port2.onmessage = ({ data }: MessageEvent<ToBroker>) => { heard.push(data) }
    started.push({ heard, say: (message) => { port2.postMessage(message) }, end: () => { port2.close() } })
    return { port: port1 }
  })
  vi.stubGlobal('navigator', { locks: { request: (name: string, granted: () => void) => { asked.set(name, granted); return new Promise(() => undefined) } } })

  const broker = createSharedWorkerBroker()
  const heard: unknown[] = []
  let renewed = 0
  broker.listen((message) => { heard.push(message) })
  broker.onRenewed(() => { renewed += 1; broker.lead('d') })
  await settle()
  const [[own, grant]] = [...asked] as [[string, () => void]]
  expect(started[0]!.heard).toEqual([])
  grant()
  await settle()
  // Not before the lock is its own: the broker would take the tab for gone.
  expect(started[0]!.heard).toEqual([{ type: 'here', lock: own }])

  started[0]!.say({ type: 'here', lock: 'satchel-broker:1' })
  await settle()
  expect([started.length, renewed]).toEqual([1, 0])
  asked.get('satchel-broker:1')!()
  await settle()
  expect([started.length, renewed]).toEqual([2, 1])
  expect(started[1]!.heard).toEqual([{ type: 'here', lock: own }, { type: 'lead', database: 'd' }])
  started[1]!.say({ type: 'leader', database: 'd', term: 1 })
  await settle()
  expect(heard).toEqual([{ type: 'leader', database: 'd', term: 1 }])
  for (const worker of started) worker.end()
})

const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 30) })
