import { expect, it } from 'vitest'
import { tellTogether, type Warning } from './warnings.ts'

const photos = (count: number): Warning => ({ kind: 'photo', count, say: (all) => `${all} ${all === 1 ? 'photo was' : 'photos were'} left out.` })
const ragged: Warning = { kind: 'ragged', count: 2, say: (all) => `${all} rows are uneven.`, alone: '2 rows are uneven (row 3, 4).' }

it('warnings of one kind are told once, summed over the files', () => {
  const many = Array.from({ length: 214 }, (_, n) => ({ name: `${n}.vcf`, warnings: [photos(1)] }))
  expect(tellTogether(many)).toEqual(['214 photos were left out (0.vcf, 1.vcf and 212 more files).'])
  expect(tellTogether([{ name: 'a', warnings: [photos(1), ragged] }, { name: 'b', warnings: [photos(2)] }]))
    .toEqual(['3 photos were left out (a and b).', 'a: 2 rows are uneven (row 3, 4).'])
})

it('of a single file all that is known is told, without its name', () => {
  expect(tellTogether([{ name: 'a', warnings: [ragged, photos(1)] }])).toEqual(['2 rows are uneven (row 3, 4).', '1 photo was left out.'])
})
