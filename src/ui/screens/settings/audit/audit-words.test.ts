import { expect, it } from 'vitest'
import type { AuditEntry } from '../../../../data-api/types.ts'
import { actWords, factWords, fieldOfWords, fieldWords } from './audit-words.ts'
import { isAboutField } from './record-name.tsx'

const entry = (kind: string, detail: AuditEntry['detail'] = {}): AuditEntry => ({
  n: 1, at: '2026-11-26T08:00:00.000Z', kind, entity: null, recordId: null, person: { id: 'u1', name: 'Ben' }, device: null, from: { by: 'browser' }, detail, hash: 'h',
})

it('says what somebody did: who came by an invitation made no workspace, and a role is named', () => {
  expect(actWords(entry('registered', { workspace: 'Team' }))).toBe('made the workspace')
  expect(actWords(entry('registered', { workspace: 'Team', invited: true }))).toBe('made an account')
  expect(actWords(entry('member_joined', { fields: { role: [null, 'admin'] } }))).toBe('joined the workspace as an admin')
  expect(actWords(entry('role_changed', { fields: { role: ['member', 'viewer'] } }))).toBe('made somebody a viewer')
  expect(actWords(entry('role_changed', { name: 'Bo', fields: { role: ['member', 'viewer'] } }))).toBe('made Bo a viewer')
  expect(actWords(entry('member_removed', { target: 'u2' }))).toBe('took a member out')
  expect(actWords(entry('member_removed', { target: 'u2', name: 'Bo' }))).toBe('took Bo out')
  expect(actWords(entry('ownership_given', { name: 'Bo', fields: { role: ['member', 'owner'] } }))).toBe('handed the workspace over to Bo')
  expect(actWords(entry('ownership_given', { name: 'Ana', fields: { role: ['owner', 'admin'] } }))).toBe('made Ana an admin')
  expect(actWords(entry('invited', { role: 'viewer', email: 'bo@example.org', uses: 1 }))).toBe('made an invitation as a viewer for bo@example.org')
  expect(actWords(entry('authenticator_removed', {}))).toBe('removed the authenticator app')
  expect(actWords(entry('authenticator_removed', { target: 'u2', name: 'Bo' }))).toBe('removed the authenticator app of Bo')
  expect(factWords(entry('token_made', { name: 'Nightly', scopes: ['contacts:read', 'tasks:write'] }))).toEqual(expect.arrayContaining([['Name', 'Nightly'], ['May', 'contacts:read, tasks:write']]))
  expect(factWords(entry('webhook_added', { url: 'https://hooks.example/x', topics: ['*'] }))).toEqual(expect.arrayContaining([['Goes to', 'https://hooks.example/x'], ['Topics', '*']]))
  expect(actWords(entry('hints_wanted', { host: 'push.example' }))).toBe('asked for notifications on a device')
  expect(fieldWords(entry('hints_wanted', { fields: { entities: [null, 'contacts'] } }))).toEqual([{ label: 'Entities', from: 'nothing', to: 'contacts' }])
})

it('tells two conflicts apart by the field and the record that each is about', () => {
  expect(fieldOfWords('contacts', { firstName: 'Ana', lastName: 'Silva' }, 'company')).toBe('Company of Ana Silva')
  expect(fieldOfWords('tasks', { title: 'Call' }, 'due')).toMatch(/ of Call$/)
  expect(['conflicts', 'notices', 'contacts', 'devices', null].map((entity) => isAboutField(entity))).toEqual([true, true, false, false, false])
})
