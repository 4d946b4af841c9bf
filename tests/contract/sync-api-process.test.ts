import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startingFast } from '../support/server-program.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'satchel-process-')) })
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The server on a free port. */
async function start(env: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const child = spawn(process.execPath, await startingFast('main.ts'), { env: { ...process.env, PORT: '0', DATA_DIR: folder, BACKUP_HOURS: '0', ...env } })
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

/* That it has after a SIGKILL what it acknowledged: server-killed.test.ts. As operators start it, it is in server-maintenance.test.ts. */

describe('the server\'s process', () => {
  it('says what is the matter with a folder that is none', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const DATA_DIR of [file, join(file, 'within')]) expect((await start({ DATA_DIR })).output()).toContain(`Satchel could not start: DATA_DIR is "${DATA_DIR}", and that is no folder to write into`)
  })

  it('is the only one on its file: a second is told so, and the first goes on', async () => {
    const first = await start(), second = await start()
    expect([second.url, second.output()]).toEqual(['', expect.stringContaining('Satchel could not start: ')])
    expect(second.output()).toMatch(/server is running|in use/i)
    expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200)
  })

  it('says where it is, answers on localhost, and stops cleanly on SIGTERM with a socket open', async () => {
    const { child, url, output } = await start()
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
