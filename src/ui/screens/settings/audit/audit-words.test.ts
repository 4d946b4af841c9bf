import { expect, it } from 'vitest'
import type { AuditEntry } from '../../../../data-api/types.ts'
import { actWords, fieldOfWords, fieldWords } from './audit-words.ts'
import { isAboutField } from './record-name.tsx'

const entry = (kind: string, detail: AuditEntry['detail'] = {}): AuditEntry => ({
  n: 1, at: '2026-11-26T08:00:00.000Z', kind, entity: null, recordId: null, person: { id: 'u1', name: 'Ben' }, device: null, from: { by: 'browser' }, detail, hash: 'h',
})

it('says what somebody did: who came by an invitation made no workspace, and a role is named', () => {
  expect(actWords(entry('registered', { workspace: 'Team' }))).toBe('made the workspace')
  expect(actWords(entry('registered', { workspace: 'Team', invited: true }))).toBe('made an account')
  expect(actWords(entry('member_joined', { fields: { role: [null, 'admin'] } }))).toBe('joined the workspace as an admin')
  expect(actWords(entry('role_changed', { fields: { role: ['member', 'viewer'] } }))).toBe('made somebody a viewer')
  expect(actWords(entry('hints_wanted', { host: 'push.example' }))).toBe('asked for notifications on a device')
  expect(fieldWords(entry('hints_wanted', { fields: { entities: [null, 'contacts'] } }))).toEqual([{ label: 'Entities', from: 'nothing', to: 'contacts' }])
})

it('tells two conflicts apart by the field and the record that each is about', () => {
  expect(fieldOfWords('contacts', { firstName: 'Ana', lastName: 'Silva' }, 'company')).toBe('Company of Ana Silva')
  expect(fieldOfWords('tasks', { title: 'Call' }, 'due')).toMatch(/ of Call$/)
  expect(['conflicts', 'notices', 'contacts', 'devices', null].map((entity) => isAboutField(entity))).toEqual([true, true, false, false, false])
})
