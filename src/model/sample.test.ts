import { describe, expect, it } from 'vitest'
import { companies, nameKey } from './companies.ts'
import { contacts } from './contacts.ts'
import { notes } from './notes.ts'
import { sampleCompanies, sampleContacts, sampleSource, sampleTag } from './sample.ts'

const sample = sampleContacts()

describe('sample companies', () => {
  it('are those that the contacts name, each once, and keep the schema and the rules of a company', () => {
    const firms = sampleCompanies()
    const names = new Set(firms.map(({ name }) => nameKey(String(name))))
    expect(names.size).toBe(firms.length)
    for (const { data } of sample) if (data['company'] !== undefined) expect(names.has(nameKey(String(data['company'])))).toBe(true)
    for (const data of firms) {
      for (const [name, value] of Object.entries(data)) expect(companies.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
      for (const rule of companies.rules) expect(rule.check(data, { role: 'owner', userId: null })).toBeNull()
    }
  })
})

describe('sample contacts', () => {
  it('are the same for the same seed and others for another', () => {
    expect(sampleContacts({ count: 50 })).toEqual(sampleContacts({ count: 50 }))
    expect(sampleContacts({ count: 50, seed: 7 })).not.toEqual(sampleContacts({ count: 50 }))
  })

  it('are 3,000 with ids of their own', () => {
    expect(sample).toHaveLength(3_000)
    expect(new Set(sample.map((contact) => contact.id)).size).toBe(3_000)
    expect(sample[0]!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  })

  it('keep the schema and the rules of a contact and of a note', () => {
    for (const { data, notes: texts } of sample) {
      for (const [name, value] of Object.entries(data)) expect(contacts.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
      for (const rule of contacts.rules) expect(rule.check(data, { role: 'owner', userId: null })).toBeNull()
      for (const note of texts) {
        const asNote = { ...note, contactId: 'c' }
        for (const [name, value] of Object.entries(note)) expect(notes.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
        for (const rule of notes.rules) expect(rule.check(asNote, { role: 'owner', userId: null })).toBeNull()
        expect(new Date(note.happenedAt).toISOString()).toBe(note.happenedAt)
      }
    }
  })

  it('have calls, meetings and e-mails on their timelines, not notes alone', () => {
    const kinds = new Set(sample.flatMap(({ notes: texts }) => texts.map(({ kind }) => kind ?? 'note')))
    expect([...kinds].sort()).toEqual(['call', 'email', 'meeting', 'note'])
    for (const { notes: texts } of sample) for (const { body } of texts) expect(body).not.toMatch(/^(call|meeting|email)/)
  })

  it('can be found and removed again: each has the source and the tag', () => {
    expect(sample.every(({ data }) => data['source'] === sampleSource && (data['tags'] as string[]).at(-1) === sampleTag)).toBe(true)
  })

  it('have phone prefixes that belong to their country, and mail that reaches nobody', () => {
    const codes: Record<string, string> = { Germany: '+49', 'United States': '+1', Poland: '+48', Japan: '+81', Brazil: '+55' }
    let checked = 0
    for (const { data } of sample) {
      const country = (data['addresses'] as { country: string }[] | undefined)?.[0]?.country
      for (const { value } of (data['phones'] as { value: string }[] | undefined) ?? []) {
        const code = codes[country ?? '']
        if (!code) continue
        expect(value.startsWith(`${code} `)).toBe(true)
        expect(value).not.toMatch(/[#@]/)
        checked += 1
      }
      for (const { value } of (data['emails'] as { value: string }[] | undefined) ?? []) expect(value).toMatch(/^[a-z0-9.-]+@[a-z0-9-]+\.example$/)
    }
    expect(checked).toBeGreaterThan(1_000)
  })

  it('are many people, not a few often', () => {
    const names = new Set(sample.map(({ data }) => `${String(data['firstName'])} ${String(data['lastName'])}`))
    expect(names.size).toBeGreaterThan(1_900)
    expect(sample.filter(({ data }) => /[^\x00-\x7f]/.test(`${String(data['firstName'])}${String(data['lastName'])}`)).length).toBeGreaterThan(900)
    expect(sample.reduce((sum, contact) => sum + contact.notes.length, 0)).toBeGreaterThan(1_200)
  })
})
