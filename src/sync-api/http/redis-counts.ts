import { sleep, type Clock } from '../../shared/clock.ts'
import type { Redis } from '../redis.ts'
import type { RequestCounts } from '../store/port.ts'

/**
 * Counts in Redis, on its clock, which all processes share: each count is one script, so that nobody counts in between. Where it does not answer in
 * time, the others count (`otherwise`), and nobody waits for it.
 */
export function createRedisCounts(redis: Redis, otherwise: RequestCounts, clock: Clock): RequestCounts {
  const ask = async <T>(script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<T | null> => {
    if (!redis.isReady()) return null
    const answer = redis.run(script, keys.map((key) => `satchel:limits:${key}`), values.map(String)).then((given) => given as T, () => null)
    return Promise.race([answer, sleep(clock, patienceMs).then(() => null)])
  }
  return {
    async count(key, windowMs) {
      const given = await ask<[number, number]>(countScript, [`window ${key}`], [windowMs])
      return given === null ? otherwise.count(key, windowMs) : { current: given[0], ttl: Math.max(0, given[1]) }
    },
    async take(draws) {
      const waits = await ask<number[]>(takeScript, draws.map(({ key }) => `bucket ${key}`), draws.flatMap(({ everyMs, burst }) => [everyMs, burst]))
      return waits ?? otherwise.take(draws)
    },
  }
}

const patienceMs = 500

const countScript = `
local count = redis.call('INCR', KEYS[1])
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) ttl = tonumber(ARGV[1]) end
return {count, ttl}`

// A bucket is the time at which it will be full again (buckets.ts).
const takeScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fulls, waits, taken = {}, {}, true
for index, key in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * index - 1]), tonumber(ARGV[2 * index])
  fulls[index] = math.max(tonumber(redis.call('GET', key) or now), now) + every
  waits[index] = math.max(0, fulls[index] - now - burst * every)
  if waits[index] > 0 then taken = false end
end
if taken then
  for index, key in ipairs(KEYS) do redis.call('SET', key, string.format('%.0f', fulls[index]), 'PX', string.format('%.0f', fulls[index] - now)) end
end
return waits`
