import { createWantedStore, noteSignedOut, tellHints, type AccountAnswer, type AccountCall, type AccountInput, type SyncStatus, type WantedHints, type WantedStore } from '../changes-worker/contract.ts'
import { productModel } from '../model/model.ts'
import { isPeoples } from '../model/policies.ts'
import { systemClock, type Clock } from '../shared/clock.ts'
import { SatchelError, toSatchelError, type ErrorBody } from '../shared/errors.ts'
import { err, ok } from '../shared/result.ts'
import { registered, subscriptionFor } from './browser-push.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'
import { isSignOutUnfinished } from './unfinished-sign-out.ts'

export interface NotificationParts {
  connection: () => Connection
  /** Whose database is open. */
  account: () => { userId: string; workspaceId: string } | null
  wanted?: WantedStore
  clock?: Pick<Clock, 'now' | 'monotonic'>
}

export interface Notifications {
  api: Satchel['notifications']
  /** To be told of every status: where somebody is found to be signed in, the server is told again what this device wants. */
  follow(status: Pick<SyncStatus, 'state' | 'error' | 'account'>): void
  /** Nothing is shown any more, whatever the server can still be told. */
  signedOut(): Promise<void>
}

/**
 * Notifications on this device, for the account and workspace that are open. The server sends a hint by Web Push, and the service worker shows what comes
 * of it (decision 0036).
 *
 * A server forgets a device that it cannot reach, where nobody is signed in, or whose person left; a browser may lose its subscription, and a server its
 * key. So what is wanted here is told again once a page load, and whenever somebody looks at the switches.
 */
