import { expect, it } from 'vitest'
import { othersWords } from './others-words.ts'

it('says which other workspaces go from the device, and which stay because of what exists only here', () => {
  expect(othersWords({ sent: [], kept: [] })).toEqual([])
  expect(othersWords({ sent: ['Studio'], kept: ['Atelier'] })).toEqual(['The copy of “Studio” goes too.', '“Atelier” stays on this device: it holds changes that were not sent, or were refused.'])
  expect(othersWords({ sent: ['A', 'B', 'C'], kept: ['D', 'E'] })).toEqual(['The copies of “A”, “B”, and “C” go too.', '“D” and “E” stay on this device: they hold changes that were not sent, or were refused.'])
})
