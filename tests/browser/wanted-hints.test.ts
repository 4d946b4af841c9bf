import { beforeEach, expect, it } from 'vitest'
import { createWantedStore, noteSignedOut, noteTold, type WantedHints } from '../../src/outbox/wanted-hints.ts'

/* Decision 0036: what page and service worker both read of what this device wants to be told of. */

const wanted = createWantedStore()
const wish = (n: number, more: Partial<WantedHints> = {}): WantedHints => ({ databaseName: `satchel-${n}`, id: `s${n}`, workspaceId: `w${n}`, userId: 'u1', entities: [{ name: 'contacts', label: 'contacts' }], ...more })
const signedOutAt = '2026-11-26T08:00:00.000Z'

beforeEach(async () => {
  for (const { databaseName } of await wanted.all()) await wanted.remove(databaseName)
  await wanted.put(wish(1))
  await wanted.put(wish(2))
})

it('a sign-out is noted for all workspaces of the browser, once, and is over where the server has taken what is wanted anew', async () => {
  await noteSignedOut(wanted, signedOutAt)
  await noteSignedOut(wanted, '2026-11-27T08:00:00.000Z')
  expect(await wanted.all()).toEqual([wish(1, { signedOutAt }), wish(2, { signedOutAt })])
  await noteTold(wanted, wish(1, { signedOutAt }), 'new')
  expect(await wanted.all()).toEqual([wish(1, { id: 'new' }), wish(2, { signedOutAt })])
})

it('what the person did while the server was being told stands: signed out, turned off, asked for something else', async () => {
  await noteSignedOut(wanted, signedOutAt)
  await noteTold(wanted, wish(1), 'new')
  await wanted.remove('satchel-2')
  await noteTold(wanted, wish(2), 'new')
  const notes = wish(3, { entities: [{ name: 'notes', label: 'notes' }] })
  await wanted.put(notes)
  await noteTold(wanted, wish(3), 'new')
  expect(await wanted.all()).toEqual([wish(1, { signedOutAt }), notes])
})
