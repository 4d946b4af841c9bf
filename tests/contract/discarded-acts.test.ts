import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/db-worker/contract.ts'
import { setupTwoDevices, writeOn, type NetworkDevice, type NetworkSetup, type TwoDevices } from '../support/network-setup.ts'

/* What was done on top of a change that is discarded (J2), on two devices around the real server. */

let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice, bothDrained: TwoDevices['bothDrained']
let id: string
beforeEach(async () => {
  ({ network, here, there, bothDrained } = await setupTwoDevices())
  id = writeOn(here, 'contacts', 'create', { firstName: 'Bea', title: 'Old', tags: ['one'] })
  await bothDrained()
  await here.goOffline()
  for (const title of ['Slip', 'Meant', 'Better']) writeOn(here, 'contacts', 'update', { title }, id)
})
afterEach(() => network.close())

const titleOf = ({ store }: NetworkDevice): unknown => store.data.get('contacts', id)?.data['title']
const wrote = (title: string): string => here.store.data.journal({}).rows.find(({ change }) => change.patch['title'] === title)!.change.mutationId
const titles = ({ store }: NetworkDevice): HistoryEntry['fields'][string][] => store.data.history('contacts', id).flatMap(({ fields }) => ('title' in fields ? [fields['title']!] : []))

describe('[J2] an edit on top of one that is discarded', () => {
  it('has found what that one found: so it is shown, told and undone', async () => {
    await here.worker.api.discard([wrote('Slip')])
    expect([titleOf(here), titles(here)]).toEqual(['Better', [{ from: 'Old', to: 'Meant' }, { from: 'Meant', to: 'Better' }]])
    await here.goOnline()
    await bothDrained()
    for (const device of [here, there]) expect(titles(device)).toEqual([{ from: 'Old', to: 'Meant' }, { from: 'Meant', to: 'Better' }])
    here.store.data.undo()
    here.store.data.undo()
    await bothDrained()
    for (const device of [here, there]) expect(titleOf(device)).toBe('Old')
  })

  it('also where several are, in whichever order', async () => {
    await here.worker.api.discard([wrote('Meant'), wrote('Slip')])
    expect([titleOf(here), titles(here)]).toEqual(['Better', [{ from: 'Old', to: 'Better' }]])
    writeOn(here, 'contacts', 'update', { title: 'Best' }, id)
    await here.worker.api.discard([wrote('Better')])
    expect(titles(here)).toEqual([{ from: 'Old', to: 'Best' }])
    await here.goOnline()
    await bothDrained()
    for (const device of [here, there]) expect([titleOf(device), titles(device)]).toEqual(['Best', [{ from: 'Old', to: 'Best' }]])
  })

  it('[P3] stays as it is where it may have left: that has one body', () => {
    expect(here.store.sync.discard([wrote('Slip')], [wrote('Slip')])).toHaveLength(1)
    expect(titles(here)).toEqual([{ from: 'Slip', to: 'Meant' }, { from: 'Meant', to: 'Better' }])
  })

  it('[J3] leaves the mirror with all that waits after it, so that nothing overtakes it, and not at all where one of these is on its way', () => {
    writeOn(here, 'contacts', 'create', { firstName: 'Another' })
    const later = here.store.data.journal({ status: ['pending'] }).rows.map(({ change }) => change.mutationId).reverse()
    expect(here.store.sync.discardable([wrote('Slip')])).toEqual([[wrote('Slip')], later.slice(1)])
    const { changes } = here.store.sync.nextBatch({ only: [later.at(-1)!] })
    expect([changes.length, here.store.sync.discardable([wrote('Slip')])]).toEqual([1, [[wrote('Slip')]]])
  })

  it('[P7] is in the mirror as the journal has it', async () => {
    await here.worker.api.discard([wrote('Slip')])
    const [name] = await here.mirrors.names(), mirror = await here.mirrors.open(name!)
    await expect.poll(async () => (await mirror.mutations(-1, 10)).map(({ changes }) => [changes[0]!.patch['title'], changes[0]!.before?.['title']])).toEqual([['Meant', 'Old'], ['Better', 'Meant']])
  })
})
