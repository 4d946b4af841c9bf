import { describe, expect, it } from 'vitest'
import type { ImportDb, ImportMutation } from './import-db.ts'
import { createReconnectingDb } from './reconnecting-db.ts'
import type { Clock } from '../shared/clock.ts'
import { systemClock } from '../shared/clock.ts'
import { err, ok } from '../shared/result.ts'

const mutation: ImportMutation = { mutationId: 'm', groupId: 'g', label: 'Import', changes: [] }
const answering = (mutateGroup: ImportDb['mutateGroup']): ImportDb => ({ mutateGroup, findMatches: () => Promise.resolve(ok({})), list: () => Promise.resolve(ok({ rows: [], total: 0 })) })
const hurried: Clock = { ...systemClock, setTimeout: (callback) => systemClock.setTimeout(callback, 0) }

describe('a call to the database', () => {
  it('whose leader died without answering is repeated, under the same id, on the port that comes next', async () => {
    const { db, connect } = createReconnectingDb(systemClock)
    const asked: string[] = []
    connect(answering(([input]) => { asked.push(`dead ${input!.mutationId}`); return new Promise(() => undefined) }))
    const answer = db.mutateGroup([mutation])
    connect(answering(([input]) => { asked.push(`next ${input!.mutationId}`); return Promise.resolve(ok(undefined)) }))
    expect(await answer).toEqual(ok(undefined))
    expect(asked).toEqual(['dead m', 'next m'])
  })

  it('that comes before any port waits for one', async () => {
    const { db, connect } = createReconnectingDb(systemClock)
    const answer = db.mutateGroup([mutation])
    connect(answering(() => Promise.resolve(ok(undefined))))
    expect(await answer).toEqual(ok(undefined))
  })

  it('answered leader_lost, or thrown at, waits for the next port and fails when none comes', async () => {
    const { db, connect } = createReconnectingDb(hurried)
    connect(answering(() => Promise.resolve(err({ code: 'leader_lost', message: 'gone' }))))
    expect(await db.mutateGroup([mutation])).toMatchObject({ ok: false, error: { code: 'leader_lost' } })
    connect(answering(() => Promise.reject(new Error('port closed'))))
    expect(await db.mutateGroup([mutation])).toMatchObject({ ok: false, error: { code: 'leader_lost' } })
  })

  it('refused for what it says is refused, once', async () => {
    const { db, connect } = createReconnectingDb(systemClock)
    let calls = 0
    connect(answering(() => { calls += 1; return Promise.resolve(err({ code: 'invalid', message: 'no' })) }))
    expect(await db.mutateGroup([mutation])).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(calls).toBe(1)
  })
})
