/**
 * What a device tells of itself when it pulls (decision 0027): how many changes wait on it, how old the oldest is, and how often in a row its calls had failed.
 * For numbers only; nothing is decided by it.
 */
export interface DeviceReport { waiting: number; oldestMs: number; failures: number }

/** Reads it from a pull's query; null where there is none, or none that can be meant: a pull is never refused for it. */
export function readDeviceReport(query: Readonly<Record<string, string | undefined>>): DeviceReport | null {
  const waiting = countOf(query['waiting'])
  if (waiting === null) return null
  return { waiting, oldestMs: countOf(query['oldestMs']) ?? 0, failures: countOf(query['failures']) ?? 0 }
}

const countOf = (text: string | undefined): number | null => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null)
