import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { SatchelError } from '../shared/errors.ts'

/** What the browser's own dialog for passkeys answers. It is there in windows only, so the workers cannot ask it. */

/** Whether this browser knows passkeys. */
export const knowsPasskeys = (): boolean => 'PublicKeyCredential' in globalThis

export const makePasskey = (options: object): Promise<{ id: string }> =>
  asked(async () => (await library()).startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }))

export const usePasskey = (options: object): Promise<{ id: string }> =>
  asked(async () => (await library()).startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }))

const library = () => import('@simplewebauthn/browser')

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : ''
    // The browser tells a person who changed their mind and one who has none by the same name.
    if (name === 'NotAllowedError' || name === 'AbortError') throw new SatchelError('cancelled', 'No passkey was used. Try again, or go another way.', { cause: thrown })
    if (name === 'InvalidStateError') throw new SatchelError('invalid', 'This device has a passkey for the account already.', { cause: thrown })
    throw new SatchelError('invalid', 'The browser could not use a passkey here.', { cause: thrown })
  }
}
