import { existsSync } from 'node:fs'
import { productModel } from '../model/model.ts'
import type { AuditKind } from '../protocol/audit.ts'
import { systemClock } from '../shared/clock.ts'
import { foldEmail } from '../shared/fold.ts'
import { systemRandom } from '../shared/random.ts'
import { auditAct, operatorSource } from './audit/entry.ts'
import { createOneTimeTokens } from './auth/one-time-tokens.ts'
import { makeResetLink } from './auth/reset-links.ts'
import { readConfig, type Config } from './config.ts'
import { backUp, dropOldBackups, newestBackup } from './maintenance/backup-files.ts'
import { checkStore } from './maintenance/check.ts'
import { move } from './maintenance/move.ts'
import { openPostgresTables } from './maintenance/postgres-tables.ts'
import { restore } from './maintenance/restore.ts'
import { openSqliteTables, refuseWhileServed } from './maintenance/sqlite-tables.ts'
import type { TablesTarget } from './maintenance/tables.ts'
import { beginKeyChange, keyFileOf, markName } from './secrets/key.ts'
import { closeAnew, forgetSecrets } from './secrets/sealed-store.ts'
import type { User } from './store/account-port.ts'
import { openStore } from './store/open-store.ts'
import type { SyncStore } from './store/port.ts'
import { fileOf } from './store/sqlite/sqlite-store.ts'

/* `npm run server -- <command>`: what an operator does with the data of a server (docs/operation.md). */

const usage = `npm run server -- <command>

  migrate                       brings the data to this version's shape; a start does so too
  backup [folder]               copies the SQLite file as it is now, beside a running server, and drops what is older than BACKUP_KEEP_DAYS
  restore [backup]              puts a backup (the newest, unless one is named) in the place of the SQLite file; the server is stopped
  check                         looks through all data for what cannot be
  reset-password <email>        prints a link by which that person sets a new password: good once, and for an hour; beside a running server
  remove-authenticator <email>  for a lost phone: that person signs in without a code; beside a running server
  forget-secrets                for a key that is lost: authenticator apps are removed, everybody signs in anew, webhooks and notifications are set up anew; the server is stopped
  rotate-key                    closes everything under another key: a new file, or NEW_SECRET_KEY in the place of SECRET_KEY; the server is stopped
  move --from A --to B          carries everything to an empty store; A and B are file:<path of the SQLite file> or postgres://…; the server is stopped

The settings are the server's: DATA_DIR, DATABASE_URL, DATABASE_OWNER_URL, PUBLIC_URL, BACKUP_DIR, BACKUP_KEEP_DAYS.`

const say = (line: string): void => { console.log(line) }

const commands: Record<string, (config: Config, args: string[]) => Promise<void>> = {
  async migrate(config) {
    await (await openStore(config)).close()
    say('The data has the shape of this version.')
  },

  async backup(config, [folder = config.backups.folder]) {
    const made = backUp(fileIn(config), folder, systemClock.now())
    say(`Backed up to ${made}`)
    for (const old of dropOldBackups(folder, config.backups.keepDays, systemClock.now())) say(`Removed ${old}`)
  },

  async restore(config, [named]) {
    const backup = named ?? newestBackup(config.backups.folder, systemClock.now())
    if (backup === undefined) throw new Error(`There is no backup in ${config.backups.folder}.`)
    const aside = restore(fileIn(config), backup, systemClock.now())
    say(`${backup} is in place.${aside === null ? '' : ` What was there before is ${aside}.`} Start the server: devices give back what came after the backup.`)
  },

  async check(config) {
    const store = config.database === null ? openSqliteTables(fileOf(config.dataDir), 'shared') : await openPostgresTables(config.database.ownerUrl ?? config.database.url)
    try {
      const found = [...'integrity' in store ? store.integrity().map((line) => `SQLite says: ${line}`) : [], ...await checkStore(store, productModel)]
      for (const finding of found) say(finding)
      if (found.length > 0) throw new Error(`${found.length} findings.`)
      say('All is well.')
    } finally {
      await store.close()
    }
  },

  async 'reset-password'(config, [email]) {
    if (email === undefined) throw new Error('reset-password needs the e-mail address of the account.')
    const store = await openExisting(config)
    try {
      const user = await userOf(store, email)
      await note(store, user, 'reset_link_made')
      say(await makeResetLink(createOneTimeTokens(store.accounts, systemClock, systemRandom), user.id, config.linkUrl))
      say('Give it to that person by a way that nobody else reads. It is good once, and for an hour.')
    } finally {
      await store.close()
    }
  },

  async 'remove-authenticator'(config, [email]) {
    if (email === undefined) throw new Error('remove-authenticator needs the e-mail address of the account.')
    const store = await openExisting(config)
    try {
      const user = await userOf(store, email)
      if (user.totpSecret === null) throw new Error(`${email} has no authenticator app.`)
      await note(store, user, 'authenticator_removed')
      await store.accounts.setTotp(user.id, null)
      const passkeys = await store.accounts.passkeysOf(user.id)
      if (passkeys.length === 0) await store.accounts.unproveSessions(user.id)
      say(`${email} signs in without a code.${passkeys.length === 0 ? '' : ` Passkeys go on, of which there ${passkeys.length === 1 ? 'is one' : `are ${passkeys.length}`}: that person removes those of a lost phone under Settings, Account.`}`)
    } finally {
      await store.close()
    }
  },

  async 'forget-secrets'(config) {
    if (config.database === null) refuseWhileServed(existing(config))
    const store = await openStore(config)
    try {
      await forgetSecrets(store, systemRandom)
      say('What was closed under the lost key is forgotten. The next start begins with the key that it finds, or a new one: everybody signs in anew, authenticator apps are set up anew, webhooks are added anew, notifications are switched on anew.')
    } finally {
      await store.close()
    }
  },

  async 'rotate-key'(config) {
    if (config.database === null) refuseWhileServed(existing(config))
    const store = await openStore(config)
    try {
      const { from, to, finish } = beginKeyChange(config, process.env['NEW_SECRET_KEY']?.trim() || null)
      const mark = await store.accounts.secret(markName, () => (from ?? to).mark)
      if (mark !== to.mark && mark !== from?.mark) throw new Error('The secrets in the data are closed under neither the key of now nor the new one. Put the right one there first.')
      if (mark !== to.mark && from !== null) await closeAnew(store, from, to)
      const aside = finish(new Date(systemClock.now()).toISOString())
      say(aside === null
        ? 'Everything is closed under NEW_SECRET_KEY. Set SECRET_KEY to it, and start the server.'
        : `Everything is closed under another key, which is in ${keyFileOf(config.dataDir)}; keep a copy of it. The former is ${aside}: backups of before need it, so keep it as long as them.`)
    } finally {
      await store.close()
    }
  },

  async move(_config, args) {
    const [from, to] = [optionOf(args, 'from'), optionOf(args, 'to')]
    const source = await openEnd(from), target = await openEnd(to)
    try {
      const now = new Date(systemClock.now()).toISOString()
      const counts = await move({ rows: source.tables.rows, markMoved: () => source.markMoved(wordsOf(to), now) }, target.tables)
      say(`Moved ${counts['users']} accounts, ${counts['workspaces']} workspaces and ${counts['records']} records. Start the server on ${wordsOf(to)}; the old data stays, and no server serves it.`)
    } finally {
      await source.close()
      await target.close()
    }
  },
}

