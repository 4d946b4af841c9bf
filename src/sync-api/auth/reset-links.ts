import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import type { OneTimeTokens } from './one-time-tokens.ts'

/** How a link reaches the person whose account it opens. */
export interface ResetPost {
  send(email: string, link: string): Promise<void>
  /** Tells that the password is another, and what still signs in; absent: there is no way to reach them. */
  changed?(email: string, left: PasswordChange): Promise<void>
}

/** How the password came to be another (`link`: by whoever reads the person's mail), and what it leaves as it was. */
export interface PasswordChange { by: 'link' | 'password'; passkeys: number; authenticator: boolean }

/** A link is good for an hour. */
const lifetimeMs = 60 * 60_000

/** Makes a link by which the password of an account can be set anew. The token is behind the `#`, which no server and no log gets to see. */
export const makeResetLink = async (tokens: OneTimeTokens, userId: string, publicUrl: string): Promise<string> =>
  `${publicUrl.replace(/\/$/, '')}/reset-password#${await tokens.make('reset', userId, lifetimeMs)}`

/** Where such files are, in a server's data folder. */
export const resetFolder = (dataDir: string): string => join(dataDir, 'password-resets')

/** Without a mail server: a file for whoever runs this one, readable by nobody else, the newest link of an address in place of those before, and of no other address. */
export function filePost(folder: string): ResetPost {
  return {
    async send(email, link) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // What a file cannot be called is told apart by its hash: the link in it is for one person.
      const plain = email.replaceAll(/[^a-z0-9@._+-]/g, '_').slice(0, longestName)
      const name = plain === email ? email : `${plain}.${createHash('sha256').update(email).digest('hex').slice(0, 16)}`
      writeFileSync(join(folder, `${name}.txt`), `${link}\n`, { mode: 0o600 })
    },
  }
}

/** Beside what is put behind it, file systems take 255 bytes. */
const longestName = 200

/** @param url smtp://user:password@host:587 or smtps://… */
export function smtpPost(url: string, from: string): ResetPost {
  const transport = nodemailer.createTransport(url)
  return {
    async send(email, link) {
      await transport.sendMail({
        from, to: email, subject: 'Set a new password for Satchel',
        text: `Somebody, probably you, asked for a new password for Satchel. This link sets one; it is good once, and for an hour:\n\n${link}\n\nIf it was not you, there is nothing to do: your password is as it was.\n`,
      })
    },
    async changed(email, left) {
      await transport.sendMail({ from, to: email, subject: 'Your password for Satchel is another now', text: changedText(left) })
    },
  }
}

/** Exported for its test. */
export function changedText({ by, passkeys, authenticator }: PasswordChange): string {
  const how = by === 'link'
    ? 'The password of your account was set anew by a link that was sent to this address. Every device and program was signed out, and API tokens were revoked.'
    : 'The password of your account was changed by somebody who knew it. Every other device and program was signed out.'
  const left = [...(passkeys > 0 ? [passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`] : []), ...(authenticator ? ['your authenticator app'] : [])]
  const goesOn = left.length === 0 ? '' : `\n\nAs before, ${left.join(' and ')} can be used to sign in. Look at them under Settings, Account, and remove what you do not know.`
  const notYou = by === 'link' ? 'If it was not you, somebody else reads your mail: see to that first, then set another password by a link.' : 'If it was not you, set another one: "Forgot your password?" where you sign in.'
  return `${how}${goesOn}\n\n${notYou} Tell whoever runs your server.\n`
}
