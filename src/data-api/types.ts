import type { Json } from '../shared/json.ts'
import type {
  ChangeStatus, HistoryEntry, JournalRow, ListQuery, Lookalike, Naming, PastRecord, PastResult, RowGroup, StorageInfo, SyncLogEntry, TextDraft, UndoResult, UndoState, Where,
} from '../db-worker/contract.ts'
import type { Role } from '../model/entity.ts'
import type { AccountDevice, ApiToken, AuditEntry, AuditPage, AuditQuery, AuditReport, Invitation, Member, SyncStatus, Webhook, WebhookDelivery } from '../changes-worker/contract.ts'
import type {
  CsvShape, DateOrder, Encoding, ExportFormat, FailedRow, FileChange, ImportFormat, ImportProgress, ImportReport, InspectedFile, Mapping, MendedRow, PlannedRow, Rehearsal, RowAction,
} from '../import/contract.ts'

export type {
  AccountDevice, ApiToken, AuditEntry, AuditPage, AuditQuery, AuditReport, Invitation, Member, Webhook, WebhookDelivery, ChangeStatus, CsvShape, DateOrder, Encoding, ExportFormat, FailedRow, FileChange, HistoryEntry, ImportFormat, ImportProgress, ImportReport, InspectedFile, JournalRow,
  Json, ListQuery, Lookalike, Mapping, MendedRow, Naming, PastRecord, PastResult, PlannedRow, Rehearsal, RowAction, RowGroup, StorageInfo, SyncLogEntry, SyncStatus, TextDraft, UndoResult, UndoState, Where,
}

/** A record as everybody above the workers sees it: the wire's fields, flat, and what sync has to say about it. */
export interface Rec {
  id: string
  revision: number
  createdAt: string
  updatedAt: string
  deletedAt: string | null
  $sync: { pendingSince: string | null; failed: boolean; conflicts: number; notices: number }
  /** The documents behind its edited texts, opaque: what `{$edit: {from, state, text}}` names as `state`. */
  $text?: Record<string, string>
  [field: string]: Json | undefined | Rec['$sync']
}

export interface ListOptions { search?: string; where?: Where; sort?: string[]; offset?: number; limit?: number; /** False: the rows alone are wanted; `total` is then how many there are at the least. */ count?: false; state?: 'live' | 'deleted' | 'all'; group?: NonNullable<ListQuery['group']> }

/** One entity's door. Every method rejects with a SatchelError that names what happened. */
export interface Collection {
  create(data: Record<string, Json | undefined>, options?: CreateOptions): Promise<Rec>
  /** Writes only what the patch names; `null` empties a field. */
  update(id: string, patch: Record<string, Json | undefined>, options?: ActOptions & { baseRevision?: number }): Promise<Rec>
  delete(id: string, options?: ActOptions): Promise<void>
  restore(id: string, options?: ActOptions): Promise<Rec>
  get(id: string): Promise<Rec | null>
  list(options?: ListOptions): Promise<{ rows: Rec[]; total: number }>
  ids(options?: ListOptions): Promise<string[]>
  /** The values of `options.group.by` and how many rows have each, in the list's order. */
  groups(options: ListOptions): Promise<RowGroup[]>
  facets(column: string, options?: { prefix?: string; limit?: number }): Promise<{ value: string; count: number }[]>
  /** What is being written into a text, among what stands there now, and as an edit of that (`$edit`); null: there is no such record. */
  joinEdit(id: string, field: string, edit: TextDraft): Promise<TextDraft | null>
  history(id: string): Promise<HistoryEntry[]>
  /** What was done to the records that name this one by a reference (of the memberships of a list: who came, who went), newest first; 200 entries unless told. */
  historyNaming(field: string, id: string, options?: { limit?: number }): Promise<HistoryEntry[]>
  /** The records (or the one of this id, or those that name one: `naming: { field: 'listId', id }`) that stood otherwise at a moment, the last changed first; 100 unless told. */
  asOf(at: string | Date, options?: { id?: string; naming?: Naming; offset?: number; limit?: number }): Promise<PastResult>
  /**
   * Makes them as they stood then, all or those named, as one act that undo takes back: what was written since is written over, what was made since
   * goes to the trash, what was deleted comes back; a company keeps its other names. `fields`: only these.
   * `leftAlone`: records that need one which is not there any more.
   */
  restoreAsOf(at: string | Date, options?: { ids?: string[]; naming?: Naming; fields?: string[]; label?: string }): Promise<{ changed: number; leftAlone: number; actId: string | null }>
  /** Pairs that look like one record, without those of which a person said that they are not (`satchel.distinctions`); 50 unless told. */
  lookalikes(options?: { limit?: number }): Promise<{ pairs: Lookalike[]; more: boolean }>
  /**
   * Pairs that two devices made offline, each without knowing of the other, told of on the one that made the later; without those that a person keeps
   * apart. `readMet` forgets them: they stand among `lookalikes` as ever.
   */
  met(): Promise<Lookalike[]>
  readMet(): Promise<void>
  import(source: Blob | string, options: { format?: ImportFormat; apply: boolean; onProgress?: (progress: ImportProgress) => void }): Promise<ImportReport | Rehearsal>
  export(format: ExportFormat, options?: ListOptions): Promise<string>
}

