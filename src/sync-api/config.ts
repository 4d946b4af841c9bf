import { join, resolve } from 'node:path'
import { registrations, type Registration } from '../protocol/auth.ts'
import type { TlsFiles } from './http/tls-files.ts'
import { leastKey } from './secrets/key.ts'

export interface Config {
  port: number
  host: string
  logLevel: (typeof logLevels)[number]
  dataDir: string
  /** How many proxies are in front; 0: none. */
  trustProxy: number
  /** How many times as wide the limits on requests are as they are made; 0: none. */
  limitFactor: number
  /** What secrets in the data are closed under; null: the key file in `dataDir`. */
  secretKey: string | null
  /** Null: metrics are given to this machine only. */
  metricsToken: string | null
  backupDays: number
  /** Null: entries of the audit log are kept for good. */
  auditDays: number | null
  /** Who may make an account: everybody, only who has an invitation, nobody. */
  registration: Registration
  /** Webhooks may go to this machine's own addresses, for tests. */
  webhookLoopback: boolean
  /** PUBLIC_URL: where people find the server, without a slash at the end; null: not said, and each request says it. */
  publicUrl: string | null
  /** What links in mails begin with: that, or as well as can be known. */
  linkUrl: string
  /** TLS ends in this process, by these files; null: it does not. */
  tls: TlsFiles | null
  /** What push services know this server by; null: keys that are made at the first start. `subject`: whom they turn to. */
  vapid: { keys: { publicKey: string; privateKey: string } | null; subject: string }
  /** Null: links for a new password are written to a file for the operator. */
  mail: { url: string; from: string } | null
  /** Of the SQLite file; every 0 hours: never. */
  backups: { folder: string; everyHours: number; keepDays: number }
  /** Null: the data is in a SQLite file in `dataDir`. */
  database: { url: string; ownerUrl: string | null; connections: number } | null
  /** Null: servers tell each other by the database. */
  redisUrl: string | null
}

/**
 * Reads the environment: PORT (4600; 0 for any), HOST (localhost), DATA_DIR (./data), TRUST_PROXY (how many proxies are in front that set X-Forwarded-*),
 * SECRET_KEY (what secrets in the data are closed under; without it DATA_DIR/secret.key, made by the first start), METRICS_TOKEN (lets a reader of /metrics in that does not ask from this machine),
 * LIMIT_FACTOR (1; how many times as wide the limits on requests are, 0 for none),
 * BACKUP_DAYS (35; how long you keep backups: devices can heal a restored server for as long), BACKUP_DIR (DATA_DIR/backups), BACKUP_HOURS (6; 0 for
 * never), BACKUP_KEEP_DAYS (30), DATABASE_URL (PostgreSQL instead of the file),
 * AUDIT_DAYS (for good; how long entries of the audit log are kept),
 * REGISTRATION (open; invited: only by an invitation, closed: nobody makes an account),
 * WEBHOOK_LOOPBACK (1: webhooks may go to this machine, for tests),
 * PUBLIC_URL (where people find the server: cookies, passkeys, the origin that is ours, and what links begin with; without it as each request says),
 * TLS_CERT and TLS_KEY (PEM files, where no proxy ends TLS), SMTP_URL (smtp://user:password@host:587, to mail links for a new password; without it they
 * are files in DATA_DIR/password-resets), MAIL_FROM (whom such mails come from; as SMTP_URL's user),
 * REDIS_URL (redis://…; through which the servers of one PostgreSQL tell each other of commits, and count requests; without it through the database),
 * VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY (for Web Push; made at the first start and kept in the store), VAPID_SUBJECT (mailto: or https:, whom push services
 * turn to; MAIL_FROM, PUBLIC_URL),
 * DATABASE_OWNER_URL (as whom to migrate it; the same), DATABASE_CONNECTIONS (20 at most a process).
 * @throws where a value cannot be meant
 */
