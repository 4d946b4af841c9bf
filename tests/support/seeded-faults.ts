import { seededRandom } from '../../src/shared/random.ts'
import type { Fault } from './faulty-proxy.ts'

/** A network as trains, cellars and hotels have it, the same for the same seed: of ten requests to the API about four pass unharmed. */
export function seededFaults(seed: number): (method: string, path: string) => Fault | null {
  const random = seededRandom(seed)
  return (_method, path) => {
    if (!path.startsWith('/api/')) return null
    const chance = random.next()
    if (chance < 0.12) return { kind: 'refuse' }
    if (chance < 0.24) return { kind: 'lose-answer' }
    if (chance < 0.32) return { kind: 'cut' }
    if (chance < 0.36) return { kind: 'answer', status: 503, type: 'application/json', body: '{"error":"unavailable","message":"Later."}', headers: { 'retry-after': '1' } }
    if (chance < 0.6) return { kind: 'delay', ms: Math.round(random.next() * 800) }
    return null
  }
}
