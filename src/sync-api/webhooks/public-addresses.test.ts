import { describe, expect, it } from 'vitest'
import { createAddresses, PrivateAddressError } from './public-addresses.ts'

describe('addresses that a webhook may be at', () => {
  const { isAllowed } = createAddresses({})
  it('are those of the public internet', () => {
    for (const address of ['1.1.1.1', '93.184.216.34', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2a00:1450:4001::1']) expect([address, isAllowed(address)]).toEqual([address, true])
  })
  it('are none within a network, of this machine, or of the metadata of a cloud', () => {
    for (const address of [
      '127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
      '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001:0:7f00:1::', 'nonsense', '',
    ]) expect([address, isAllowed(address)]).toEqual([address, false])
  })
  it('are looked at all, where a name has several', async () => {
    const named = createAddresses({ resolve: async () => [{ address: '1.1.1.1', family: 4 }, { address: '10.0.0.1', family: 4 }] })
    await expect(named.of('both.example')).rejects.toThrow(PrivateAddressError)
    await expect(createAddresses({ resolve: async () => [] }).of('none.example')).rejects.toThrow(PrivateAddressError)
    await expect(createAddresses({}).of('[::1]')).rejects.toThrow(PrivateAddressError)
    expect(await createAddresses({ loopback: true }).of('127.0.0.1')).toEqual([{ address: '127.0.0.1', family: 4 }])
    await expect(createAddresses({ loopback: true }).of('10.0.0.1')).rejects.toThrow(PrivateAddressError)
  })
})
