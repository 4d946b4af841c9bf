import { once } from '../../shared/once.ts'
import { HttpError } from '../http/http-error.ts'

/**
 * Refuses a password that is among the first to be tried: one of some fifty thousand that people have used most, or a word about the person or Satchel,
 * also with up to six digits or signs before or behind it. Nothing else is asked of a password but its length.
 *
 * @param about what whoever guesses knows of the person: address, name, workspace
 * @throws HttpError 400 `weak_password`
 */
export async function refuseWeakPassword(password: string, about: readonly string[]): Promise<void> {
  const typed = password.toLowerCase(), known = await commonPasswords(), own = new Set(['satchel', ...about.flatMap(wordsOf)])
  const bare = typed.replace(/^[^\p{L}]{0,6}/u, '').replace(/[^\p{L}]{0,6}$/u, '')
  if ([typed, bare].some((word) => known.has(word) || own.has(word))) {
    throw new HttpError(400, 'weak_password', 'This password is among the first that somebody would try. Take another one: a few words that do not belong together are good.')
  }
}

/** As it is, in words, and an address by its first part too. */
function wordsOf(text: string): string[] {
  const whole = text.toLowerCase()
  return [whole, whole.replaceAll(/[^\p{L}\p{N}]/gu, ''), ...whole.split(/[^\p{L}\p{N}]+/u), whole.split('@', 1)[0]!].filter((word) => word.length > 2)
}

/** Read when the first is asked about: a server that nobody registers at has no need of them. */
const commonPasswords = once(async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'].map(String))
})
