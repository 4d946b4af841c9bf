import { describe, expect, it } from 'vitest'
import { checkSignIn, signInErrors } from './sign-in-words.ts'

describe('signing in', () => {
  it('finds what is wrong before anything is sent, at the field', () => {
    expect(checkSignIn('register', { email: 'ana', password: 'short', name: ' ' })).toEqual({
      name: 'What should others call you?', email: 'This is no e-mail address.', password: 'This one has 5.',
    })
    expect(checkSignIn('login', { email: 'ana@example.org', password: 'short', name: '' })).toEqual({})
  })

  it('puts the server\'s answer at the field it is about', () => {
    expect(signInErrors('register', { code: 'invalid', message: 'There is an account already.', field: 'email' })).toEqual({ email: 'There is an account already.' })
    expect(signInErrors('login', { code: 'signed_out', message: 'Wrong.', field: undefined })).toEqual({ password: 'Wrong.' })
  })

  it('[R8] says where a device belongs to an account that the server may have lost that nothing here is lost', () => {
    expect(signInErrors('login', { code: 'signed_out', message: 'Wrong.', field: undefined }, true)).toMatchObject({ password: 'Wrong.', form: expect.stringMatching(/Nothing on this device is lost/) as string, lostAccount: true })
  })

  it('[P5] says that the data is safe when the server cannot be reached', () => {
    expect(signInErrors('login', { code: 'offline', message: 'You are offline.', field: undefined }).form).toMatch(/is safe/)
  })
})
