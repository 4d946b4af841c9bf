import { expect, it } from 'vitest'
import { taskPresets } from './task-presets.ts'

it('an older TickTick export, without ids of tasks, loses no line of a checklist', () => {
  const ticktick = taskPresets.find(({ name }) => name === 'TickTick')!
  const content = 'For the trip\n▫Passport\n▪Tickets'
  const settled = ticktick.settle!({ header: ['List Name', 'Title', 'Content', 'Status', 'Repeat'], rows: [{ row: 2, cells: ['Home', 'Pack', content, '0', ''] }] }, 'ticktick.csv')
  expect(settled.rows.map(({ cells }) => cells.at(-1))).toEqual([content])
})
