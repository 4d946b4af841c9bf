import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { asOperatorsRun, startingFast } from '../support/server-program.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'satchel-process-')) })
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The server on a free port. */
async function start(env: Record<string, string> = {}, program?: string[]): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const child = spawn(process.execPath, program ?? await startingFast('main.ts'), { env: { ...process.env, PORT: '0', DATA_DIR: folder, BACKUP_HOURS: '0', ...env } })
  started.push(child)
  let text = ''
  const url = await new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const ready = /Satchel is at (http:\/\/\S+)/.exec(text)
      if (ready) resolve(ready[1]!)
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.on('exit', () => { resolve('') })
  })
  return { child, url, output: () => text }
}

const json = { 'content-type': 'application/json' }

describe('the server\'s process', () => {
  it('says where it is, answers on localhost, and stops cleanly on SIGTERM with a socket open', async () => {
    const { child, url, output } = await start({}, asOperatorsRun('main.ts'))
    expect(url).toMatch(/^http:\/\/localhost:\d+$/)
    const registered = await fetch(`${url}/api/auth/register`, {
      method: 'POST', headers: json, body: JSON.stringify({ email: 'ana@example.org', password: 'a long password', name: 'Ana', transport: 'bearer' }),
    })
    const { accessToken } = await registered.json() as { accessToken: string }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/sync/events`, { headers: { authorization: `Bearer ${accessToken}` } })
    await once(socket, 'open')

    const closed = once(socket, 'close')
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await closed
    expect(await exited).toEqual([0, null])
    expect(output()).toContain('"msg":"stopping"')

    const again = await start()
    const login = await fetch(`${again.url}/api/auth/login`, { method: 'POST', headers: json, body: JSON.stringify({ email: 'ana@example.org', password: 'a long password' }) })
    expect(login.status).toBe(200)
    expect(login.headers.getSetCookie().join()).toContain('__Host-satchel-access')
  })

  it('[P2] has what it acknowledged after a SIGKILL in the middle of pushes', async () => {
    const { child, url } = await start()
    const registered = await fetch(`${url}/api/auth/register`, {
      method: 'POST', headers: json, body: JSON.stringify({ email: 'ana@example.org', password: 'a long password', name: 'Ana', transport: 'bearer' }),
    })
    const { accessToken } = await registered.json() as { accessToken: string }
    const newId = createIdMaker({ now: Date.now }, systemRandom)
    const replicaId = newId(), acknowledged: string[] = []
    const pushes = (async () => {
      for (let seq = 1; ; seq += 1) {
        const recordId = newId()
        const change = {
          id: newId(), mutationId: newId(), seq, entity: 'contacts', recordId, op: 'create', patch: { firstName: `P${seq}` }, baseRevision: null,
          at: `${new Date().toISOString()}-0000-${replicaId}`, schemaVersion: 1,
        }
        const answer = await fetch(`${url}/api/sync/push`, {
          method: 'POST', headers: { ...json, authorization: `Bearer ${accessToken}` },
          body: JSON.stringify({ replicaId, sentAt: new Date().toISOString(), schemaVersion: 1, changes: [change] }),
        })
        if (answer.ok) acknowledged.push(recordId)
        if (acknowledged.length === 20) child.kill('SIGKILL')
      }
    })()
    await expect(pushes).rejects.toThrow()

    const again = await start()
    const page = await fetch(`${again.url}/api/sync/changes?entities=contacts&limit=2000`, { headers: { authorization: `Bearer ${accessToken}` } })
    const { changes } = await page.json() as { changes: { id: string }[] }
    expect(acknowledged.length).toBeGreaterThanOrEqual(20)
    expect(changes.map((change) => change.id)).toEqual(expect.arrayContaining(acknowledged))
  })

  it('refuses a database that is none, and a port that is none, in so many words', async () => {
    const { child, output } = await start({ DATABASE_URL: 'mysql://root:secret@localhost/satchel' })
    expect(child.exitCode).toBe(1)
    expect(output()).toContain('DATABASE_URL is no address of a PostgreSQL database')
    expect(output()).not.toContain('secret')
    const wrong = await start({ PORT: 'many' })
    expect(wrong.child.exitCode).toBe(1)
    expect(wrong.output()).toContain('PORT is "many"')
  })
})