/** `label` is what undo calls the act. */
export interface ActOptions { label?: string }

/** `id`: a UUID that follows from what the record is made for, so that whoever makes it elsewhere makes the same one; else a new one. */
export interface CreateOptions extends ActOptions { id?: string }

/** What `satchel.bulk` hands to its function: the same verbs, collected and written as one act. */
export interface BulkWriter {
  create(entity: string, data: Record<string, Json | undefined>, options?: Pick<CreateOptions, 'id'>): string
  update(entity: string, id: string, patch: Record<string, Json | undefined>, options?: { baseRevision?: number }): void
  delete(entity: string, id: string): void
  restore(entity: string, id: string): void
  /** What `write` does travels in one mutation, however many the act takes; together it must fit into one. */
  together(write: () => void): void
}

/** What signing in found, and what it has to ask. */
export interface SignInResult {
  /**
   * `ready`: bound and syncing. `choose`: this device holds what belongs to no account yet (after `login` only), or to a former account of the same
   * address, which the server does not know any more; call `settleSignIn`.
   */
  state: 'ready' | 'choose'
  localRecords: number
  user: { id: string; email: string; name: string }
}

export interface Workspaces {
  databaseName: string
  label: string
  active: boolean
  accountEmail: string | null
}

/** A workspace of the person's. `waiting`: changes that are on this device alone; of the one that is open, its status says it. */
export interface WorkspaceEntry { workspaceId: string; name: string; open: boolean; onDevice: boolean; waiting: number }

/**
 * The data API: all that screens, scripts and the console may call. `globalThis.satchel` is this object in every build.
 * Each entity of the model is a property too: `satchel.contacts`; the settings' records alone are at `satchel.entity('settings')`.
 */
