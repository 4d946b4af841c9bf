import { expect, it } from 'vitest'
import { systemClock } from '../../shared/clock.ts'
import { createJob } from '../job.ts'
import type { Draft } from '../map/draft.ts'
import { openFile } from '../read/open-file.ts'
import { wholeFinder } from '../read/mark-by-place.ts'
import { sourceRowsOf } from '../read/source-rows.ts'

async function draftsOf(name: string, text: string): Promise<Draft[]> {
  const job = createJob(systemClock), file = await openFile('f', name, new TextEncoder().encode(text), {}, job)
  return (await sourceRowsOf(file, job, { zone: 'Europe/Berlin', today: '2026-11-28' })).rows.map(({ draft }) => draft!)
}

it('how a task repeats is counted from the due beside it, whatever day it is read on', async () => {
  const drafts = await draftsOf('tasks.csv', 'Title;Due;Repeat;Done\nRent;2026-12-05;monthly;no\nCall;1/15/30;every 2 weeks;no\nTidy;;weekly;no\n')
  expect(drafts.map(({ data }) => [data['due'], data['repeat']])).toEqual([
    ['2026-12-05', 'FREQ=MONTHLY;BYMONTHDAY=5'], ['2030-01-15', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'], ['2026-11-28', 'FREQ=WEEKLY;BYDAY=SA'],
  ])
})

it('an address in one line stays beside its city, unless its words stand in the parts already', async () => {
  const drafts = await draftsOf('companies.csv', 'Company,Domain,Address,City,Country,Employees\nAcme,acme.example,"1 Main St\nFloor 2",New York,,12\nOnda,onda.example,"Porto, Portugal",Porto,Portugal,3\n')
  expect(drafts.map(({ data }) => data['addresses'])).toEqual([[{ street: '1 Main St\nFloor 2', city: 'New York' }], [{ city: 'Porto', country: 'Portugal' }]])
})

it('several domains in one cell are several', async () => {
  const [draft] = await draftsOf('companies.csv', 'Company,Domains,Industry\nExample,"https://www.example.de/; example.at, EXAMPLE.CH",Food\n')
  expect(draft!.data['domains']).toEqual([{ value: 'example.de' }, { value: 'example.at' }, { value: 'example.ch' }])
})

it('Trello: attachments, places and the fields that people made there are kept in the notes', async () => {
  const [card, bare] = await draftsOf('board.json', JSON.stringify({
    name: 'Board', lists: [{ id: 'l', name: 'Ideas' }],
    customFields: [{ id: 'f1', name: 'Budget', type: 'number' }, { id: 'f2', name: 'Stage', type: 'list', options: [{ id: 'o', value: { text: 'Won' } }] }, { id: 'f3', name: 'Paid', type: 'checkbox' }],
    cards: [
      { id: 'c', name: 'Print', desc: 'Text', idList: 'l', attachments: [{ name: 'Plan.pdf', url: 'https://files.example/p' }, { name: 'https://a.example', url: 'https://a.example' }], locationName: 'Office', address: 'Main St 1',
        customFieldItems: [{ idCustomField: 'f1', value: { number: '1250.5' } }, { idCustomField: 'f2', idValue: 'o' }, { idCustomField: 'f3', value: { checked: 'true' } }] },
      { id: 'd', name: 'Bare', idList: 'l' },
    ],
  }))
  expect(card!.notes).toEqual(['Attachments: Plan.pdf: https://files.example/p\nhttps://a.example\nLocation: Office, Main St 1\nBudget: 1250.5\nStage: Won\nPaid: Yes'])
  expect(bare!.notes).toEqual([])
})

it('Asana: the fields that people made there are kept in the notes, from either of its exports', async () => {
  const fields = [{ name: 'Stage', display_value: 'Won' }, { name: 'Hours', number_value: 3 }, { name: 'Priority', display_value: 'High' }, { name: 'Empty', display_value: null }]
  const [fromJson, part] = await draftsOf('asana.json', JSON.stringify({ data: [{ gid: '1', name: 'T', custom_fields: fields, subtasks: [{ gid: '2', name: 'sub', custom_fields: [{ name: 'Mood', display_value: 'Good' }] }] }] }))
  expect([fromJson!.notes, part!.notes, fromJson!.data['priority']]).toEqual([['Stage: Won\nHours: 3'], ['Mood: Good'], 'high'])
  const [fromCsv] = await draftsOf('asana.csv', 'Task ID,Created At,Name,Section/Column,Assignee,Due Date,Projects,Priority,Estimated hours,Stage\n1,2026-09-20,T,To do,,2026-12-01,Web,High,3,Won\n')
  expect(fromCsv!.notes).toEqual(['Estimated hours: 3\nStage: Won'])
})

it('Asana: a part belongs to the last task above it that is called so, not to the first of that name', async () => {
  const rows = ['1,Onboarding,Website,', '2,Choose a font,,Onboarding', '3,Onboarding,Fair,', '4,Book the stand,,Onboarding', '5,Onboarding,,Onboarding'].map((row) => row.split(','))
  const job = createJob(systemClock), csv = ['Task ID,Created At,Name,Section/Column,Projects,Parent task', ...rows.map(([id, name, project, parent]) => `${id},2026-09-20,${name},,${project},${parent}`)].join('\n')
  const sources = (await sourceRowsOf(await openFile('f', 'asana.csv', new TextEncoder().encode(csv), {}, job), job)).rows, wholeOf = wholeFinder(sources)
  expect(sources.map((row) => wholeOf(row)?.draft?.carriedId ?? null)).toEqual([null, 'asana:1', null, 'asana:3', 'asana:3'])
})