export function createNotifications({ connection, account, wanted = createWantedStore(), clock = systemClock }: NotificationParts): Notifications {
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>, of?: { workspaceId: string; userId: string }): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input, of), { once: input !== null }) as AccountAnswer<K>
  const own = async (): Promise<WantedHints | undefined> => (await wanted.all()).find(({ databaseName }) => databaseName === connection().database)
  const tell = (subscription: PushSubscription, each: readonly WantedHints[]): ReturnType<typeof tellHints> =>
    tellHints(wanted, (input, of) => call('subscribeHints', input, of).then(ok, (thrown: unknown) => err(toSatchelError(thrown).toBody())), subscription.toJSON(), each)
  /** Two tabs, or a renewal and a click, must not each make a subscription. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => navigator.locks.request('satchel-hints', work) as Promise<T>

  /** Tells the server again for all workspaces of who is here. @returns why no hint can come for the one that is open; null: they do, or none is wanted */
  const renew = (): Promise<ErrorBody | null> => alone(async (): Promise<ErrorBody | null> => {
    const database = connection().database, userId = account()?.userId
    const mine = async (): Promise<WantedHints[]> => (await wanted.all()).filter((one) => one.userId === userId)
    // Read before anything is asked: who signs out from here on is noted as signed out, and that note stays (noteTold).
    const wishes = await mine()
    if (userId === undefined || isSignOutUnfinished()) return { code: 'signed_out', message: 'Nobody is signed in.' }
    if (wishes.length === 0) return null
    const registration = await registered()
    if (registration === null || Notification.permission !== 'granted') return { code: 'forbidden', message: 'The browser does not let Satchel show notifications any more.' }
    const { publicKey } = await call('hintKey', null)
    const { subscription, kept } = await subscriptionFor(registration, publicKey)
    let told = await tell(subscription, wishes)
    // Taken by the server again, a subscription that its push service has given up would be a promise that nobody keeps.
    if (kept && told.some(({ forgotten }) => forgotten)) {
      const renewed = await subscriptionFor(registration, publicKey, { fresh: true })
      told = await tell(renewed.subscription, (await mine()).filter(({ signedOutAt }) => signedOutAt === undefined))
    }
    return told.find(({ wanted: { databaseName }, error }) => databaseName === database && error !== null)?.error ?? null
  }).catch((thrown: unknown) => toSatchelError(thrown).toBody())

  /** For whom the server was told in this page load, and when it may be tried again after it could not be. */
  let toldFor = '', notBefore = Number.NEGATIVE_INFINITY
  const follow: Notifications['follow'] = (status) => {
    if (status.account === null || status.state === 'signed_out' || status.state === 'blocked') toldFor = ''
    if (status.account === null || status.error !== null || !inTouch.has(status.state)) return
    const now = `${connection().database} ${status.account.userId}`
    if (now === toldFor || clock.monotonic() < notBefore) return
    toldFor = now
    void renew().then((error) => {
      if (error === null || toldFor !== now) return
      toldFor = ''
      notBefore = clock.monotonic() + againAfterMs
    })
  }

  const want = async (names: readonly string[]): Promise<void> => {
    const entities = names.map((name) => {
      const entity = productModel.entities.get(name)
      if (entity === undefined || !isPeoples(entity)) throw new SatchelError('invalid', `There is nothing to be told of "${String(name)}".`)
      return { name, label: entity.label.many }
    })
    const databaseName = connection().database
    if (entities.length === 0) {
      await stop(databaseName)
      return
    }
    // First of all: browsers ask the person only while they still see the click.
    const permission = 'Notification' in globalThis ? await Notification.requestPermission() : 'denied'
    const registration = await registered(), whose = account()
    if (registration === null) throw new SatchelError('invalid', 'This browser cannot show notifications of this app.')
    if (permission !== 'granted') throw new SatchelError('cancelled', 'The browser was not allowed to show notifications, so nothing was changed.')
    if (whose === null) throw new SatchelError('signed_out', 'Sign in to be told of what others change.')
    const { userId, workspaceId } = whose
    await alone(async () => {
      const { publicKey } = await call('hintKey', null)
      const { subscription, kept } = await subscriptionFor(registration, publicKey)
      const { endpoint = '', keys = {} } = subscription.toJSON()
      const { id } = await call('subscribeHints', { endpoint, p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '', entities: entities.map(({ name }) => name) })
      await wanted.put({ databaseName, id, userId, workspaceId, entities })
      // The one of before is gone for the person's other workspaces too.
      if (!kept) await tell(subscription, (await wanted.all()).filter((one) => one.userId === userId && one.databaseName !== databaseName))
    })
  }
  /** Nothing is shown from now on, whatever the server can still be told. */
  const stop = async (databaseName: string): Promise<void> => {
    await wanted.remove(databaseName)
    await alone(async () => {
      if ((await wanted.all()).length === 0) await (await (await registered())?.pushManager.getSubscription())?.unsubscribe()
      await call('unsubscribeHints', {})
    })
  }

  return {
    api: {
      // What says that two records are apart is no news to anybody.
      entities: [...productModel.entities.values()].filter((entity) => isPeoples(entity) && entity.aside !== true).map(({ name, label }) => ({ name, label: label.many })),
      state: async () => {
        if (await registered() === null) return { possible: 'unsupported', entities: [], wanted: [], problem: null }
        const wishes = (await own())?.entities.map(({ name }) => name) ?? []
        if (Notification.permission === 'denied') return { possible: 'blocked', entities: [], wanted: wishes, problem: null }
        const error = wishes.length === 0 ? null : await renew()
        return { possible: 'yes', entities: error === null ? wishes : [], wanted: wishes, problem: error === null ? null : problemWords(error) }
      },
      want,
    },
    follow,
    signedOut: () => noteSignedOut(wanted, new Date(clock.now()).toISOString()),
  }
}

/** States in which the server was heard to know who is signed in. */
const inTouch: ReadonlySet<SyncStatus['state']> = new Set(['syncing', 'downloading', 'idle'])
const againAfterMs = 60_000

function problemWords({ code, message, details }: ErrorBody): string {
  if (details?.['why'] === 'push_service') return 'The browser could not reach its push service. It is tried again when you next open Satchel.'
  switch (code) {
    case 'signed_out': case 'wrong_account': return 'You are not signed in here. They come again once you are.'
    case 'not_a_member': return 'You are not a member of this workspace any more.'
    case 'offline': case 'server_unreachable': case 'timeout': case 'server_error': case 'server_garbage': case 'rate_limited': return 'The server cannot be asked just now. They come again once it can.'
    default: return message
  }
}
