import type { FastifyInstance } from 'fastify'
import type { AccountDevice } from '../../protocol/account.ts'
import { subjectOf } from '../audit/trail.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import type { DeviceRow, SessionRow } from '../store/account-port.ts'
import { serveAccountCall, type AccountDeps } from './account-calls.ts'
import { clearDeviceCookie, clearSessionCookies, provenDevice } from './cookies.ts'
import { personOf, refreshToken } from './guard.ts'
import type { Person } from './sessions.ts'
import { canBeHeld } from './session-tokens.ts'

/** `/api/auth/devices*`: where a person is signed in, and ending that from afar. */
export function deviceRoutes(app: FastifyInstance, deps: AccountDeps): void {
  const { accounts, ends, now, log } = deps

  /** Their tokens are dead with the commit, and their sockets close. */
  const endSessions = async (identity: Person, of: { deviceId?: string; except?: string }): Promise<number> => {
    const ended = await accounts.endSessions({ userId: identity.user.id, ...of }, now(), 'revoked')
    ends.ended(ended)
    return ended.length
  }
  const deviceOf = async ({ user }: Person, id: string): Promise<DeviceRow> => {
    const device = (await accounts.devicesOf(user.id)).find((one) => one.id === id)
    if (device === undefined) throw notFound()
    return device
  }

  serveAccountCall(app, deps, 'devices', async (_input, request) => {
    const identity = personOf(request)
    const [devices, sessions] = await Promise.all([accounts.devicesOf(identity.user.id), accounts.sessionsOf(identity.user.id)])
    const at = Date.parse(now())
    const listed = devices.map((device) => describe(device, sessions.filter((session) => session.deviceId === device.id && canBeHeld(session, device, at)), identity)).filter((device) => isListed(device, at))
    return { devices: listed.sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt)) }
  })

  serveAccountCall(app, deps, 'renameDevice', async ({ id, name }, request) => {
    const identity = personOf(request), trimmed = name.trim()
    if (trimmed === '') throw new HttpError(400, 'invalid', 'A device is called something.')
    const was = (await deviceOf(identity, id)).name
    await request.audit('device_renamed', { target: id, name: trimmed, was })
    if (!await accounts.updateDevice(identity.user.id, id, { name: trimmed })) throw notFound()
    return {}
  })

  serveAccountCall(app, deps, 'revokeDevice', async ({ id }, request) => {
    const identity = personOf(request), device = await deviceOf(identity, id)
    await request.audit('device_revoked', { target: device.id, name: device.name })
    await endSessions(identity, { deviceId: device.id })
    log('info', 'auth.device_revoked', { userId: identity.user.id, deviceId: device.id })
    return {}
  })

  serveAccountCall(app, deps, 'revokeOthers', async (_input, request) => {
    const identity = personOf(request)
    await request.audit('others_revoked')
    const ended = await endSessions(identity, { except: identity.sessionId })
    log('info', 'auth.others_revoked', { userId: identity.user.id, ended })
    return { ended }
  })

  serveAccountCall(app, deps, 'wipeDevice', async ({ id }, request) => {
    const identity = personOf(request), device = await deviceOf(identity, id)
    if (device.id === identity.session.deviceId) throw new HttpError(400, 'invalid', 'This is the device you are on. Sign out of it, and delete its data there.')
    if (device.kind !== 'browser') throw new HttpError(400, 'invalid', 'A program keeps nothing that could be wiped. End its session instead.')
    await request.audit('device_wipe_asked', { target: device.id, name: device.name })
    // First the order, then the end of the session: whoever is refused is told why.
    await accounts.updateDevice(identity.user.id, id, { wipeAskedAt: now() })
    await endSessions(identity, { deviceId: device.id })
    log('warn', 'auth.device_wipe_asked', { userId: identity.user.id, deviceId: device.id })
    return {}
  })

  serveAccountCall(app, deps, 'wiped', async (_input, request, reply) => {
    const session = await deps.sessions.find({ access: undefined, refresh: refreshToken(request) })
    for (const deviceId of new Set([provenDevice(request), session?.deviceId])) {
      if (!deviceId) continue
      for (const userId of await accounts.wipesOf(deviceId)) {
        const user = await accounts.userById(userId), device = (await accounts.devicesOf(userId)).find(({ id }) => id === deviceId)
        for (const membership of user === null ? [] : await accounts.memberships(userId)) {
          await request.audit('device_wiped', {}, subjectOf(request, user!, membership, { id: deviceId, name: device?.name ?? '', by: 'browser' }))
        }
        await accounts.updateDevice(userId, deviceId, { wipedAt: now() })
        log('warn', 'auth.device_wiped', { userId, deviceId })
      }
    }
    clearSessionCookies(request, reply)
    clearDeviceCookie(request, reply)
    return {}
  })
}

function describe(device: DeviceRow, sessions: readonly SessionRow[], identity: Person): AccountDevice {
  const { id, name, kind, createdAt, lastSeenAt, replicaId } = device
  const state = sessions.length > 0 ? 'signed_in' : device.wipedAt !== null ? 'wiped' : device.wipeAskedAt !== null ? 'wiping' : 'signed_out'
  return {
    id, name, kind, createdAt, lastSeenAt, replicaId, state, signs: sessions.length > 0 && sessions.every(({ publicKey }) => publicKey !== null), current: id === identity.session.deviceId,
    sessions: sessions.map((session) => ({ id: session.id, createdAt: session.createdAt, current: session.id === identity.sessionId })),
  }
}

/** Where nobody is signed in there may still be data; a program has none, and in half a year nobody looks for it. */
function isListed({ state, kind, lastSeenAt }: AccountDevice, now: number): boolean {
  if (state === 'signed_in' || state === 'wiping') return true
  return kind === 'browser' && now - Date.parse(lastSeenAt) < 180 * 24 * 3_600_000
}
