import { resolve } from 'node:path'

export interface Config { port: number; host: string; dataDir: string; trustProxy: boolean; backupDays: number }

/**
 * Reads the environment: PORT (4600; 0 for any), HOST (localhost), DATA_DIR (./data), TRUST_PROXY (1 behind a proxy that sets X-Forwarded-*),
 * BACKUP_DAYS (35; how long you keep backups of DATA_DIR: devices can heal a restored server for as long).
 * @throws where a value cannot be meant
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = Number(env['PORT'] ?? 4600)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is "${env['PORT']}", which is no port.`)
  if (env['DATABASE_URL'] !== undefined && env['DATABASE_URL'] !== '') {
    throw new Error('DATABASE_URL is set, but this version of Satchel keeps its data in a SQLite file only. Unset it, and set DATA_DIR to choose where.')
  }
  const backupDays = Number(env['BACKUP_DAYS'] ?? 35)
  if (!Number.isInteger(backupDays) || backupDays < 1 || backupDays > 3_650) throw new Error(`BACKUP_DAYS is "${env['BACKUP_DAYS']}", which is no number of days.`)
  return { port, host: env['HOST'] ?? 'localhost', dataDir: resolve(env['DATA_DIR'] ?? 'data'), trustProxy: env['TRUST_PROXY'] === '1', backupDays }
}
