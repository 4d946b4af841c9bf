import type { SatchelError } from '../../shared/errors.ts'
import type { SignInMode } from './overlay-doors.ts'

export type SignInField = 'email' | 'password' | 'name' | 'code'
/** `lostAccount`: the server may have lost the account, and making it again is offered. */
export type SignInErrors = Partial<Record<SignInField | 'form', string>> & { lostAccount?: true }

/** The least a password may have; the server holds to the same. */
export const leastPassword = 10

/** Why nobody makes an account here, and what to do; null: one may. `invited`: by a link that one has. */
export function registrationWords(registration: 'open' | 'invited' | 'closed', invited: boolean): { title: string; text: string } | null {
  if (registration === 'open' || (registration === 'invited' && invited)) return null
  if (registration === 'invited') return { title: 'New accounts are by invitation here', text: 'Ask somebody who is in a workspace on this server for a link; the account is made where it leads.' }
  return { title: 'This server takes no new accounts', text: `Whoever runs it has closed registration; ask them for an account.${invited ? ' Who has one already signs in, and comes in by this link.' : ''}` }
}

/** Beside the hint that says how long a password has to be. */
export const tooShort = (password: string): string => (password === '' ? 'Choose a password.' : `This one has ${password.length}.`)

/** What is wrong before anything is sent, field by field. */
export function checkSignIn(mode: SignInMode, { email, password, name }: Record<Exclude<SignInField, 'code'>, string>): SignInErrors {
  const errors: SignInErrors = {}
  if (mode === 'register' && !name.trim()) errors.name = 'What should others call you?'
  if (!/^\S+@\S+\.\S+$/.test(email.trim())) errors.email = email.trim() ? 'This is no e-mail address.' : 'Enter your e-mail address.'
  if (!password) errors.password = mode === 'register' ? 'Choose a password.' : 'Enter your password.'
  else if (mode === 'register' && password.length < leastPassword) errors.password = tooShort(password)
  return errors
}

/**
 * The server's answer at the field it is about; what is about none stands above the button, with what it means for the data. `bound`: what
 * is on this device belongs to an account, which a server that was set up anew does not know any more; `mayRegister`: it can be made again there.
 */
export function signInErrors(mode: SignInMode, { code, message, field, details }: Pick<SatchelError, 'code' | 'message' | 'field'> & { details?: SatchelError['details'] }, bound = false, mayRegister = true): SignInErrors {
  if (details?.['said'] === 'wrong_code') return { code: message }
  if (details?.['said'] === 'weak_password') return { password: message }
  if (field === 'email' || field === 'password' || field === 'name') return { [field]: message }
  if (code === 'signed_out' && mode === 'login') {
    const password = message || 'E-mail and password do not belong together.'
    if (!bound) return { password }
    const lost = 'If the password is right, the server may have been set up anew and not know this account. Nothing on this device is lost: '
    return mayRegister
      ? { password, form: `${lost}create the account again with this address, and go on with what is here.`, lostAccount: true }
      : { password, form: `${lost}ask whoever runs the server, which takes no new accounts just now.` }
  }
  if (code === 'offline' || code === 'server_unreachable') return { form: 'The server cannot be reached; perhaps you are offline. What is on this device is safe. Try again when it can be.' }
  return { form: message }
}