function fileIn(config: Config): string {
  if (config.database !== null) throw new Error('DATABASE_URL is set. PostgreSQL is backed up and restored by its own means (docs/postgresql.md).')
  return fileOf(config.dataDir)
}

/** Where the settings name another folder than the server's, nothing is made there. */
function existing(config: Config): string {
  const file = fileOf(config.dataDir)
  if (!existsSync(file)) throw new Error(`There is no ${file}. Is DATA_DIR the server's?`)
  return file
}

async function openExisting(config: Config): Promise<SyncStore> {
  if (config.database === null) existing(config)
  return openStore(config)
}

async function userOf(store: SyncStore, email: string): Promise<User> {
  const user = await store.accounts.userByEmail(foldEmail(email))
  if (user === null) throw new Error(`There is no account with the address ${email}.`)
  return user
}

/** An administrative act like others; nobody is signed in, so it says that it was the operator. */
async function note(store: SyncStore, { id, name }: User, kind: AuditKind): Promise<void> {
  const at = new Date(systemClock.now()).toISOString()
  for (const { workspace } of await store.accounts.memberships(id)) {
    await store.write(workspace.id, (writer) => writer.appendAudit([auditAct(at, operatorSource, kind, { target: id, name })]))
  }
}

interface MoveEnd { tables: TablesTarget; markMoved(to: string, at: string): Promise<void>; close(): Promise<void> }

async function openEnd(address: string): Promise<MoveEnd> {
  if (/^postgres(?:ql)?:/.test(address)) {
    const tables = await openPostgresTables(address)
    await tables.holdAlone().catch(async (thrown: unknown) => { await tables.close(); throw thrown })
    return { tables, markMoved: (to, at) => tables.markMoved(to, at), close: () => tables.close() }
  }
  if (!address.startsWith('file:')) throw new Error(`"${address}" is neither file:<path> nor postgres://…`)
  const tables = openSqliteTables(address.slice('file:'.length), 'alone')
  return { tables, markMoved: async (to, at) => { tables.markMoved(to, at) }, close: async () => { tables.close() } }
}

function optionOf(args: string[], name: string): string {
  const value = args[args.indexOf(`--${name}`) + 1]
  if (!args.includes(`--${name}`) || value === undefined) throw new Error(`move needs --${name} file:<path> or --${name} postgres://…`)
  return value
}

/** An address without its password. */
const wordsOf = (address: string): string => (address.startsWith('file:') ? address.slice('file:'.length) : `${new URL(address).host}${new URL(address).pathname}`)

// As the server's own files are.
process.umask(0o077)
try {
  const [name = '', ...args] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  // `--help` is no folder to back up to.
  if (command === undefined || (name !== 'move' && args.some((arg) => arg.startsWith('-')))) throw new Error(usage)
  await command(readConfig(process.env), args)
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown))
  process.exitCode = 1
}