export function readConfig(given: Readonly<Record<string, string | undefined>>): Config {
  // What a file of settings names and leaves empty is left out: as a number it would be 0, which means no limits and no backups, and as a host every network.
  const env: Readonly<Record<string, string | undefined>> = Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim() !== ''))
  const port = Number(env['PORT'] ?? 4600)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is "${env['PORT']}", which is no port.`)
  const backupDays = Number(env['BACKUP_DAYS'] ?? 35)
  if (!Number.isInteger(backupDays) || backupDays < 1 || backupDays > 3_650) throw new Error(`BACKUP_DAYS is "${env['BACKUP_DAYS']}", which is no number of days.`)
  const limitFactor = Number(env['LIMIT_FACTOR'] ?? 1)
  if (!Number.isFinite(limitFactor) || limitFactor < 0 || limitFactor > 1_000) throw new Error(`LIMIT_FACTOR is "${env['LIMIT_FACTOR']}", which is no number from 0 to 1000.`)
  const metricsToken = env['METRICS_TOKEN'] ?? null
  if (metricsToken !== null && metricsToken.length < 16) throw new Error('METRICS_TOKEN is shorter than 16 characters: it could be guessed.')
  const dataDir = resolve(env['DATA_DIR'] ?? 'data'), tls = readTls(env), publicUrl = readPublicUrl(env), secretKey = env['SECRET_KEY']?.trim() || null
  if (secretKey !== null && secretKey.length < leastKey) throw new Error(`SECRET_KEY is shorter than ${leastKey} characters: it could be guessed. Make one: openssl rand -base64 32`)
  return {
    port, host: env['HOST'] ?? 'localhost', logLevel: readLogLevel(env), dataDir, secretKey, trustProxy: readProxies(env), limitFactor, metricsToken, backupDays, auditDays: readAuditDays(env), registration: readRegistration(env), webhookLoopback: readSwitch(env, 'WEBHOOK_LOOPBACK'),
    backups: readBackups(env, dataDir, backupDays), database: readDatabase(env), redisUrl: readRedis(env), tls, publicUrl, linkUrl: publicUrl ?? `${tls === null ? 'http' : 'https'}://localhost:${port}`, mail: readMail(env), vapid: readVapid(env, publicUrl),
  }
}

/** pino's. */
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

function readLogLevel(env: Readonly<Record<string, string | undefined>>): Config['logLevel'] {
  const level = logLevels.find((one) => one === (env['LOG_LEVEL'] || 'info'))
  if (level === undefined) throw new Error(`LOG_LEVEL is "${env['LOG_LEVEL']}". There are: ${logLevels.join(', ')}.`)
  return level
}

/** More would be a chain that nobody has, and every one of them could be said by whoever asks. */
function readProxies(env: Readonly<Record<string, string | undefined>>): number {
  const value = env['TRUST_PROXY'] ?? '0'
  if (!/^[0-9]$/.test(value)) throw new Error(`TRUST_PROXY is "${value}". It is 1, or how many proxies are in front, one behind the other; or left out.`)
  return Number(value)
}

/** Said otherwise than it is read, it would quietly be off. */
function readSwitch(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const value = env[name] ?? ''
  if (!['', '0', '1'].includes(value)) throw new Error(`${name} is "${value}". It is 1, or left out.`)
  return value === '1'
}

/** Misspelt, it would quietly be open to everybody. */
function readRegistration(env: Readonly<Record<string, string | undefined>>): Registration {
  const value = registrations.find((one) => one === (env['REGISTRATION'] ?? 'open').trim())
  if (value === undefined) throw new Error(`REGISTRATION is "${env['REGISTRATION']}". It is ${registrations.join(', ')}, or left out, which is open.`)
  return value
}

function readAuditDays(env: Readonly<Record<string, string | undefined>>): number | null {
  const value = env['AUDIT_DAYS']
  if (value === undefined || value === '') return null
  const days = Number(value)
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new Error(`AUDIT_DAYS is "${value}", which is no number of days. Leave it out to keep the audit log for good.`)
  return days
}

function readBackups(env: Readonly<Record<string, string | undefined>>, dataDir: string, backupDays: number): Config['backups'] {
  const everyHours = Number(env['BACKUP_HOURS'] ?? 6)
  if (!Number.isFinite(everyHours) || everyHours < 0 || everyHours > 24 * 365) throw new Error(`BACKUP_HOURS is "${env['BACKUP_HOURS']}", which is no number of hours.`)
  const keepDays = Number(env['BACKUP_KEEP_DAYS'] ?? Math.min(30, backupDays))
  if (!Number.isInteger(keepDays) || keepDays < 1) throw new Error(`BACKUP_KEEP_DAYS is "${env['BACKUP_KEEP_DAYS']}", which is no number of days.`)
  // An older one could be put back that devices cannot heal any more.
  if (keepDays > backupDays) throw new Error(`BACKUP_KEEP_DAYS is ${keepDays}, and BACKUP_DAYS only ${backupDays}: devices would not keep long enough what such a backup lacks.`)
  return { folder: resolve(env['BACKUP_DIR'] ?? join(dataDir, 'backups')), everyHours, keepDays }
}

