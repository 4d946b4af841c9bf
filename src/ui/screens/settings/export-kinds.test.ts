import { expect, it } from 'vitest'
import { exportRecords } from '../../../import/export.ts'
import { exportChoices, exportFileName, exportKinds } from './export-kinds.ts'

it('offers of each kind of record the formats that it has, and no other', () => {
  const offered = exportKinds.flatMap((entity) => exportChoices(entity).map((choice) => exportFileName(entity, choice)))
  expect(offered).toEqual([
    'contacts.csv', 'contacts.vcf', 'contacts.ics', 'contacts.json', 'companies.csv', 'companies.json', 'projects.csv', 'projects.json',
    'tasks.csv', 'tasks.ics', 'tasks.json', 'notes.csv', 'notes.json',
  ])
  for (const entity of exportKinds) {
    const formats = exportChoices(entity).map(({ format }) => format)
    for (const format of ['csv', 'vcard', 'ics', 'json'] as const) expect(exportRecords(entity, format, []).ok, `${entity.name} as ${format}`).toBe(formats.includes(format))
  }
})
