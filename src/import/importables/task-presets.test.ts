import { expect, it } from 'vitest'
import { taskPresets } from './task-presets.ts'

it('an older TickTick export, without ids of tasks, loses no line of a checklist', () => {
  const ticktick = taskPresets.find(({ name }) => name === 'TickTick')!
  const content = 'For the trip\n▫Passport\n▪Tickets'
  const settled = ticktick.settle!({ header: ['List Name', 'Title', 'Content', 'Status', 'Repeat'], rows: [{ row: 2, cells: ['Home', 'Pack', content, '0', ''] }] }, 'ticktick.csv')
  expect(settled.rows.map(({ cells }) => cells.at(-1))).toEqual([content])
})

it('how long something takes in Todoist is told with its unit', () => {
  const todoist = taskPresets.find(({ name }) => name === 'Todoist')!
  const header = ['TYPE', 'CONTENT', 'PRIORITY', 'INDENT', 'DURATION', 'DURATION_UNIT']
  const settled = todoist.settle!({ header, rows: [['90', 'minute'], ['1', 'day'], ['', 'None']].map((of, at) => ({ row: at + 2, cells: ['task', 'Pack', '1', '1', ...of] })) }, 'todoist.csv')
  expect(settled.rows.map(({ cells }) => cells[4])).toEqual(['90 minutes', '1 day', ''])
})
