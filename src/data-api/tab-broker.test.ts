import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { FromBroker, ToBroker } from './broker-messages.ts'

type Heard = FromBroker & { port: MessagePort | undefined }

beforeEach(async () => {
  vi.stubGlobal('self', {})
  vi.resetModules()
  await import('./tab-broker.ts')
})
afterEach(() => { vi.unstubAllGlobals() })

/** A tab's line to the broker, and what came over it. */
function setupTab() {
  const channel = new MessageChannel()
  const heard: Heard[] = []
  channel.port1.onmessage = (event: MessageEvent<FromBroker>) => { heard.push({ ...event.data, port: event.ports[0] }) }
  const { onconnect } = globalThis.self as unknown as { onconnect: (event: { ports: MessagePort[] }) => void }
  onconnect({ ports: [channel.port2] })
  const send = (message: ToBroker, ...transfer: MessagePort[]): void => { channel.port1.postMessage(message, transfer) }
  return { heard, send, close: () => { channel.port1.close() } }
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
