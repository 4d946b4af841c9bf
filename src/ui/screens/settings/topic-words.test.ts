import { expect, it } from 'vitest'
import { topicWords } from './topic-words.ts'

it('says what a webhook tells of', () => {
  expect(topicWords(['*'])).toBe('Everything')
  expect(topicWords(['contacts.*'])).toBe('Contacts')
  expect(topicWords(['contacts.created', 'contacts.deleted', 'contacts.updated'])).toBe('Contacts')
  expect(topicWords(['contacts.*', 'notes.created', 'notes.deleted'])).toBe('Contacts; notes when made or deleted')
})
