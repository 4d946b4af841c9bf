import { startProxy } from '../support/faulty-proxy.ts'
import { pause, startServer } from '../support/start-server.ts'
import { makePeople, toGoogleCsv } from './people.ts'
import { makeProfile, openProfile, openTab, type Contestant } from './profile.ts'
import { median, quantile } from './statistics.ts'

/** Two devices and a server between them; Satchel only, since Dexie alone does not sync. */
export interface SyncFigures {
  firstPushMs: number
  firstPushUpKb: number
  /** Until all contacts are in the local database for good. */
  firstSyncMs: number
  /** Until the history of all of them is there too and the status says up to date. */
  upToDateMs: number
  firstThousandMs: number
  firstSyncDownKb: number
  databaseMb: number
  editToPaintP50: number
  editToPaintP95: number
  editUpBytes: number
  editDownBytes: number
}

const window = { width: 1400, height: 2600 }

/** One run: A imports `count` contacts and pushes them, an empty B takes them down, then A edits and B watches. */
export async function measureSync(makeContestant: (origin: string) => Contestant, count: number, edits: number): Promise<SyncFigures> {
  const server = await startServer()
  const proxyA = await startProxy(server.origin)
  const proxyB = await startProxy(server.origin)
  const profileA = makeProfile()
  const profileB = makeProfile()
  const a = makeContestant(proxyA.origin)
  const b = makeContestant(proxyB.origin)
  const contextA = await openProfile(profileA, a, window)
  const contextB = await openProfile(profileB, b, window)
  try {
    const pageA = await openTab(contextA, a)
    await pageA.evaluate((csv) => subject.importCsv(csv), toGoogleCsv(makePeople(count, 7)))
    const account = { email: 'bench@example.org', password: 'correct horse battery staple', name: 'Bench' }
    proxyA.resetBytes()
    const firstPushMs = await pageA.evaluate(async (account) => {
      await satchel.auth.register(account)
      const started = performance.now()
      await satchel.auth.settleSignIn('add')
      while (!(satchel.sync.status().upToDate && satchel.sync.status().pending === 0)) await new Promise((resolve) => { setTimeout(resolve, 10) })
      return performance.now() - started
    }, account)
    const firstPushUpKb = proxyA.bytes().up / 1e3
    // Both devices are one machine here: what A still does for itself would be taken from B.
    await pageA.evaluate(() => subject.settle())

    const pageB = await openTab(contextB, b)
    await pause(1_500)
    proxyB.resetBytes()
    const { firstSyncMs, firstThousandMs, upToDateMs } = await pageB.evaluate(async ({ account, count }) => {
      const started = performance.now()
      await satchel.auth.login(account)
      let firstThousandMs = 0, firstSyncMs = 0
      for (;;) {
        const { total } = await satchel.entity('contacts').list({ limit: 1 })
        if (firstThousandMs === 0 && total >= 1_000) firstThousandMs = performance.now() - started
        if (firstSyncMs === 0 && total === count) firstSyncMs = performance.now() - started
        if (total === count && satchel.sync.status().upToDate) return { firstSyncMs, firstThousandMs, upToDateMs: performance.now() - started }
        await new Promise((resolve) => { setTimeout(resolve, 10) })
      }
    }, { account, count })
    const firstSyncDownKb = proxyB.bytes().down / 1e3

    await pageB.evaluate(() => subject.settle())
    const databaseMb = await pageB.evaluate(() => subject.bytes()) / 1e6

    const id = await pageA.evaluate(async () => (await satchel.entity('contacts').list({ limit: 1 })).rows[0]?.id ?? '')
    await pageB.goto(`${proxyB.origin}/contacts/${id}`)
    await pageB.waitForFunction(() => globalThis.satchel?.sync.status().transport === 'socket')
    await pause(1_000)
    proxyA.resetBytes()
    proxyB.resetBytes()
    const times: number[] = []
    for (let i = 0; i < edits; i++) {
      const title = `Edited ${i} ${Date.now()}`
      const painted = pageB.evaluate((title) => new Promise<number>((resolve) => {
        // Once it is in the document, as text or in a field, the next frame draws it: what is posted before that frame is drawn arrives right after it.
        const drawn = new MessageChannel()
        drawn.port1.onmessage = () => { resolve(performance.timeOrigin + performance.now()) }
        const observer = new MutationObserver(() => {
          const there = document.body.textContent.includes(title) || [...document.querySelectorAll('input')].some((input) => input.value === title)
          if (!there) return
          observer.disconnect()
          requestAnimationFrame(() => { drawn.port2.postMessage(null) })
        })
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
      }), title)
      await pause(50)
      const edited = await pageA.evaluate(async ({ id, title }) => {
        const started = performance.timeOrigin + performance.now()
        await satchel.entity('contacts').update(id, { title })
        return started
      }, { id, title })
      times.push(await painted - edited)
      await pause(150)
    }
    return {
      firstPushMs, firstPushUpKb, firstSyncMs, firstThousandMs, upToDateMs, firstSyncDownKb, databaseMb,
      editToPaintP50: median(times), editToPaintP95: quantile(times, 0.95),
      editUpBytes: proxyA.bytes().up / edits, editDownBytes: proxyB.bytes().down / edits,
    }
  } finally {
    await contextA.close()
    await contextB.close()
    profileA.remove()
    profileB.remove()
    await proxyA.close()
    await proxyB.close()
    await server.remove()
  }
}
