import { expect, type Page } from './setup-satchel.ts'

/* What every story over a bad network has to end with. */

/** Of these values those that stand nowhere on the device: in no record, living or in the trash, no history, conflict or failed change. */
const lostOn = (page: Page, values: readonly string[]): Promise<string[]> => page.evaluate(async (values) => {
  const texts: string[] = []
  for (const table of ['contacts', 'notes', 'history', 'conflicts']) {
    for (const { data } of await satchel.sql(`SELECT data FROM ${table}`)) texts.push(String(data))
  }
  for (const { patch } of await satchel.sql("SELECT patch FROM local_changes WHERE status = 'failed'")) texts.push(String(patch))
  const found = new Set(texts.join('\n').match(/w-\w+-\d+/g))
  return values.filter((value) => !found.has(value))
}, values)

/** Values whose act was undone on this device before anybody sent it: nobody ever saw them, and the person took them back (decision 0044). */
export const takenBack = (page: Page): Promise<string[]> => page.evaluate(async () => {
  const rows = await satchel.sql("SELECT patch FROM local_changes WHERE status = 'replaced' AND error ->> '$.code' = 'withdrawn'")
  return rows.flatMap(({ patch }) => String(patch).match(/w-\w+-\d+/g) ?? [])
})

/** Every record of contacts, notes and conflicts, as the server gives it to whoever asks for everything. */
const onServer = (page: Page): Promise<Record<string, string>> => page.evaluate(async () => {
  const records: Record<string, string> = {}
  for (let cursor = '0', more = true; more;) {
    const answer = await fetch(`/api/sync/changes?since=${encodeURIComponent(cursor)}&limit=1000`)
    const body = await answer.json() as { changes: { entity: string; id: string; revision: number; data: object; deletedAt: string | null }[]; cursor: string; hasMore: boolean }
    for (const { entity, id, revision, data, deletedAt } of body.changes) {
      if (['contacts', 'notes', 'conflicts'].includes(entity)) records[`${entity}/${id}`] = JSON.stringify([revision, deletedAt !== null, data])
    }
    cursor = body.cursor
    more = body.hasMore
  }
  return records
})

/** The same from the device's own database. */
const onDevice = (page: Page): Promise<Record<string, string>> => page.evaluate(async () => {
  const records: Record<string, string> = {}
  for (const entity of ['contacts', 'notes', 'conflicts']) {
    for (const row of await satchel.sql(`SELECT id, revision, deleted_at, data FROM ${entity}`)) {
      records[`${entity}/${String(row['id'])}`] = JSON.stringify([row['revision'], row['deleted_at'] !== null, JSON.parse(String(row['data']))])
    }
  }
  return records
})

/** Nothing waits or failed, the device holds what the server holds, and nothing that was written is gone. */
export async function expectWhole(page: Page, values: readonly string[], ms = 60_000): Promise<void> {
  await expect.poll(() => page.evaluate(async () => {
    const { upToDate, pending } = await satchel.sync.now()
    return upToDate && pending === 0
  }), { timeout: ms }).toBe(true)
  await expect.poll(async () => {
    const [here, there] = [canonical(await onDevice(page)), canonical(await onServer(page))]
    return [...new Set([...Object.keys(here), ...Object.keys(there)])].filter((key) => here[key] !== there[key]).map((key) => `${key}: ${here[key]} and ${there[key]}`).slice(0, 3)
  }, { timeout: ms }).toEqual([])
  expect(await page.evaluate(async () => (await satchel.sync.changes({ status: ['pending', 'pushing', 'deferred', 'failed'] })).rows.map(({ label, error }) => `${label}: ${error?.code}`))).toEqual([])
  expect(await lostOn(page, [...values, 'w-never-0']), 'values that stand nowhere').toEqual(['w-never-0'])
}

/** Sets have no order. */
const canonical = (records: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(records).map(([key, text]) => [key, JSON.stringify(sorted(JSON.parse(text)))]))
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(sorted(one))).sort()
  return typeof value === 'object' && value !== null ? Object.entries(value).map(([key, one]) => [key, sorted(one)] as const).sort(([a], [b]) => (a < b ? -1 : 1)) : value
}
