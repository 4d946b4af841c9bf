import * as Comlink from 'comlink'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SatchelError, type ErrorBody } from '../../src/shared/errors.ts'
import type { Result } from '../../src/shared/result.ts'
import type { failing } from './failing-worker.ts'

describe('an error that crosses a worker boundary', () => {
  let worker: Worker
  let api: Comlink.Remote<typeof failing>
  beforeAll(() => {
    worker = new Worker(new URL('./failing-worker.ts', import.meta.url), { type: 'module' })
    api = Comlink.wrap(worker)
  })
  afterAll(() => { worker.terminate() })

  const thrown = (answer: Result<never, ErrorBody>): SatchelError => {
    if (answer.ok) throw new Error('It was to fail.')
    return SatchelError.fromBody(answer.error)
  }

  it('arrives as itself: class, code, field and details', async () => {
    const error = thrown(await api.expected())
    expect(error).toBeInstanceOf(SatchelError)
    expect(error).toBeInstanceOf(Error)
    expect(error.toBody()).toEqual({
      code: 'rule_broken', message: 'A contact needs a name.', field: 'firstName', details: { rule: 'contact_needs_a_name', tried: [1, null] },
    })
  })

  it('is `internal` with its words where nobody had foreseen it', async () => {
    const error = thrown(await api.unexpected())
    expect(error.code).toBe('internal')
    expect(error.message).toContain('boom')
  })
})
