import { beforeEach, expect, it } from 'vitest'
import { createStore, type Store } from '../../src/db-worker/store.ts'
import { productModel } from '../../src/model/model.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { openMemoryDb } from '../support/memory-db.ts'
import { manualClock } from './sync-api-setup.ts'

/* Room that is no longer needed goes back to the file system, while nobody waits. */

let store: Store, clock: ReturnType<typeof manualClock>, idle: boolean
beforeEach(async () => {
  clock = manualClock()
  idle = true
  store = createStore({ db: await openMemoryDb(), model: productModel, clock, random: systemRandom, log: silentLog, storage: { kind: 'memory', databaseName: 'x' }, isIdle: () => idle })
})
const pages = (): number => store.core.db.value<number>('PRAGMA page_count')!
const free = (): number => store.core.db.value<number>('PRAGMA freelist_count')!
const turns = (count: number): void => { for (let n = 0; n < count; n += 1) clock.advance(5) }
/** As after a purge of much: pages stand free, and a commit has told of it. */
const freeRoom = (): void => {
  const { core } = store
  core.db.exec('CREATE TABLE IF NOT EXISTS filler (x TEXT)')
  core.write(() => { for (let n = 0; n < 1_000; n += 1) core.db.run('INSERT INTO filler VALUES (?)', ['x'.repeat(4_000)]) })
  core.write(() => { core.db.run('DELETE FROM filler'); core.touchJournal() })
}

it('[J5] free pages are given back in small steps, down to some that are kept for the next writes', () => {
  freeRoom()
  const before = pages()
  expect(free()).toBeGreaterThan(900)
  turns(3)
  let last = pages(), most = 0
  for (let n = 0; n < 200; n += 1) {
    turns(1)
    most = Math.max(most, last - pages())
    last = pages()
  }
  expect(most).toBeGreaterThan(0)
  // With them goes now and then a page that says where pages belong.
  expect(most).toBeLessThanOrEqual(34)
  expect(free()).toBe(256)
  expect(pages()).toBeLessThan(before - 600)
})

it('[J5] not while a call waits', () => {
  freeRoom()
  idle = false
  const before = pages()
  turns(50)
  expect(pages()).toBe(before)
  idle = true
  turns(50)
  expect(pages()).toBeLessThan(before)
})

it('[J5] a database of before that cannot do so goes on as it did, its pages used again', () => {
  store.core.db.exec('PRAGMA auto_vacuum=NONE; VACUUM')
  freeRoom()
  const before = pages()
  turns(100)
  expect(pages()).toBe(before)
  freeRoom()
  expect(pages()).toBeLessThanOrEqual(before + 10)
})
