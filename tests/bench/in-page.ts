import type { Page } from 'playwright'
import type { Person } from './people.ts'
import './peers/subject.d.ts'

/*
 * What runs inside the measured page. The functions are sent as text, so each stands alone; `timed` is put there by prepare.ts.
 */

/** Milliseconds of each call of `work` on `globalThis.subject`. */
export async function timeEach(page: Page, kind: 'create' | 'update', people: Person[]): Promise<number[]> {
  return page.evaluate(async ({ kind, people }) => {
    const times: number[] = []
    const ids: string[] = []
    if (kind === 'update') for (const person of people) ids.push(await subject.create(person))
    for (const [index, person] of people.entries()) {
      const started = performance.now()
      if (kind === 'create') await subject.create(person)
      else await subject.update(ids[index] ?? '', { title: `Title ${index}` })
      times.push(performance.now() - started)
    }
    return times
  }, { kind, people })
}

/** Milliseconds of reading, each argument `repeat` times, in turn; a read that takes seconds is not repeated for longer than some. */
export async function timeReads(page: Page, verb: 'page' | 'search' | 'count', args: (string | number)[], repeat: number): Promise<number[]> {
  return page.evaluate(async ({ verb, args, repeat }) => {
    const times: number[] = []
    const read = subject[verb] as (arg: string | number) => Promise<number>
    const enough = performance.now() + 12_000
    for (let round = 0; round < repeat && (round === 0 || performance.now() < enough); round++) {
      for (const arg of args) {
        const started = performance.now()
        const found = await read(arg)
        times.push(performance.now() - started)
        if (found === 0) throw new Error(`${verb} ${arg} found nothing.`)
      }
    }
    return times
  }, { verb, args, repeat })
}

/** From the call of create to the live query's callback with the new contact in it. */
export async function timeLive(page: Page, people: Person[]): Promise<number[]> {
  return page.evaluate(async (people) => {
    let latest: string[] = []
    let wake = (): void => {}
    const stop = subject.live((ids) => { latest = ids; wake() })
    await new Promise<void>((resolve) => { wake = resolve })
    const times: number[] = []
    for (const person of people) {
      // One write by itself, as a person's is; writes on the heels of one another are delivered together.
      await new Promise((resolve) => { setTimeout(resolve, 150) })
      const started = performance.now()
      let delivered = 0
      let id: string | null = null
      const seen = new Map<string, number>()
      const arrived = new Promise<void>((resolve) => {
        wake = () => {
          const now = performance.now()
          for (const one of latest) if (!seen.has(one)) seen.set(one, now)
          if (id !== null && seen.has(id)) { delivered = seen.get(id) ?? now; resolve() }
        }
      })
      id = await subject.create(person)
      wake()
      await arrived
      times.push(delivered - started)
    }
    stop()
    return times
  }, people)
}

/** Milliseconds of the import, and the longest task of the main thread meanwhile (0: none over 50 ms). */
export async function timeImport(page: Page, csv: string, expected: number): Promise<{ ms: number; block: number }> {
  return page.evaluate(async ({ csv, expected }) => {
    const before = benchMarks.longTasks.length
    const started = performance.now()
    const created = await subject.importCsv(csv)
    const ms = performance.now() - started
    if (created !== expected) throw new Error(`${created} of ${expected} were imported.`)
    await new Promise((resolve) => { setTimeout(resolve, 500) })
    return { ms, block: Math.max(0, ...benchMarks.longTasks.slice(before)) }
  }, { csv, expected })
}
