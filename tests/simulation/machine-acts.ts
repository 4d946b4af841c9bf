import { setImmediate as nextTurn } from 'node:timers/promises'
import { after } from './models.ts'
import { chance, pick, type Act } from './story.ts'

/** What befalls devices and server beside their network, by weight. */
export const machineActs: [number, string, Act][] = [
  [1, 'has a full disk', (_story, replica) => {
    if (replica.disk.full) return null
    replica.disk.full = true
    return ''
  }],
  [16, 'has room again', (_story, replica) => {
    if (!replica.disk.full) return null
    replica.disk.full = false
    return ''
  }],
  // Two of them at the same database and the same mirror, each thinking that it is alone.
  [2, 'is led by another tab before the first has let go', async (_story, replica) => { await replica.takeOver(); return '' }],
  [2, 'is closed in the middle of it', async ({ world }, replica) => {
    void replica.changes.api.syncNow()
    const turns = Math.floor(world.random.next() * 12)
    for (let turn = 0; turn < turns; turn += 1) await nextTurn()
    await replica.reload()
    return `after ${turns} turns`
  }],
  [3, 'gets the newer version of the app', async (_story, replica) => {
    if (after(replica.model) === null) return null
    await replica.update()
    return ''
  }],
  [2, 'signs out', async (_story, replica) => {
    if (!replica.online || await replica.mustSignIn()) return null
    return await replica.signOut() ? '' : null
  }],
  [16, 'signs in again', async (_story, replica) => (await replica.mustSignIn() && await replica.signIn() ? '' : null)],
  // Wherever it is then: between two changes of a push, inside a transaction or behind its commit, in a snapshot, a give-back, the purge.
  [4, "(the server's process dies)", ({ world }) => {
    const awaits = Math.floor(world.random.next() * 120)
    world.killServer(awaits)
    return `after ${awaits} awaits`
  }],
  [3, 'is closed at a word with its database', async ({ world }, replica) => {
    const downloads = chance(world, 0.4), words = Math.floor(world.random.next() * (downloads ? 3 : 20)), heard = chance(world, 0.5)
    if (downloads) replica.store.data.rebuild()
    replica.lastWords(words, heard, downloads ? ['snapshotBegin', 'snapshotRecords', 'snapshotEnd'] : undefined)
    void replica.changes.api.syncNow()
    await world.settled()
    await replica.reload()
    return `after ${words}${downloads ? ' of a download' : ''}, the last one ${heard ? 'heard' : 'not heard'}`
  }],
  [1, '(the server gets its newer version)', async ({ world }) => (await world.updateServer() ? '' : null)],
  [3, '(the server stumbles)', ({ world }) => {
    const moment = pick(world, ['before the commit', 'after the commit'] as const)
    world.stumble(moment)
    return moment
  }],
]
