import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { err, ok } from '../shared/result.ts'
import type { Change } from '../protocol/change.ts'
import type { PushRequest, PushResult } from '../protocol/push.ts'
import { account, applied, createFakeTransport, fakeChange, fakeId, retryLater } from '../../tests/support/outbox-setup.ts'
import { takeBatch } from './build-push.ts'
import { drain, type Drained } from './drain.ts'
import type { Failure } from './failure.ts'
import { groupMutations } from './mirror-storage.ts'

/** A queue in memory: what is answered leaves it. */
function setupDrain(changes: Change[]) {
  const transport = createFakeTransport()
  const answers: PushResult[] = []
  const failures: { ids: readonly string[]; failure: Failure }[] = []
  let queue = changes
  return {
    transport, answers, failures,
    queue: () => queue,
    run: (isolate = false): Promise<Drained> => drain({
      isolate,
      transport, account, clock: { now: () => 0 }, locked: (work) => work(),
      source: {
        next: (only, except) => {
          const may = groupMutations(queue).filter(({ mutationId }) => !except.has(mutationId) && (only?.includes(mutationId) ?? true))
          return Promise.resolve({ changes: takeBatch(may).flatMap((mutation) => mutation.changes), seen: null, identity: { replicaId: fakeId('replica', 1), schemaVersion: 1 } })
        },
        answered: (results) => {
          answers.push(...results)
          queue = queue.filter((change) => !results.some((result) => result.id === change.id))
          return Promise.resolve()
        },
        failed: (ids, failure) => { failures.push({ ids, failure }); return Promise.resolve() },
      },
    }),
  }
}
const ids = (request: PushRequest | undefined): string[] => (request?.changes ?? []).map((change) => change.id)
const range = (n: number): Change[] => Array.from({ length: n }, (_, i) => fakeChange(i + 1))

describe('draining', () => {
  it('[P1] sends all batches, one after the other, in order', async () => {
    const all = range(250)
    const { transport, run, answers } = setupDrain(all)
    expect(await run()).toEqual({ answered: 250, failure: null })
    expect(transport.pushes.map((push) => push.changes.length)).toEqual([100, 100, 50])
    expect(answers.map((result) => result.id)).toEqual(all.map((change) => change.id))
  })

  it('[P3] sends the same ids again when an answer was lost', async () => {
    const { transport, run, queue } = setupDrain(range(3))
    const answering = transport.reply.push
    transport.reply.push = () => err({ kind: 'offline' })
    expect(await run()).toEqual({ answered: 0, failure: { kind: 'offline' } })
    transport.reply.push = answering
    await run()
    expect(transport.pushes[1]?.changes).toEqual(transport.pushes[0]?.changes)
    expect(queue()).toEqual([])
  })

  it('[P4] bisects a refused request to the one poisoned mutation and delays nothing but it', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), async (size, poisoned) => {
      const all = range(size)
      const { transport, run, answers } = setupDrain(all)
      const answering = transport.reply.push
      transport.reply.push = (request) =>
        request.changes.some((change) => change.seq === poisoned) ? err({ kind: 'bisect', code: 'invalid', message: 'no such field', trusted: true }) : answering(request)
      const { failure } = await run()
      expect(failure).toBeNull()
      expect(answers).toHaveLength(size)
      expect(answers.filter((result) => result.status === 'rejected').map((result) => result.id)).toEqual(poisoned <= size ? [fakeId('change', poisoned)] : [])
      expect(transport.pushes.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)) + 2)
    }), { numRuns: 30 })
  })

  it('[P4] rejects the whole mutation that a request was narrowed down to, with the server\'s reason', async () => {
    const changes = [1, 2].map((n) => fakeChange(n, { mutationId: fakeId('mutation', 1) }))
    const { transport, run, answers } = setupDrain(changes)
    transport.reply.push = () => err({ kind: 'bisect', code: 'too_large', message: 'too big', trusted: true })
    await run()
    expect(answers).toEqual(changes.map((change) => ({ id: change.id, status: 'rejected', error: { code: 'too_large', message: 'too big' } })))
  })

  it('[P4] rejects nothing on the word of a proxy', async () => {
    const { transport, run, answers, queue } = setupDrain(range(2))
    transport.reply.push = () => err({ kind: 'bisect', code: 'too_large', message: 'nginx', trusted: false })
    expect((await run()).failure).toMatchObject({ kind: 'retry' })
    expect(answers).toEqual([])
    expect(queue()).toHaveLength(2)
  })

  it('[P4] stops at a failure of the server and gives the batch back', async () => {
    const { transport, run, failures } = setupDrain(range(120))
    transport.reply.push = () => err(retryLater(5_000))
    expect(await run()).toEqual({ answered: 0, failure: retryLater(5_000) })
    expect(transport.pushes).toHaveLength(1)
    expect(failures).toEqual([{ ids: ids(transport.pushes[0]), failure: retryLater(5_000) }])
  })

  it('[P4] gets past a mutation that the server stumbles over, without judging it', async () => {
    const { transport, run, queue, answers } = setupDrain(range(250))
    const stumble: Failure = { kind: 'retry', code: 'server_error', retryAfterMs: null, message: 'HTTP 500', byContent: true }
    const answering = transport.reply.push
    transport.reply.push = (request) => (request.changes.some(({ seq }) => seq === 42) ? err(stumble) : answering(request))
    expect(await run()).toEqual({ answered: 0, failure: stumble })
    expect(await run(true)).toEqual({ answered: 249, failure: stumble })
    expect(queue().map(({ seq }) => seq)).toEqual([42])
    expect(answers.every(({ status }) => status === 'applied')).toBe(true)
  })

  it('[P4] does not knock at the door with every single mutation where the server stumbles over everything', async () => {
    const { transport, run } = setupDrain(range(100))
    transport.reply.push = () => err({ kind: 'retry', code: 'server_error', retryAfterMs: null, message: 'HTTP 500', byContent: true })
    expect((await run(true)).failure).toMatchObject({ kind: 'retry' })
    expect(transport.pushes.length).toBeLessThan(20)
  })

  it('takes half an answer for garbage but keeps the half', async () => {
    const { transport, run, answers, failures } = setupDrain(range(2))
    transport.reply.push = (request) => ok({ results: [applied(request.changes[0]!)], seen: 's', serverTime: '' })
    expect(await run()).toMatchObject({ answered: 1, failure: { kind: 'garbage' } })
    expect(answers).toHaveLength(1)
    expect(failures[0]?.ids).toEqual([fakeId('change', 2)])
  })

  it('[P2] keeps what was stored before the epoch changed', async () => {
    const { transport, run, answers, failures } = setupDrain(range(2))
    transport.reply.push = (request) => err({ kind: 'epoch_changed', results: [applied(request.changes[0]!)] })
    expect((await run()).failure?.kind).toBe('epoch_changed')
    expect(answers).toHaveLength(1)
    expect(failures[0]?.ids).toEqual([fakeId('change', 2)])
  })
})
