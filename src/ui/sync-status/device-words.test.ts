import { expect, it } from 'vitest'
import { deviceLabels } from './device-words.ts'

const by = (replicaId: string | null, deviceName: string | null = 'Chrome on Linux') => ({ replicaId, deviceName })
const none = new Map<string, string>()

it('calls a device by its name, one’s own by "This device", and another as its browser introduced itself', () => {
  const writers = [by('r-own'), by(null, null), by('r-phone', 'Chrome on Android'), by('r-old', '')]
  expect(writers.map(deviceLabels(writers, none, 'r-own'))).toEqual(['This device', 'This device', 'Chrome on Android', 'Another device'])
  const names = new Map([['r-own', 'Laptop'], ['r-phone', 'Ana’s phone']])
  expect(writers.map(deviceLabels(writers, names, 'r-own'))).toEqual(['Laptop', 'Laptop', 'Ana’s phone', 'Another device'])
})

it('tells apart devices that would be called alike', () => {
  const writers = [by('r-0001'), by('r-0002'), by('r-own')]
  expect(writers.map(deviceLabels(writers, none, 'r-own'))).toEqual(['Chrome on Linux · 0001', 'Chrome on Linux · 0002', 'This device'])
})
