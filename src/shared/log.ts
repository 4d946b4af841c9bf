/** A structured log line; where it ends up is the caller's business (console, the sync log, pino). */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Log {
  (level: LogLevel, event: string, facts?: Record<string, unknown>): void
}

export const silentLog: Log = () => undefined

/** Writes to the console, one line an event. */
export const consoleLog: Log = (level, event, facts) => {
  // eslint-disable-next-line no-console -- the one place that writes to the console
  console[level](`[satchel] ${event}`, ...(facts === undefined ? [] : [facts]))
}
