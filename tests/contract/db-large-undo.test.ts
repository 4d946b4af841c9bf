import { expect, it } from 'vitest'
import { openMemoryStore } from '../support/memory-db.ts'

it('[U1, P1] a group of mutations that each just fit is undone and redone, in steps that fit too', async () => {
  const { data, core } = await openMemoryStore()
  const contactId = core.makeId(), groupId = core.makeId()
  const texts = Array.from({ length: 80 }, () => core.makeId())
  const act = (changes: Parameters<typeof data.mutate>[0]['changes'], group = {}) => data.mutate({ mutationId: core.makeId(), label: 'Act', changes, ...group })
  const bodies = (): Set<unknown> => new Set(texts.map((id) => data.get('notes', id)!.data['body']))
  act([{ entity: 'contacts', recordId: contactId, op: 'create', patch: { lastName: 'Silva' } }])
  act(texts.map((recordId) => ({ entity: 'notes', recordId, op: 'create', patch: { contactId, body: 'short' } })))
  // A text travels in base64.
  const long = 'x'.repeat(18_500)
  for (const half of [texts.slice(0, 40), texts.slice(40)]) {
    act(half.map((recordId) => ({ entity: 'notes', recordId, op: 'update', patch: { body: long } })), { groupId })
  }
  expect(data.undo()).toMatchObject({ done: true, changed: 80 })
  expect(bodies()).toEqual(new Set(['short']))
  expect(data.redo()).toMatchObject({ done: true, changed: 80 })
  expect(bodies()).toEqual(new Set([long]))
})
