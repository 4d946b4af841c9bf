import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createAddresses, createResolve, PrivateAddressError } from './public-addresses.ts'

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

describe('a name that a webhook is at', () => {
  it('is asked of name servers, who may say nothing: it is not waited for long, and no thread of the system is', async () => {
    const server = createSocket('udp4'), asked: string[] = []
    server.on('message', (question, { port, address }) => {
      const [name, end] = nameIn(question), type = question.readUInt16BE(end)
      asked.push(name)
      if (name === 'silent.example') return
      // Of IPv6 there is nothing; of IPv4 one address.
      const found = type === 1, header = Buffer.from(question.subarray(0, end + 4))
      header.writeUInt16BE(0x8180, 2)
      header.writeUInt16BE(Number(found), 6)
      header.writeUInt16BE(0, 10)
      const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...name === 'inside.example' ? [10, 0, 0, 7] : [93, 184, 216, 34]])
      server.send(found ? Buffer.concat([header, record]) : header, port, address)
    })
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    const named = createAddresses({ resolve: createResolve([`127.0.0.1:${server.address().port}`], 100) })
    expect(await named.of('out.example')).toEqual([{ address: '93.184.216.34', family: 4 }])
    await expect(named.of('inside.example')).rejects.toThrow(PrivateAddressError)
    await expect(named.of('silent.example')).rejects.toMatchObject({ code: 'ETIMEOUT' })
    expect(new Set(asked)).toEqual(new Set(['out.example', 'inside.example', 'silent.example']))
    server.close()
  })

  it('is this machine without being asked, where that is allowed', async () => {
    const never = createAddresses({ loopback: true, resolve: async () => { throw new Error('asked') } })
    expect((await never.of('localhost')).map(({ address }) => address)).toEqual(['127.0.0.1', '::1'])
  })
})

/** The name in a question of DNS, and where it ends. */
function nameIn(question: Buffer): [string, number] {
  const parts: string[] = []
  let at = 12
  for (let length = question[at]!; length > 0; length = question[at]!) {
    parts.push(question.subarray(at + 1, at + 1 + length).toString().toLowerCase())
    at += 1 + length
  }
  return [parts.join('.'), at + 1]
}
