import { expect, it } from 'vitest'
import { importables } from './importables.ts'

const element = (value: string) => [{ value }]
const born = { birthday: '1990-05-17' }
const data = {
  firstName: 'Ana', lastName: 'Silva', company: 'Acme', emails: element('ana@example.org'), phones: element('+49 151 2345678'), name: 'Acme', domains: element('acme.example'), title: 'Call', body: 'Said yes',
}

it('what is here is looked through beforehand by all that a row may be asked about, and by nothing else', () => {
  for (const { entity, keys, kinds } of importables) {
    const made = [data, { ...data, ...born }].flatMap((one) => { const { same, alike } = keys(one, ['fp:0']); return [...same, ...alike] })
    expect([...new Set(made.map(({ key }) => key.slice(0, key.indexOf(':'))))].sort(), entity.name).toEqual([...kinds].sort())
  }
})
