import { describe, expect, it } from 'vitest'
import { contacts } from '../../model/contacts.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import type { CustomKind } from '../../model/custom-kinds.ts'
import { companies } from '../../model/companies.ts'
import { systemClock } from '../../shared/clock.ts'
import type { Data } from '../../shared/json.ts'
import { exportRecords } from '../export.ts'
import { createJob } from '../job.ts'
import { additionsFor, describeAdditions, patchOf, withAdditions } from '../plan/add-missing.ts'
import { openFile } from '../read/open-file.ts'
import { sourceRowsOf } from '../read/source-rows.ts'
import type { Draft } from './draft.ts'

const field = (id: string, kind: CustomKind, label: string): CustomField =>
  ({ id, entity: 'contacts', kind, label, currency: 'EUR', choices: [{ id: 'gold', label: 'Gold', removed: false }, { id: 'tin', label: 'Tin; old', removed: false }, { id: 'ash', label: 'Ash', removed: false }], position: 1, removed: false })
const fields = [
  field('origin', 'text', 'Origin'), field('size', 'number', 'Size'), field('budget', 'money', 'Budget'), field('since', 'date', 'Client since'), field('level', 'choice', 'Level'),
  field('likes', 'choices', 'Likes'), field('folder', 'link', 'Title'), field('advisor', 'person', 'Advisor'),
]
const custom: Data[] = [
  { id: 'origin', text: '=Fair; "in" Porto\nagain' }, { id: 'size', number: -1.5 }, { id: 'budget', money: 125050 }, { id: 'since', date: '2024-03-01' }, { id: 'level', choice: 'tin' },
  { id: 'likes', gold: true, ash: true }, { id: 'folder', link: 'https://example.org' }, { id: 'advisor', name: 'Ben Weiss' },
]

async function read(text: string, name: string, own = fields): Promise<{ mapping: (string | null)[]; drafts: Draft[] }> {
  const job = createJob(systemClock)
  const file = await openFile('f', name, new TextEncoder().encode(text), {}, job, () => Promise.resolve(own))
  return { mapping: file.inspected.mapping, drafts: (await sourceRowsOf(file, job)).rows.map(({ draft }) => draft!) }
}
const sorted = (list: unknown): unknown[] => [...list as { id: string }[]].sort((a, b) => (a.id < b.id ? -1 : 1))
const exported = (format: 'csv' | 'vcard'): string => {
  const result = exportRecords(contacts, format, [{ id: '0198c5f2-0000-7000-8000-000000000001', data: { firstName: 'Ana', custom } as Data }, { id: '0198c5f2-0000-7000-8000-000000000002', data: { firstName: 'Ben' } }], {}, fields)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('values of fields that people made, in files', () => {
  it.each([['csv', 'a.csv'], ['vcard', 'a.vcf']] as const)('come back from a %s as they were, whatever the field is called', async (format, name) => {
    const { drafts } = await read(exported(format), name)
    expect(sorted(drafts[0]!.data['custom'])).toEqual(sorted(custom))
    expect(drafts[0]!.warnings).toEqual([])
    expect(drafts[1]!.data).not.toHaveProperty('custom')
  })

  it('are mapped by the name of the field, where the column is nothing else, and read as people write', async () => {
    const { mapping, drafts } = await read('First Name,Last Name,E-mail,Budget,client SINCE,Level,Title\nAna,Silva,ana@example.org,"€ 1.250,50",1.3.2024,gold,Coach\nBen,Weiss,ben@example.org,lots,soon,Platinum,\n', 'a.csv')
    expect(mapping).toEqual(['firstName', 'lastName', 'emails', 'custom:budget', 'custom:since', 'custom:level', 'title'])
    expect(sorted(drafts[0]!.data['custom'])).toEqual([{ id: 'budget', money: 125050 }, { id: 'level', choice: 'gold' }, { id: 'since', date: '2024-03-01' }])
    // Nothing of what makes no sense there is lost.
    expect(drafts[1]!.data).not.toHaveProperty('custom')
    expect(drafts[1]!.notes.join('\n')).toMatch(/Budget: lots\nclient SINCE: soon\nLevel: Platinum/)
    expect(drafts[1]!.warnings).toHaveLength(3)
  })

  it('of a card go by the field’s id, else by its name, else to the note', async () => {
    const elsewhere = [field('other', 'money', 'budget')]
    const { drafts } = await read(exported('vcard'), 'a.vcf', elsewhere)
    expect(drafts[0]!.data['custom']).toEqual([{ id: 'other', money: 125050 }])
    expect(drafts[0]!.notes.join('\n')).toContain('Client since: 2024-03-01')
  })

  it('are added to a contact that lacks them, by name, and never overwrite', () => {
    const standing: Data = { custom: [{ id: 'size', number: 1 }, { id: 'likes', gold: true }, { id: 'level' }] }
    const { adds } = additionsFor(standing, { custom: [{ id: 'size', number: 2 }, { id: 'likes', gold: true, ash: true }, { id: 'level', choice: 'gold' }] })
    expect(patchOf(adds)).toEqual({ custom: { $set: { update: { likes: { ash: true }, level: { choice: 'gold' } } } } })
    expect(describeAdditions(adds, 0)).toBe('adds 2 values of your own fields')
    expect(withAdditions(standing, adds)['custom']).toEqual([{ id: 'size', number: 1 }, { id: 'likes', gold: true, ash: true }, { id: 'level', choice: 'gold' }])
  })

  it('stand in columns of their own in any entity’s table', () => {
    const result = exportRecords(companies, 'csv', [{ id: 'a', data: { name: 'Onda', custom: [{ id: 'budget', money: 5 }] } }], {}, [field('budget', 'money', 'Budget')])
    const [head, row] = (result.ok ? result.value : '').split('\r\n')
    expect(head).toMatch(/,Field - Budget,Satchel ID$/)
    expect(head).not.toContain('Own fields')
    expect(row).toMatch(/,0\.05,a$/)
  })
})
