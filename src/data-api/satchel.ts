import type { Entity } from '../model/entity.ts'
import { productModel, type Model } from '../model/model.ts'
import { systemClock } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'
import { createIdMaker, systemRandom } from '../shared/random.ts'
import { createAccount } from './account.ts'
import { createAccounts } from './accounts.ts'
import { createAudit } from './audit.ts'
import { createActQueue } from './act-queue.ts'
import { bulk } from './bulk.ts'
import { createCollection } from './collection.ts'
import { checkCallback, checkCount } from './check-options.ts'
import { checkId } from './clean.ts'
import { createConnection, type Connection } from './connection.ts'
import { knownDatabases, noteLeft, setActiveDatabase } from './databases.ts'
import { exportRecordsOf } from './exporter.ts'
import type { FirstLine } from './first-line.ts'
import { createImporter } from './importer.ts'
import { importSource } from './import-source.ts'
import { live } from './live.ts'
import { createOpenChoices } from './open-choice.ts'
import { createNotifications } from './notifications.ts'
import { createPrograms } from './programs.ts'
import { relatedTo } from './related.ts'
import { createSettings } from './settings.ts'
import { createStorage } from './storage.ts'
import { createSyncStatus } from './sync-status.ts'
import { createThisDevice } from './this-device.ts'
import { createTeam } from './team.ts'
import { finishSignOut } from './unfinished-sign-out.ts'
import type { Collection, Satchel } from './types.ts'
import { beginWipe, finishWipe, followWipes } from './wipe.ts'
import { turn } from './turn.ts'

/** Builds the data API on this tab's line to the workers. One per page. */
export function createSatchel({ broker, connection: first }: FirstLine, model: Model = productModel): Satchel {
  const makeId = createIdMaker(systemClock, systemRandom)
  const commitListeners = new Set<(changed: { entities: string[]; journal: boolean }) => void>()
  const everything = { entities: [...model.entities.keys()], journal: true }

  let connection: Connection
  const current = (): Connection => connection
  const importer = createImporter(current, async () => (syncStatus.api.status().account === null ? [] : satchel.team.members()))
  const syncStatus = createSyncStatus(current, (userIds) => { beginWipe(userIds, makeId, current()) })
  const { carryOver, ...device } = createThisDevice(current, makeId)
  const take = (opened: Connection): void => {
    connection = opened
    importer.reconnect()
    connection.onCommit((changed) => { for (const listener of commitListeners) listener(changed === 'everything' ? everything : changed) })
    connection.onConnect(() => { syncStatus.connect(); importer.reconnect() })
    syncStatus.connect()
    connection.ready.then(carryOver, () => undefined)
  }
  take(first)
  followWipes()
  connection!.ready.then(async (info) => {
    await finishWipe(current())
    await finishSignOut(current())
    // A device that is locked asks the server for nothing, and may have been told to delete what lies on it.
    if (info.userId === null && knownDatabases().some(({ userId }) => userId !== null)) await current().changes((api) => api.session())
  }).catch(() => undefined)
  addEventListener('online', () => { void finishSignOut(current()) })

  const choices = createOpenChoices(() => connection.database)
  // All tabs look at the same database: one that switches takes the others along.
  const tabs = new BroadcastChannel('satchel.database')
  const switchHere = async (database: string): Promise<void> => {
    if (database === connection.database) return
    await connection.close()
    syncStatus.forget()
    take(createConnection(database, broker))
    for (const listener of commitListeners) listener(everything)
    choices.look()
  }
  tabs.onmessage = (event: MessageEvent<string>) => { void switchHere(event.data) }
  const switchTo = async (database: string): Promise<void> => {
    if (database !== connection.database) await noteLeft(connection)
    setActiveDatabase(database)
    tabs.postMessage(database)
    await switchHere(database)
    await connection.ready
  }

  const audit = createAudit(current, syncStatus.api, makeId), storage = createStorage(current, carryOver)
  const collections = new Map<string, Collection>()
  const collectionOf = (entity: Entity): Collection =>
    createCollection(current, entity, makeId, {
      import: (source, options) => importSource(importer, entity, source, options),
      export: (format, options) => exportRecordsOf(current(), entity, format, options, (count) => { audit.exported({ what: entity.name, format, count }) }),
    })
  for (const entity of model.entities.values()) collections.set(entity.name, collectionOf(entity))

  const collectionNamed = (name: string): Collection => {
    const collection = collections.get(name)
    if (!collection) throw new SatchelError('invalid', `There is no entity "${name}". There are: ${[...collections.keys()].join(', ')}.`)
    return collection
  }
  const onCommit: Satchel['onCommit'] = (callback) => {
    checkCallback(callback)
    commitListeners.add(callback)
    return () => { commitListeners.delete(callback) }
  }
  const acts = createActQueue()
  const account = createAccount(current, device.rename, makeId)
  const notifications = createNotifications({ connection: current, account: () => syncStatus.api.status().account })
  syncStatus.api.onStatus(notifications.follow)
  const satchel: Satchel = {
    get ready() { return connection.ready },
    entity: collectionNamed,
    bulk: (write, options) => acts.run(() => bulk(connection, makeId, write, options)),
    live: (entity, query, callback) => live({ related: (name) => relatedTo(model, name), list: (name, options) => collectionNamed(name).list(options), onCommit }, entity, query, callback),
    undo: () => acts.after(() => turn(connection, { kind: 'undo' })),
    redo: () => acts.after(() => turn(connection, { kind: 'redo' })),
    undoAct: async (id) => { const actId = checkId(id, 'act'); return acts.after(() => turn(connection, { actId })) },
    undoState: () => connection.data((api) => api.undoState()),
    recentHistory: async (limit = 100, before) => {
      checkCount(limit, 'A limit')
      if (before !== undefined && typeof before !== 'string') throw new SatchelError('invalid', 'The page before is named by the `at` of its last entry.')
      return connection.data((api) => api.recentHistory(limit, before))
    },
    sql: (text, params) => connection.data((api) => api.sql(text, params)),
    sync: syncStatus.api,
    storage: { ...storage, backup: async () => {
      const blob = await storage.backup()
      audit.exported({ what: 'backup', format: 'sqlite', count: 1 })
      return blob
    }, restore: (file) => acts.after(() => importer.whileNone(() => storage.restore(file))) },
    audit: audit.api,
    auth: createAccounts({ connection: current, switchTo, choices, makeId, askPasskey: account.askPasskey, signedOut: notifications.signedOut }),
    ...createPrograms(current),
    notifications: notifications.api,
    importer,
    settings: createSettings(current, model.entities, makeId),
    device: { ...device, rename: async (name) => {
      await device.rename(name)
      // The list of devices says it too, as soon as the server can be told.
      if (syncStatus.api.status().account !== null) void account.nameThis(name ?? device.defaultName)
    } },
    account: account.api,
    ...createTeam({ connection: current, switchTo, makeId }),
    onCommit,
  }
  // What has a door of its own keeps it: `satchel.settings`.
  for (const [name, collection] of collections) if (!(name in satchel)) satchel[name] = collection
  return satchel
}
