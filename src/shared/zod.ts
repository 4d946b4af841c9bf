import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

// zod compiles validators with `new Function` where it may; our CSP forbids that and would report the probe as a violation.
// `mini` brings only what is called, so that every thread's script is half the size; its messages have to be asked for.
z.config({ ...en(), jitless: true })

/**
 * Any JSON. What came out of JSON.parse is that already, so it is only looked through; `z.json()` by itself tries every kind of value at every value, and copies. What
 * is none it judges as ever, and a member called `__proto__` it leaves out.
 */
export function anyJson(): ReturnType<typeof z.json> {
  const schema = z.json(), judge = schema._zod.run
  schema._zod.run = schema._zod.parse = (payload, context) => (isPlainJson(payload.value) ? payload : judge(payload, context))
  return schema
}

function isPlainJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isPlainJson)
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name of Object.keys(value)) if (name === '__proto__' || !isPlainJson((value as Record<string, unknown>)[name])) return false
  return true
}

export { z }
