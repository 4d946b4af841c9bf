const key = 'satchel.passwordReset'

/* A new password by a link ends sessions and tokens, and leaves passkeys (decision 0104): whoever set it in this tab is shown them once they are signed in. */

export const notePasswordReset = (): void => { sessionStorage.setItem(key, 'set') }
export const isAfterPasswordReset = (): boolean => sessionStorage.getItem(key) !== null
export const forgetPasswordReset = (): void => { sessionStorage.removeItem(key) }
