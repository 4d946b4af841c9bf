import { describe, expect, it } from 'vitest'
import { additionsFor, describeAdditions, patchOf } from './add-missing.ts'

describe('what a row adds', () => {
  it('are empty fields and new elements, nothing that is there in another spelling', () => {
    const standing = {
      firstName: 'José', company: '', emails: [{ id: '1', value: 'Jose@X.org' }], phones: [{ id: '2', value: '+49 151 234567' }], links: [{ id: '3', value: 'https://www.x.org/' }],
      addresses: [{ id: '4', street: 'Hauptstr. 1', city: 'Bonn', country: 'DE' }], tags: ['Client'], externalId: 'a',
    }
    const row = {
      firstName: 'JOSE', company: 'Acme', emails: [{ id: 'a', value: 'jose@x.org' }, { id: 'b', value: 'j@y.org' }], phones: [{ id: 'c', value: '0151/234567' }], links: [{ id: 'd', value: 'http://x.org' }],
      addresses: [{ id: 'e', city: 'bonn' }, { id: 'f', city: 'Köln' }], tags: ['client', 'vip'], externalId: 'b',
    }
    const { adds, differs } = additionsFor(standing, row)
    expect(adds).toEqual({ company: 'Acme', emails: [{ id: 'b', value: 'j@y.org' }], addresses: [{ id: 'f', city: 'Köln' }], tags: ['vip'] })
    expect(differs).toEqual([])
    expect(patchOf(adds)).toEqual({ company: 'Acme', emails: { $set: { add: [{ id: 'b', value: 'j@y.org' }] } }, addresses: { $set: { add: [{ id: 'f', city: 'Köln' }] } }, tags: { $set: { add: ['vip'] } } })
    expect(describeAdditions(adds, 1)).toBe('adds the company, 1 e-mail, 1 address, 1 tag and 1 note')
  })

  it('never replaces what stands; the difference is told', () => {
    expect(additionsFor({ title: 'CEO', birthday: '1980-01-01' }, { title: 'CTO', birthday: '1980-01-02' })).toEqual({
      adds: {}, differs: ['Title stays "CEO", the file has "CTO"', 'Birthday stays "1980-01-01", the file has "1980-01-02"'],
    })
  })

  it('stops where a list is full', () => {
    const full = Array.from({ length: 200 }, (_, i) => ({ id: String(i), value: `a${i}@x.org` }))
    expect(additionsFor({ emails: full }, { emails: [{ id: 'x', value: 'new@x.org' }] })).toEqual({ adds: {}, differs: ['emails is full'] })
  })
})
