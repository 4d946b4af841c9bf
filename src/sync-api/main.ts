import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import pino from 'pino'
import { systemClock } from '../shared/clock.ts'
import { systemRandom } from '../shared/random.ts'
import { createApp } from './app.ts'
import { defaultAttempts } from './auth/attempts.ts'
import { filePost, resetFolder, smtpPost } from './auth/reset-links.ts'
import { readConfig } from './config.ts'
import { openPostgresRelay } from './events/postgres-relay.ts'
import { openRedisRelay } from './events/redis-relay.ts'
import { widerLimits } from './http/limits.ts'
import { createRedisCounts } from './http/redis-counts.ts'
import { openTls } from './http/tls-files.ts'
import { adviceFor, whereItIs } from './http/where-it-is.ts'
import { startBackups } from './maintenance/backup-schedule.ts'
import { refuseWhileServed } from './maintenance/sqlite-tables.ts'
import { pinoLog } from './pino-log.ts'
import { openRedis } from './redis.ts'
import { openSeal } from './secrets/key.ts'
import { closeOpenSecrets, sealedStore } from './secrets/sealed-store.ts'
import { makeDataFolder, openStore } from './store/open-store.ts'
import { fileOf } from './store/sqlite/sqlite-store.ts'

// By itself the engine lets what is dead grow to three times what lives before it collects it (decision 0107).
setFlagsFromString('--heap-growing-percent=75')
// Data, backups and links for a new password are for the server's own user alone, also in a folder that others may look into.
process.umask(0o077)

try {
  const config = readConfig(process.env), logger = pino({ name: 'satchel', level: config.logLevel })
  if (config.database === null) {
    makeDataFolder(config.dataDir)
    // Two on one file would not hear of each other's commits, and their devices neither.
    if (existsSync(fileOf(config.dataDir))) refuseWhileServed(fileOf(config.dataDir))
  }
  const opened = await openStore(config), seal = await openSeal(opened.accounts, config), store = sealedStore(opened, seal)
  await closeOpenSecrets(store, seal)
  const redis = config.redisUrl === null ? null : openRedis(config.redisUrl, pinoLog(logger))
  const relay = redis !== null ? openRedisRelay(redis) : config.database === null ? undefined : openPostgresRelay(config.database.url)
  const tls = config.tls === null ? undefined : openTls(config.tls, pinoLog(logger))
  const dist = fileURLToPath(new URL('../../dist', import.meta.url))
  const app = await createApp({
    store, relay, tls, vapid: config.vapid.keys, vapidSubject: config.vapid.subject, requests: redis === null || store.requests === undefined ? store.requests : createRedisCounts(redis, store.requests, systemClock), resetPost: config.mail === null ? filePost(resetFolder(config.dataDir)) : smtpPost(config.mail.url, config.mail.from), publicUrl: config.publicUrl ?? undefined, linkUrl: config.linkUrl,
    clock: systemClock, random: systemRandom, log: pinoLog(logger), trustProxy: config.trustProxy, limits: widerLimits(config.limitFactor), metricsToken: config.metricsToken,
    attempts: config.limitFactor === 0 ? null : { ...defaultAttempts, perAddress: defaultAttempts.perAddress * config.limitFactor, perAccount: defaultAttempts.perAccount * config.limitFactor },
    ...(config.database === null ? { dataDir: config.dataDir } : {}), backupDays: config.backupDays, auditDays: config.auditDays, registration: config.registration, webhooks: { loopback: config.webhookLoopback },
    staticDir: existsSync(join(dist, 'index.html')) ? dist : undefined,
  })
  const stopBackups = config.database === null && config.backups.everyHours > 0 ? startBackups(config.backups, systemClock, pinoLog(logger)) : () => undefined
  await app.listen({ port: config.port, host: config.host })
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  console.log(`Satchel is at ${whereItIs(config, port)}`)
  const advice = adviceFor(config)
  if (advice !== null) console.log(advice)
  process.on('SIGHUP', () => { tls?.reload() })

  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    stopBackups()
    tls?.stop()
    // Requests may finish; one that does not in ten seconds is cut off, which costs nobody anything: it is sent again.
    const late = systemClock.setTimeout(() => { app.server.closeAllConnections() }, 10_000)
    await app.close()
    systemClock.clearTimeout(late)
    await relay?.close()
    await store.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { void stop(signal) })
} catch (thrown) {
  console.error(`Satchel could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  // What was opened before would keep the process waiting for nothing.
  process.exit(1)
}
