import { expect, it } from 'vitest'
import { timelineScale } from './timeline-scale.ts'

it('lays whole months around what is planned and today, each as long as it is', () => {
  const { months, width, xOf } = timelineScale(['2026-11-15', '2027-02-03'], '2026-11-26', 2)
  expect(months.map(({ month }) => month)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02', '2027-03'])
  expect(months.map((one) => one.width)).toEqual([60, 62, 62, 56, 62])
  expect(width).toBe(302)
  expect(xOf('2026-12-01')).toBe(60)
})

it('draws a stretch to the end of its last day, and one with an open end for a month', () => {
  const { stretchOf, xOf } = timelineScale(['2026-11-01', '2026-12-31'], '2026-11-26', 1)
  expect(stretchOf('2026-11-10', '2026-11-12')).toEqual({ left: xOf('2026-11-10'), width: 3, open: null })
  expect(stretchOf('2026-11-10', '')).toMatchObject({ left: xOf('2026-11-10'), width: 31, open: 'end' })
  expect(stretchOf('', '2026-12-20')).toMatchObject({ open: 'start', width: 31 })
  expect(stretchOf('', '')).toBeNull()
})

it('is not stretched by a date that somebody mistyped, which stands at its edge', () => {
  const { months, stretchOf, width } = timelineScale(['0226-11-01', '9999-12-31'], '2026-11-26', 1)
  expect(months.length).toBeLessThan(5)
  expect(stretchOf('0226-11-01', '9999-12-31')).toEqual({ left: 0, width, open: null })
})
