import { describe, expect, it } from 'vitest'
import { devices, history } from './bookkeeping.ts'
import { contacts } from './contacts.ts'
import type { Role } from './entity.ts'
import { decideMember, decideTransfer, handsOut, may, roleProblem, roles } from './roles.ts'

const people = (list: Record<string, Role>): ReadonlyMap<string, Role> => new Map(Object.entries(list))

describe('roles', () => {
  it('may the more the higher they are; a name that is none may nothing', () => {
    expect(roles.map((role) => [may(role, 'look'), may(role, 'write'), may(role, 'people'), may(role, 'settings')]))
      .toEqual([[true, false, false, false], [true, true, false, false], [true, true, true, false], [true, true, true, true]])
    expect(may('emperor', 'look')).toBe(false)
  })

  it('[M5] write what their entity lets them: everything from member on, and what is everybody\'s', () => {
    expect(roles.map((role) => roleProblem(contacts, role)?.name)).toEqual(['role_may_not_write', undefined, undefined, undefined])
    expect([roleProblem(devices, 'viewer'), roleProblem(history, 'viewer')?.name]).toEqual([null, 'role_may_not_write'])
  })

  it('never hand out more than they are, nor take a higher role away', () => {
    for (const by of roles) for (const from of roles) for (const to of roles) {
      const decided = decideMember(people({ by, other: from, owner: 'owner' }), 'by', { userId: 'other', role: to })
      if (Array.isArray(decided) && decided.length > 0) expect([handsOut[by].includes(from), handsOut[by].includes(to)]).toEqual([true, true])
    }
    expect(handsOut.admin).not.toContain('owner')
  })

  it('let everybody go but the last owner, who may hand over and then go', () => {
    const alone = people({ ana: 'owner', ben: 'viewer' })
    expect(decideMember(alone, 'ben', { userId: 'ben', role: null })).toEqual([{ userId: 'ben', role: null }])
    expect(decideMember(alone, 'ana', { userId: 'ana', role: null })).toBe('last_owner')
    expect(decideMember(alone, 'ana', { userId: 'ana', role: 'member' })).toBe('last_owner')
    expect(decideTransfer(alone, 'ana', 'ben')).toEqual([{ userId: 'ben', role: 'owner' }, { userId: 'ana', role: 'admin' }])
    expect([decideTransfer(alone, 'ben', 'ana'), decideTransfer(alone, 'ana', 'ana'), decideTransfer(alone, 'ana', 'eve')]).toEqual(['not_yours_to_give', 'no_such_member', 'no_such_member'])
  })
})
