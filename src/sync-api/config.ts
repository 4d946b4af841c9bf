import { resolve } from 'node:path'

export interface Config { port: number; host: string; dataDir: string; trustProxy: boolean }

/**
 * Reads the environment: PORT (4600; 0 for any), HOST (localhost), DATA_DIR (./data), TRUST_PROXY (1 behind a proxy that sets X-Forwarded-*).
 * @throws where a value cannot be meant
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = Number(env['PORT'] ?? 4600)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is "${env['PORT']}", which is no port.`)
  if (env['DATABASE_URL'] !== undefined && env['DATABASE_URL'] !== '') {
    throw new Error('DATABASE_URL is set, but this version of Satchel keeps its data in a SQLite file only. Unset it, and set DATA_DIR to choose where.')
  }
  return { port, host: env['HOST'] ?? 'localhost', dataDir: resolve(env['DATA_DIR'] ?? 'data'), trustProxy: env['TRUST_PROXY'] === '1' }
}
