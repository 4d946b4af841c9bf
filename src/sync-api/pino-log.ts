import type { Logger } from 'pino'
import type { Log } from '../shared/log.ts'

/** The structured log as pino's JSON lines. */
export const pinoLog = (logger: Logger): Log => (level, event, facts) => { logger[level](facts ?? {}, event) }
