import { systemClock } from '../shared/clock.ts'
import { createIdMaker, systemRandom } from '../shared/random.ts'
import type { FromBroker, ToBroker } from './broker-messages.ts'

// The SharedWorker's entry and all of it: it only forwards. See docs/decisions/0002-port-broker.md.

declare const self: { onconnect: ((event: MessageEvent) => void) | null }

interface Seat { leader: MessagePort | null; term: number; waiting: MessagePort[]; tabs: Set<MessagePort> }

const seats = new Map<string, Seat>()

/** Freed when this thread ends, also by the crash of the tab whose process it shares. */
const lock = `satchel-broker:${createIdMaker(systemClock, systemRandom)()}`
const held = new Promise<void>((resolve) => {
  void navigator.locks.request(lock, () => {
    resolve()
    return new Promise(() => undefined)
  })
})

const seatOf = (database: string): Seat => {
  const known = seats.get(database)
  if (known) return known
  const seat: Seat = { leader: null, term: 0, waiting: [], tabs: new Set() }
  seats.set(database, seat)
  return seat
}

const send = (tab: MessagePort, message: FromBroker, transfer: MessagePort[] = []): void => { tab.postMessage(message, transfer) }

/** The tab is gone: nothing is sent to it any more, and what would go to it as the leader waits for the next one. */
const forget = (tab: MessagePort): void => {
  for (const seat of seats.values()) {
    seat.tabs.delete(tab)
    if (seat.leader === tab) seat.leader = null
  }
  tab.close()
}

self.onconnect = (event) => {
  const tab = event.ports[0]!
  tab.onmessage = (received: MessageEvent<ToBroker>) => {
    const message = received.data
    if (message.type === 'here') {
      void navigator.locks.request(message.lock, () => { forget(tab) })
      void held.then(() => { send(tab, { type: 'here', lock }) })
      return
    }
    const seat = seatOf(message.database)
    seat.tabs.add(tab)
    switch (message.type) {
      case 'lead': {
        seat.leader = tab
        seat.term += 1
        for (const other of seat.tabs) if (other !== tab) send(other, { type: 'leader', database: message.database, term: seat.term })
        // Everybody connects anew for a new leader; what was asked on the waiting ports is asked again, and must not happen twice.
        for (const port of seat.waiting.splice(0)) port.close()
        return
      }
      case 'resign': {
        if (seat.leader === tab) seat.leader = null
        return
      }
      case 'connect': {
        const port = received.ports[0]!
        if (seat.leader) send(seat.leader, { type: 'connect', database: message.database, role: message.role }, [port])
        else seat.waiting.push(port)
        return
      }
      case 'ping': {
        if (seat.leader) send(seat.leader, { type: 'ping', database: message.database })
        return
      }
      case 'pong': {
        for (const other of seat.tabs) if (other !== tab) send(other, { type: 'pong', database: message.database })
      }
    }
  }
  tab.start()
}
