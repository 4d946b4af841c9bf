import type { Clock } from '../../shared/clock.ts'
import type { SyncStore } from '../store/port.ts'
import type { Metrics } from './metrics.ts'

/** The store, with its transactions timed: how long each waited for its turn, and how long it took. */
export function timedStore(store: SyncStore, metrics: Pick<Metrics, 'stored'>, clock: Pick<Clock, 'monotonic'>): SyncStore {
  const timed = async <T>(kind: 'read' | 'write', run: (begun: () => void) => Promise<T>): Promise<T> => {
    const asked = clock.monotonic()
    // Begun more than once where a connection was lost: what came before was waiting, too.
    let begun = asked
    try {
      return await run(() => { begun = clock.monotonic() })
    } finally {
      metrics.stored(kind, (begun - asked) / 1_000, (clock.monotonic() - begun) / 1_000)
    }
  }
  return {
    ...store,
    write: (workspaceId, work) => timed('write', (begun) => store.write(workspaceId, (writer) => { begun(); return work(writer) })),
    read: (workspaceId, work) => timed('read', (begun) => store.read(workspaceId, (reader) => { begun(); return work(reader) })),
  }
}