function readTls(env: Readonly<Record<string, string | undefined>>): TlsFiles | null {
  const cert = env['TLS_CERT'] || null, key = env['TLS_KEY'] || null
  if (cert !== null && key !== null) return { cert: resolve(cert), key: resolve(key) }
  if (cert !== null || key !== null) throw new Error('TLS_CERT and TLS_KEY go together: a certificate, and the key that it is for.')
  return null
}

/** One origin, as browsers know only such: a folder of another site's would share its storage. */
function readPublicUrl(env: Readonly<Record<string, string | undefined>>): string | null {
  const value = env['PUBLIC_URL']
  if (value === undefined || value === '') return null
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) throw new Error(`PUBLIC_URL is "${value}", which is no address such as https://satchel.example.`)
  const url = new URL(value)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') throw new Error(`PUBLIC_URL is "${value}": Satchel is at the root of an address of its own, such as https://satchel.example.`)
  return url.origin
}

function readVapid(env: Readonly<Record<string, string | undefined>>, publicUrl: string | null): Config['vapid'] {
  const publicKey = env['VAPID_PUBLIC_KEY'] || null, privateKey = env['VAPID_PRIVATE_KEY'] || null
  if ((publicKey === null) !== (privateKey === null)) throw new Error('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY go together.')
  if (publicKey !== null && (!/^[A-Za-z0-9_-]{87}$/.test(publicKey) || !/^[A-Za-z0-9_-]{43}$/.test(privateKey!))) throw new Error('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are no pair of keys in base64url, as `npx web-push generate-vapid-keys` makes.')
  const address = /[^<\s]+@[^>\s]+/.exec(env['MAIL_FROM'] ?? '')?.[0]
  const subject = env['VAPID_SUBJECT'] || (address === undefined ? publicUrl?.startsWith('https:') === true ? publicUrl : 'mailto:satchel@localhost' : `mailto:${address}`)
  if (!/^(?:mailto:.+@.+|https:\/\/.+)$/.test(subject)) throw new Error(`VAPID_SUBJECT is "${subject}", which is neither mailto:somebody@example.org nor an https address.`)
  return { keys: publicKey === null || privateKey === null ? null : { publicKey, privateKey }, subject }
}

/** The address is never said back in an error: it may hold a password. */
function readMail(env: Readonly<Record<string, string | undefined>>): Config['mail'] {
  const url = env['SMTP_URL']
  if (url === undefined || url === '') return null
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) throw new Error('SMTP_URL is no address of a mail server, such as smtps://user:password@mail.example.')
  const from = env['MAIL_FROM'] ?? decodeURIComponent(new URL(url).username)
  if (!from.includes('@')) throw new Error('MAIL_FROM is missing: whom mails come from, such as Satchel <satchel@mail.example>.')
  return { url, from }
}

function readDatabase(env: Readonly<Record<string, string | undefined>>): Config['database'] {
  const url = addressOf(env, 'DATABASE_URL'), ownerUrl = addressOf(env, 'DATABASE_OWNER_URL')
  if (url === null) {
    if (ownerUrl !== null) throw new Error('DATABASE_OWNER_URL is set, but DATABASE_URL is not: without it the data is in a SQLite file.')
    return null
  }
  const connections = Number(env['DATABASE_CONNECTIONS'] ?? 20)
  if (!Number.isInteger(connections) || connections < 2 || connections > 1_000) throw new Error(`DATABASE_CONNECTIONS is "${env['DATABASE_CONNECTIONS']}", which is no number from 2 to 1000.`)
  return { url, ownerUrl, connections }
}

function readRedis(env: Readonly<Record<string, string | undefined>>): string | null {
  const url = env['REDIS_URL'] || null
  if (url === null) return null
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) throw new Error('REDIS_URL is no address of a Redis, such as redis://user:password@host:6379.')
  if (!env['DATABASE_URL']) throw new Error('REDIS_URL is set, but DATABASE_URL is not: it is for several servers on one PostgreSQL, and a SQLite file has one server.')
  return url
}

/** Never said back in an error: it may hold a password. */
function addressOf(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = env[name]
  if (value === undefined || value === '') return null
  if (!URL.canParse(value) || !/^postgres(?:ql)?:$/.test(new URL(value).protocol)) throw new Error(`${name} is no address of a PostgreSQL database, such as postgres://user:password@host:5432/name.`)
  return value
}
