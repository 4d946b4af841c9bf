import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/sync-api/config.ts'
import type { Registration } from '../../src/protocol/auth.ts'
import { bearerHeaders, plainPasswords, setupAccount, setupServer, type Account, type Server } from './sync-api-setup.ts'

const servers: Server[] = []
afterEach(async () => { for (const server of servers.splice(0)) await server.close() })

/** Two servers over one store: one that is open, by which Ana is there already, and one as its operator has it. */
async function setup(registration: Registration): Promise<{ server: Server; ana: Account; hashed: string[] }> {
  const open = await setupServer(), hashed: string[] = []
  const server = await setupServer({ store: open.store, registration, passwords: { ...plainPasswords, hash: (password) => { hashed.push(password); return plainPasswords.hash(password) } } })
  servers.push({ ...server, close: async () => { await server.app.close(); await open.close() } })
  return { server, ana: await setupAccount(open), hashed }
}

const register = (server: Server, email: string, more: object = {}) => server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email, password: 'a long password', name: 'Bo', transport: 'bearer', ...more } })
const linkOf = async (server: Server, { headers }: Account): Promise<string> =>
  (await server.app.inject({ method: 'POST', url: '/api/workspace/invitations/make', headers, payload: { role: 'member' } })).json<{ secret: string }>().secret

describe('registration', () => {
  it('that is closed takes nobody, an invitation or not, and says of no address whether it has an account', async () => {
    const { server, ana, hashed } = await setup('closed'), invitation = await linkOf(server, ana)
    const answers = [await register(server, 'bo@example.org'), await register(server, ana.session.user.email), await register(server, 'bo@example.org', { invitation })]
    for (const answer of answers) expect([answer.statusCode, answer.json()]).toEqual([403, { error: 'registration_closed', message: 'This server takes no new accounts. Ask whoever runs it.', details: { registration: 'closed' } }])
    expect(hashed).toEqual([])
  })

  it('that is closed keeps nobody out who has an account, nor from another workspace', async () => {
    const { server, ana } = await setup('closed')
    const answer = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: ana.session.user.email, password: 'a long password', transport: 'bearer' } })
    expect(answer.statusCode).toBe(200)
    expect((await server.app.inject({ method: 'POST', url: '/api/auth/workspaces/create', headers: bearerHeaders(answer.json()), payload: { name: 'Another' } })).statusCode).toBe(200)
  })

  it('by invitation takes who has one that holds, into its workspace, and nobody else', async () => {
    const { server, ana } = await setup('invited'), invitation = await linkOf(server, ana)
    expect((await register(server, 'bo@example.org')).json()).toMatchObject({ error: 'registration_closed', details: { registration: 'invited' } })
    expect((await register(server, ana.session.user.email, { invitation: 'none' })).json()).toMatchObject({ error: 'invitation_over' })
    expect((await register(server, 'bo@example.org', { invitation })).json()).toMatchObject({ workspace: { id: ana.session.workspace.id, role: 'member' } })
    expect((await register(server, 'cy@example.org', { invitation })).json()).toMatchObject({ error: 'invitation_over' })
  })

  it('is told to whoever asks, before they have typed anything', async () => {
    for (const registration of ['open', 'invited', 'closed'] as const) {
      const { server } = await setup(registration)
      expect((await server.app.inject('/api/auth/registration')).json()).toEqual({ registration })
    }
  })

  it('is what REGISTRATION says, open where it says nothing; a word that there is not starts no server', () => {
    expect(readConfig({}).registration).toBe('open')
    expect(readConfig({ REGISTRATION: '' }).registration).toBe('open')
    expect(readConfig({ REGISTRATION: 'invited' }).registration).toBe('invited')
    expect(() => readConfig({ REGISTRATION: 'close' })).toThrow('It is open, invited, closed')
  })
})
