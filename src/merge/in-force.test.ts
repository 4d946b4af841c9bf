import { describe, expect, it } from 'vitest'
import type { Policy } from '../model/entity.ts'
import type { Json } from '../shared/json.ts'
import { change, existing, pushAll, things, wholes } from '../../tests/support/merge-setup.ts'
import { inForce } from './in-force.ts'
import { mergeChange } from './merge-change.ts'

const policyOf = (field: string, settings: Record<string, Json>): Policy | undefined =>
  inForce(things, new Map(Object.entries(settings))).entity.fields[field]?.policy

describe('[M7] the policy in force', () => {
  it('[M7] is the one that the owner set, within its kind', () => {
    for (const policy of ['newest', 'server', 'manual', 'role']) {
      for (const field of ['title', 'company', 'code', 'rank']) expect(policyOf(field, { [`policy:things.${field}`]: policy })).toBe(policy)
    }
  })

  it('[M7] is the declared one where nonsense is set, and never goes to or from lists and documents', () => {
    for (const value of ['union', 'text', 'best', 7, true, ['newest'], {}]) expect(policyOf('company', { 'policy:things.company': value })).toBe('manual')
    expect(policyOf('tags', { 'policy:things.tags': 'newest' })).toBe('union')
    expect(policyOf('body', { 'policy:things.body': 'manual' })).toBe('text')
    expect(inForce(things, new Map<string, Json>([['policy:things.nowhere', 'manual'], ['advisory:things', 'yes']]))).toEqual({ entity: things, advisory: false })
    expect(inForce(wholes, new Map<string, Json>([['policy:wholes.title', 'manual'], ['advisory:wholes', true]]))).toEqual({ entity: wholes, advisory: false })
  })

  it('[M7] costs nothing where nothing is set, and is worked out once for the same settings', () => {
    expect(inForce(things, new Map()).entity).toBe(things)
    const settings = new Map<string, Json>([['policy:things.company', 'newest'], ['advisory:things', true]])
    expect(inForce(things, settings)).toBe(inForce(things, settings))
    expect(inForce(things, settings).advisory).toBe(true)
  })

  it('[M7] decides: what met in a conflict is settled by the newer value', () => {
    const { entity } = inForce(things, new Map([['policy:things.company', 'newest']]))
    const base = pushAll(existing({ company: 'old' }), [change({ replica: 'a', at: 100, patch: { company: 'theirs' } })]).record
    const later = change({ replica: 'b', at: 200, patch: { company: 'mine' }, revision: 3 })
    expect(mergeChange(things, base, later)).toMatchObject({ status: 'conflict', record: { data: { company: 'theirs' } } })
    expect(mergeChange(entity, base, later)).toMatchObject({ status: 'merged', record: { data: { company: 'mine' } }, overruled: [{ field: 'company', lost: 'theirs' }] })
  })
})
