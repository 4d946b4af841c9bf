import { describe, expect, it } from 'vitest'
import { pushResponseSchema } from '../protocol/push.ts'
import { applied, fakeChange } from '../../tests/support/outbox-setup.ts'
import { failureToError } from './failure.ts'
import { matchResults, readAnswer, type CallKind } from './read-answers.ts'

const read = (status: number, body: unknown, { kind = 'push', retryAfter = null }: { kind?: CallKind; retryAfter?: string | null } = {}): ReturnType<typeof readAnswer<unknown>> =>
  readAnswer({ status, text: typeof body === 'string' ? body : JSON.stringify(body), retryAfter }, pushResponseSchema, kind, 0)
const kindOf = (status: number, body: unknown, more?: { kind?: CallKind }): string => {
  const answer = read(status, body, more)
  return answer.ok ? 'ok' : answer.error.kind
}
const wire = (error: string): object => ({ error, message: `${error}, it said` })
const portal = '<html><title>Welcome to Hotel Seaview</title></html>'

describe('what an answer means', () => {
  it('reads a push\'s answer', () => {
    const body = { results: [applied(fakeChange(1))], seen: 's', serverTime: '2026-11-21T08:00:00.000Z' }
    expect(read(200, body)).toEqual({ ok: true, value: body })
  })

  it.each([[429, 'rate_limited'], [500, 'server_error'], [502, 'server_error'], [503, 'server_error'], [504, 'timeout'], [408, 'timeout']])('[P4] takes %i for a failure of the server, whoever wrote the body', (status, code) => {
    expect(read(status, portal, { retryAfter: '7' })).toMatchObject({ ok: false, error: { kind: 'retry', code, retryAfterMs: 7_000 } })
  })

  it('[P5] pauses on 401 and 403 and never makes a rejection of them', () => {
    expect(kindOf(401, wire('signed_out'))).toBe('pause_signed_out')
    expect(kindOf(403, wire('forbidden'))).toBe('pause_signed_out')
    expect(kindOf(401, wire('wrong_account'))).toBe('wrong_account')
  })

  it('[P4] bisects a push that is refused as a whole', () => {
    for (const status of [400, 413, 422]) expect(read(status, wire('invalid'))).toMatchObject({ error: { kind: 'bisect', code: 'invalid', trusted: true } })
    expect(read(413, '<h1>413 Request Entity Too Large</h1>')).toMatchObject({ error: { kind: 'bisect', trusted: false } })
  })

  it.each([200, 301, 400, 401, 403, 404, 410, 422, 426, 0])('[P4] takes a captive portal\'s page with status %i for garbage, never for a verdict', (status) => {
    expect(kindOf(status, portal)).toBe('garbage')
    const answer = read(status, portal)
    expect(!answer.ok && failureToError(answer.error).code).toBe('server_garbage')
  })

  it('takes JSON of another kind for garbage', () => {
    expect(kindOf(200, { hello: 'world' })).toBe('garbage')
    expect(kindOf(200, { results: [{ id: 'x', status: 'perfect' }], seen: 's', serverTime: 't' })).toBe('garbage')
  })

  it('[R5] knows a reset and another epoch, and keeps the answers that were stored before it', () => {
    expect(read(410, { error: 'reset_required', entities: ['contacts'] }, { kind: 'read' })).toMatchObject({ error: { kind: 'reset', entities: ['contacts'] } })
    const stored = applied(fakeChange(1))
    expect(read(409, { error: 'epoch_changed', results: [stored, { nonsense: true }] })).toEqual({ ok: false, error: { kind: 'epoch_changed', results: [stored] } })
    expect(read(409, wire('epoch_changed'), { kind: 'read' })).toMatchObject({ error: { kind: 'epoch_changed', results: [] } })
  })

  it('[K2] knows that it is too old', () => { expect(kindOf(426, wire('code_too_old'))).toBe('too_old') })

  it('tells a person what was wrong with a login', () => {
    expect(read(401, wire('wrong_password'), { kind: 'auth' })).toMatchObject({ error: { kind: 'refused', error: { code: 'signed_out', message: 'wrong_password, it said' } } })
    expect(read(422, { ...wire('invalid'), details: { field: 'url' } }, { kind: 'auth' })).toMatchObject({ error: { error: { field: 'url' } } })
    expect(read(409, wire('email_taken'), { kind: 'auth' })).toMatchObject({ error: { kind: 'refused', error: { code: 'invalid' } } })
  })

  it('[P3] sets apart what was not answered and what was not asked', () => {
    const [one, two] = [fakeChange(1), fakeChange(2)]
    expect(matchResults([one.id, two.id], [applied(one), applied(fakeChange(9))])).toEqual({ results: [applied(one)], unanswered: [two.id] })
  })
})