export interface Satchel {
  /** Settles when the database is open; rejects with why it is not. */
  ready: Promise<StorageInfo>
  entity(name: string): Collection
  /** One mutation, or a group of them when it is more than 100 changes. */
  bulk(write: (writer: BulkWriter) => void | Promise<void>, options?: ActOptions): Promise<{ changed: number; actId: string | null }>
  /** Calls back with the query's result now and after every commit that touches it. */
  live(entity: string, query: ListOptions, callback: (result: { rows: Rec[]; total: number }) => void): () => void
  undo(): Promise<UndoResult>
  redo(): Promise<UndoResult>
  undoAct(mutationOrGroupId: string): Promise<UndoResult>
  undoState(): Promise<UndoState>
  recentHistory(limit?: number, before?: string): Promise<HistoryEntry[]>
  /** Read-only SQL against the local database. */
  sql(text: string, params?: (string | number | null)[]): Promise<Record<string, Json | Uint8Array>[]>
  sync: {
    /** As heard last, mostly within a tenth of a second: right after a write it may be of before that. */
    status(): SyncStatus
    onStatus(callback: (status: SyncStatus) => void): () => void
    now(): Promise<SyncStatus>
    changes(query?: { status?: ChangeStatus | ChangeStatus[]; offset?: number; limit?: number }): Promise<{ rows: JournalRow[]; total: number }>
    discard(mutationIds: string[]): Promise<void>
    retry(mutationId: string, edits?: Record<string, Record<string, Json>>): Promise<void>
    /** Each by itself; gives why those that cannot go cannot. */
    retryAll(mutationIds: string[]): Promise<string[]>
    log(limit?: number): Promise<SyncLogEntry[]>
    rebuild(): Promise<void>
  }
  storage: {
    info(): Promise<StorageInfo & { persisted: boolean | null; usageBytes: number | null; quotaBytes: number | null }>
    /** Asks the browser to keep the data; resolves to its answer. */
    persist(): Promise<boolean>
    backup(): Promise<Blob>
    restore(file: Blob): Promise<void>
  }
  auth: {
    /** `invitation`: a link's secret; the account is made in its workspace. */
    register(input: { email: string; password: string; name: string; workspace?: string; invitation?: string }): Promise<SignInResult>
    /** `code`: where the account asks for one (`signed_out` with `details.said` `code_required` or `wrong_code`). */
    login(input: { email: string; password: string; code?: string }): Promise<SignInResult>
    /** By a passkey, without an address or a password; `cancelled` where the person or the browser used none. */
    loginWithPasskey(): Promise<SignInResult>
    /** Answers `choose`: go on with the local records in the account, keep them apart in their own database, or discard them. */
    settleSignIn(choice: 'add' | 'apart' | 'discard'): Promise<void>
    /** The `choose` that waits for its answer, also after a reload and in every other tab; null: none. `logout` withdraws it. */
    openChoice(): { user: SignInResult['user']; about: 'nobodys' | 'former' } | null
    onOpenChoice(callback: () => void): () => void
    /** The person's other workspaces on this device, by name: `discard` deletes what was `sent`, and what holds changes that were not, or that were refused, is `kept`. */
    otherCopies(): Promise<{ sent: string[]; kept: string[] }>
    /** `keep` locks: the data stays on the device for the same account; `discard` deletes it, unsent changes too. */
    logout(choice?: 'keep' | 'discard'): Promise<void>
  }
  /** What lets a program in by REST, in this person's name. */
  apiTokens: {
    /** Those that hold, newest first. */
    list(): Promise<ApiToken[]>
    /** `token` is shown this once. Scopes: `contacts:read`, `*:write`, … */
    make(input: { name: string; scopes: string[] }): Promise<{ token: string; made: ApiToken }>
    /** It is dead at once. */
    revoke(id: string): Promise<void>
  }
  /** Where the workspace's events are sent; an admin's. Topics: `contacts.created`, `contacts.*`, `*`. */
  webhooks: {
    list(): Promise<Webhook[]>
    /** `secret` signs every message (Standard Webhooks) and is shown this once. */
    add(input: { url: string; topics: string[] }): Promise<{ webhook: Webhook; secret: string }>
    /** Enabled again, it goes on from where it stopped. */
    change(id: string, change: { url?: string; topics?: string[]; enabled?: boolean }): Promise<Webhook>
    remove(id: string): Promise<void>
    /** The newest hundred messages, newest first. */
    deliveries(id: string): Promise<WebhookDelivery[]>
  }
  /** The workspace's audit log; an admin's, and the server's, so it takes the network. Times in ISO 8601. */
  audit: {
    page(query: AuditQuery): Promise<AuditPage>
    report(query: AuditQuery): Promise<AuditReport>
    /** Where the browser downloads what the query leaves, as JSON lines; its sign-in is renewed for that. */
    exportAddress(query: AuditQuery): Promise<string>
    /** Tells the log that records were printed here, when the server can be told. */
    notePrinted(what: string, count: number): void
  }
  /** Of what this device is told while the app is closed, for the account and workspace that are open. */
  notifications: {
    /** What one can be told of, with the words for it. */
    entities: readonly { name: string; label: string }[]
    /** `blocked`: the person or the browser forbids it. `entities`: of which hints do come; what is `wanted` beside these does not, `problem` says why. Asks the server where anything is wanted. */
    state(): Promise<{ possible: 'yes' | 'unsupported' | 'blocked'; entities: string[]; wanted: string[]; problem: string | null }>
    /** In place of what was wanted before; nothing ends it. Call it on a click: the browser asks for permission. */
    want(entities: string[]): Promise<void>
  }
  importer: {
    inspect(file: Blob, name: string): Promise<InspectedFile>
    reinspect(fileId: string, change: FileChange): Promise<InspectedFile>
    forget(fileId: string): Promise<void>
    rehearse(fileIds: string[], onProgress: (progress: ImportProgress) => void): Promise<Rehearsal>
    planned(query: { action?: RowAction | 'lookalike'; offset: number; limit: number }): Promise<{ rows: PlannedRow[]; total: number }>
    /** Rows that could not be read, or once it is applied those that were not written, with the cells to mend. */
    failed(query: { offset: number; limit: number }): Promise<{ rows: FailedRow[]; total: number }>
    /** Rehearses with these rows mended; once it is applied only what failed, which `apply` then adds to the same import. */
    mend(rows: MendedRow[], onProgress: (progress: ImportProgress) => void): Promise<Rehearsal>
    /**
     * Writes what was rehearsed; one tab at a time. Where something was changed here since, it is rehearsed once more first; with `onOther`, what the file would do
     * is told then where it is something else, and null is answered, with nothing written.
     */
    apply(onProgress: (progress: ImportProgress) => void): Promise<ImportReport>
    apply(onProgress: (progress: ImportProgress) => void, onOther: (rehearsal: Rehearsal) => void): Promise<ImportReport | null>
    cancel(): Promise<void>
    /** Runs where another workspace is opened while files are open: they and what was at work with them are gone. */
    onEnded(callback: () => void): () => void
  }
  /**
   * What the workspace's owner decides for everybody in it, by key: `policy:contacts.company`, `advisory:contacts`, `trashDays`,
   * `historyDays`. Null: nothing is set, or takes it back. `set` rejects where it is not yours to change, or makes no sense.
   */
  settings: { get(key: string): Promise<Json>; set(key: string, value: Json): Promise<void> }
  /** This device as history and conflicts name it; null: by its default name. `satchel.devices.list()` has all that were named. */
  device: { defaultName: string; rename(name: string | null): Promise<void> }
  /** The account as the server has it; without the network every call is refused. */
  account: {
    /** Who may make an account on this server; nobody has to be signed in. */
    registration(): Promise<'open' | 'invited' | 'closed'>
    /** Where the person is signed in, or was and may have left data; this device first. */
    devices(): Promise<AccountDevice[]>
    /** Also what history and conflicts call it, where it has pushed. */
    renameDevice(device: AccountDevice, name: string): Promise<void>
    /** Its tokens are dead at once; what lies on it stays, unsent changes too. */
    revokeDevice(id: string): Promise<void>
    /** @returns how many sessions that ended */
    revokeOthers(): Promise<number>
    /** Revokes it, and at its next contact it deletes everything it has, unsent changes too. */
    wipeDevice(id: string): Promise<void>
    /** Ends every other session, and API tokens too where asked. @returns how many sessions that were */
    changePassword(password: string, newPassword: string, also?: { revokeTokens: boolean }): Promise<number>
    /** What proves the person beside the password. `proven`: in this session. */
    security(): Promise<{ authenticator: boolean; recoveryCodes: number; proven: boolean; passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[] }>
    /** The secret of an authenticator app, in force when its first code is confirmed; `uri` is for its camera. */
    beginAuthenticator(password: string): Promise<{ ticket: string; secret: string; uri: string }>
    /** @returns recovery codes, which nobody can show again */
    confirmAuthenticator(ticket: string, code: string): Promise<string[]>
    removeAuthenticator(password: string, code: string): Promise<void>
    renewRecoveryCodes(password: string, code: string): Promise<string[]>
    /** Proves the second factor in this session; sync that waited for it goes on. */
    proveFactor(code: string): Promise<void>
    /** The browser asks for a finger, a face or a PIN. */
    addPasskey(password: string, name: string): Promise<void>
    removePasskey(id: string, password: string): Promise<void>
    /** Has a link sent, or written to the server's operator, by which a new password can be set. Says nothing of whether there is such an account. */
    requestReset(email: string): Promise<void>
    /** Sets the password by such a link's token; every session ends. */
    resetPassword(token: string, newPassword: string): Promise<void>
  }
  /** Who is in the workspace that is open, and who may come in. All of it is the server's; what a role may do is in model/roles.ts. */
  team: {
    members(): Promise<Member[]>
    changeRole(userId: string, role: Role): Promise<void>
    remove(userId: string): Promise<void>
    /** The other becomes an owner, and the person here an admin. */
    transfer(userId: string): Promise<void>
    rename(name: string): Promise<void>
    /** Then another of the person's workspaces is open; what is on the device of this one stays until it is removed. */
    leave(): Promise<void>
    invitations(): Promise<Invitation[]>
    /** `link` is told this once. `uses`: how many may come in by it; `email`: only the account of that address. */
    invite(input: { role: Role; email?: string; uses?: number }): Promise<{ link: string; invitation: Invitation }>
    revokeInvitation(id: string): Promise<void>
    /** What an invitation is to; nobody has to be signed in. */
    lookAtInvitation(secret: string): Promise<{ workspace: { id: string; name: string }; role: Role; invitedBy: string; email: string | null; expiresAt: string }>
    /** Of an invitation that is over: the workspace that it led to, where the person is in it; null: they are not, or it never was. */
    whereAlready(secret: string): Promise<{ id: string; name: string } | null>
    /** Comes in by it, and opens the workspace. */
    join(secret: string): Promise<{ id: string; name: string; role: Role }>
  }
  /** The person's workspaces, each with a local database of its own. */
  workspaces: {
    /** Those on this device, without the network. */
    list(): Promise<WorkspaceEntry[]>
    /** With those that only the server knows of. */
    listAll(): Promise<WorkspaceEntry[]>
    /** Without the network one that is on the device; what is not sent in the former stays in it, and goes out as soon as it can. */
    open(workspaceId: string): Promise<void>
    /** One that the person is still in. */
    openAnother(): Promise<void>
    /** Makes one, and opens it. */
    create(name: string): Promise<void>
  }
  /** Local databases of this browser profile (J4): the account-less one and one per account and workspace. `remove` deletes one that is not open, with what was not sent. */
  databases: { list(): Promise<Workspaces[]>; open(databaseName: string): Promise<void>; remove(databaseName: string): Promise<void> }
  /** Calls back after every commit with the entities it touched; `journal` when the journal moved. */
  onCommit(callback: (changed: { entities: string[]; journal: boolean }) => void): () => void
  [entity: string]: unknown
}
