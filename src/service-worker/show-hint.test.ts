import { describe, expect, it } from 'vitest'
import { err, ok, type Result } from '../shared/result.ts'
import { createFakeTransport, signedOut } from '../../tests/support/outbox-setup.ts'
import type { Failure } from '../outbox/failure.ts'
import { showHint, type Notice } from './show-hint.ts'

type About = Result<{ records: number; recordId: string | null; by: string[] }, Failure>
const hint = { to: 's1', topic: 'contacts', since: 4, revision: 7 }
const one: About = ok({ records: 1, recordId: 'r1', by: ['Ben Olsen'] })

/** What a hint brings on a device that wants contacts. */
async function arrive(text: string | null, about: About = one, seen = false, more: { signedOutAt?: string } = {}): Promise<{ shown: Notice[]; woken: string[]; asked: unknown[] }> {
  const shown: Notice[] = [], woken: string[] = [], asked: unknown[] = [], transport = createFakeTransport()
  await showHint({
    wanted: { all: async () => [{ databaseName: 'satchel-2', id: 's1', workspaceId: 'w1', userId: 'u1', entities: [{ name: 'contacts', label: 'contacts' }], ...more }] },
    transport: { ...transport, auth: { ...transport.auth, account: (async (_name: string, input: unknown, of: unknown) => { asked.push([input, of]); return about }) as typeof transport.auth.account } },
    isSeen: async () => seen, wakeTabs: (name) => woken.push(name), show: async (notice) => { shown.push(notice) },
  }, text)
  return { shown, woken, asked }
}

describe('a hint that arrives', () => {
  it('shows who changed what the person asked for, and leads to the record', async () => {
    const { shown, woken, asked } = await arrive(JSON.stringify(hint))
    expect(asked).toEqual([[{ to: 's1', topic: 'contacts', since: 4 }, { workspaceId: 'w1', userId: 'u1' }]])
    expect(shown).toEqual([{ title: 'Contacts changed', body: 'By Ben Olsen', tag: 's1 contacts', path: '/open/contacts/r1?db=satchel-2' }])
    expect(woken).toEqual(['satchel-2'])
    const several = await arrive(JSON.stringify(hint), ok({ records: 12, recordId: null, by: ['Ben', 'Cleo', 'Dan'] }))
    expect(several.shown).toMatchObject([{ body: '12, by Ben, Cleo and Dan', path: '/open/contacts?db=satchel-2' }])
  })

  it('without the server says only that something changed', async () => {
    expect((await arrive(JSON.stringify(hint), err({ kind: 'offline' }))).shown).toMatchObject([{ title: 'Contacts changed', body: 'Open Satchel to see what changed.' }])
  })

  it('shows nothing to somebody who looks at the app, but wakes the tabs', async () => {
    expect(await arrive(JSON.stringify(hint), one, true)).toEqual({ shown: [], woken: ['satchel-2'], asked: [] })
  })

  it('shows nothing to who signed out here, whatever the server has been told, and does not ask it', async () => {
    expect(await arrive(JSON.stringify(hint), one, false, { signedOutAt: '2026-11-26T08:00:00.000Z' })).toEqual({ shown: [], woken: [], asked: [] })
  })

  it('shows nothing where nobody is signed in, nothing is left, or nobody asked', async () => {
    expect((await arrive(JSON.stringify(hint), err(signedOut))).shown).toEqual([])
    expect((await arrive(JSON.stringify(hint), ok({ records: 0, recordId: null, by: [] }))).shown).toEqual([])
    for (const text of [null, 'nonsense', '{}', JSON.stringify({ ...hint, to: 's2' }), JSON.stringify({ ...hint, topic: 'notes' })]) {
      expect(await arrive(text), String(text)).toEqual({ shown: [], woken: [], asked: [] })
    }
  })
})
