import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { FromBroker, ToBroker } from './broker-messages.ts'

type Heard = FromBroker & { port: MessagePort | undefined }

/** Frees a tab's lock, as the end of the tab does. */
let ended: Map<string, () => void>

beforeEach(async () => {
  ended = new Map()
  vi.stubGlobal('self', {})
  vi.stubGlobal('navigator', { locks: { request: (name: string, granted: () => void) => {
    // Its own lock is free; a tab's is the tab's.
    if (name.startsWith('satchel-broker:')) granted()
    return new Promise<void>((resolve) => { ended.set(name, () => { granted(); resolve() }) })
  } } })
  vi.resetModules()
  await import('./tab-broker.ts')
})
afterEach(() => { vi.unstubAllGlobals() })

/** A tab's line to the broker, and what came over it. */
function setupTab() {
  const channel = new MessageChannel()
  const heard: Heard[] = []
  const posted = vi.spyOn(channel.port2, 'postMessage')
  channel.port1.onmessage = (event: MessageEvent<FromBroker>) => { heard.push({ ...event.data, port: event.ports[0] }) }
  const { onconnect } = globalThis.self as unknown as { onconnect: (event: { ports: MessagePort[] }) => void }
  onconnect({ ports: [channel.port2] })
  const send = (message: ToBroker, ...transfer: MessagePort[]): void => { channel.port1.postMessage(message, transfer) }
  return { heard, posted, send, close: () => { channel.port1.close() } }
}
const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 30) })

it('carries a port to the tab that leads', async () => {
  const leader = setupTab(), other = setupTab()
  leader.send({ type: 'lead', database: 'd' })
  await settle()
  other.send({ type: 'connect', database: 'd', role: 'data' }, new MessageChannel().port1)
  await settle()
  expect(leader.heard).toMatchObject([{ type: 'connect', role: 'data' }])
  expect(leader.heard[0]!.port).toBeDefined()
  leader.close(); other.close()
})

it('does not hand a new leader the ports of before it, whose calls are made again on new ones', async () => {
  const first = setupTab(), other = setupTab()
  // Both ask before anybody leads, as every first tab does.
  first.send({ type: 'connect', database: 'd', role: 'data' }, new MessageChannel().port1)
  other.send({ type: 'connect', database: 'd', role: 'data' }, new MessageChannel().port1)
  await settle()
  first.send({ type: 'lead', database: 'd' })
  await settle()
  expect(first.heard).toEqual([])
  expect(other.heard).toMatchObject([{ type: 'leader', term: 1 }])
  first.close(); other.close()
})

it('forgets a tab that is gone: nothing is sent to it, and what it would have led waits for the next leader', async () => {
  const gone = setupTab(), other = setupTab()
  gone.send({ type: 'here', lock: 'tab-1' })
  gone.send({ type: 'lead', database: 'd' })
  gone.send({ type: 'ping', database: 'e' })
  other.send({ type: 'ping', database: 'e' })
  await settle()
  // By this the tab knows when the broker ends.
  expect(gone.heard).toMatchObject([{ type: 'here', lock: expect.stringMatching(/^satchel-broker:/) as string }])
  gone.posted.mockClear()
  ended.get('tab-1')!()
  await settle()
  const asked = new MessageChannel()
  asked.port1.addEventListener('close', () => { other.heard.push({ type: 'pong', database: 'closed by the broker', port: undefined }) })
  other.send({ type: 'connect', database: 'd', role: 'data' }, asked.port2)
  await settle()
  expect(other.heard).toEqual([])
  other.send({ type: 'lead', database: 'd' })
  other.send({ type: 'pong', database: 'e' })
  await settle()
  expect(gone.posted).not.toHaveBeenCalled()
  // It waited, so the new leader's coming closed it: its calls are made again on a new one.
  expect(other.heard).toMatchObject([{ database: 'closed by the broker' }])
  gone.close(); other.close(); asked.port1.close()
})
