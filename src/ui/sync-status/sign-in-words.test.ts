import { describe, expect, it } from 'vitest'
import { checkSignIn, registrationWords, signInErrors } from './sign-in-words.ts'

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

  it('[R8] offers no account anew where the server takes none, and says whom to ask', () => {
    const errors = signInErrors('login', { code: 'signed_out', message: 'Wrong.', field: undefined }, true, false)
    expect(errors).toMatchObject({ form: expect.stringMatching(/Nothing on this device is lost: ask whoever runs the server/) as string })
    expect(errors.lostAccount).toBeUndefined()
  })

  it('says who may make an account, and to whom nobody may what to do', () => {
    expect([registrationWords('open', false), registrationWords('open', true), registrationWords('invited', true)]).toEqual([null, null, null])
    expect(registrationWords('invited', false)?.text).toMatch(/Ask somebody who is in a workspace/)
    expect(registrationWords('closed', false)?.text).toBe('Whoever runs it has closed registration; ask them for an account.')
    expect(registrationWords('closed', true)?.text).toMatch(/comes in by this link/)
  })
})
