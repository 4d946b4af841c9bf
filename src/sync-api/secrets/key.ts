import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AccountStore } from '../store/account-port.ts'
import { createSeal, type Seal } from './seal.ts'

/** Where the key is that secrets in the data are closed under: not in the data, so that a copy of that alone opens nothing. */
export const keyFileOf = (dataDir: string): string => join(dataDir, 'secret.key')

/**
 * The seal of this server: by SECRET_KEY where it is set, else by the key file, which the first start makes. The data remembers a mark of the key
 * that it was begun under, so that another one is noticed before anything is closed under it.
 *
 * @throws with what an operator is to do, where the key is not the one that the data was closed under
 */
export async function openSeal(accounts: Pick<AccountStore, 'secret'>, { secretKey, dataDir }: { secretKey: string | null; dataDir: string }): Promise<Seal> {
  const file = keyFileOf(dataDir), there = secretKey ?? readKeyFile(file), made = there === null
  const seal = createSeal(there ?? makeKeyFile(file))
  if (await accounts.secret(markName, () => seal.mark) === seal.mark) return seal
  // What was made a moment ago opens nothing, and would only stand in the way of the right one.
  if (made) rmSync(file)
  throw new Error(secretKey === null
    ? `${file} is ${made ? 'missing' : 'not the key that the secrets in the data were closed under'}. Put the right one there, or set SECRET_KEY to what it says; servers that share a database need the same. If rotate-key was broken off, run it once more. If it is lost for good: npm run server -- forget-secrets`
    : 'SECRET_KEY is not the key that the secrets in the data were closed under. Set it as it was, or as the first line of the key file says. If that is lost for good: npm run server -- forget-secrets')
}

/** The keys of an exchange: the one of now, null where its file has been put aside already, and the one that takes its place. */
export interface KeyChange {
  from: Seal | null
  to: Seal
  /** Puts the new key in its place. @returns where the former is; null: neither is in a file */
  finish(at: string): string | null
}

/**
 * Begins to exchange the key, or goes on with an exchange that was broken off: a new key file is on disk before anything is closed under it, and in its place
 * when all is.
 *
 * @param newKey what the new key is derived from; null: one is made, for a key that is in a file
 */
export function beginKeyChange({ secretKey, dataDir }: { secretKey: string | null; dataDir: string }, newKey: string | null): KeyChange {
  if (newKey !== null && newKey.length < leastKey) throw new Error(`NEW_SECRET_KEY is shorter than ${leastKey} characters: it could be guessed. Make one: openssl rand -base64 32`)
  if (secretKey !== null) {
    if (newKey === null || newKey === secretKey) throw new Error('The key is SECRET_KEY. Set NEW_SECRET_KEY to the one that is to take its place: openssl rand -base64 32')
    return { from: createSeal(secretKey), to: createSeal(newKey), finish: () => null }
  }
  const file = keyFileOf(dataDir), next = `${file}.next`, there = readKeyFile(file)
  const to = readKeyFile(next) ?? (there === null ? null : makeKeyFile(next, newKey))
  if (to === null) throw new Error(`${file} is missing: there is no key to exchange.`)
  return {
    from: there === null ? null : createSeal(there), to: createSeal(to),
    finish: (at) => {
      const aside = `${file}.until-${at.replaceAll(/\D/g, '').slice(0, 14)}`
      if (there !== null) renameSync(file, aside)
      renameSync(next, file)
      return there === null ? 'beside it' : aside
    },
  }
}

/** The `secrets` row that tells keys apart; it is closed under none. */
export const markName = 'key-mark'

function readKeyFile(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text.length < leastKey) throw new Error(`${file} holds no key: it is shorter than ${leastKey} characters.`)
    return text
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return null
    throw thrown
  }
}

/** What is shorter could be guessed. */
export const leastKey = 32

/** On disk before anything is closed under it, and whole for whoever else starts at this moment: the first one's key is that of both. */
function makeKeyFile(file: string, given: string | null = null): string {
  mkdirSync(dirname(file), { recursive: true })
  const text = given ?? randomBytes(32).toString('base64url'), partial = `${file}.${process.pid}`, handle = openSync(partial, 'w', 0o600)
  try {
    writeSync(handle, `${text}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    linkSync(partial, file)
    return text
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'EEXIST') throw thrown
    return readKeyFile(file) ?? text
  } finally {
    rmSync(partial)
  }
}
