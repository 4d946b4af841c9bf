import { gunzipSync } from 'node:zlib'
import type { Fault } from './network.ts'

/** How often what met what: acts, faults by request, answers by kind of change. A simulation in which nothing meets proves nothing. */
export interface Coverage {
  acted(name: string): void
  /** `body`: of the request that met it. */
  met(path: string, fault: Fault, body: Uint8Array | null): void
  /** What else became of a kind of request. */
  happened(request: string, what: string): void
  /** A changes worker's last word with its database, and whether that heard it. */
  lastWord(word: string, heard: boolean): void
  answered(path: string, request: Uint8Array | null, status: number, answer: Uint8Array): void
  readonly counts: Counts
}

/** By table, by cell; a cell is `row column`. */
export interface Counts { acts: Record<string, number>; faults: Record<string, number>; sent: Record<string, number>; deaths: Record<string, number>; answers: Record<string, number> }

export const noCounts = (): Counts => ({ acts: {}, faults: {}, sent: {}, deaths: {}, answers: {} })

export function createCoverage(): Coverage {
  const counts = noCounts()
  const count = (table: keyof Counts, cell: string): void => { counts[table][cell] = (counts[table][cell] ?? 0) + 1 }
  return {
    counts,
    acted: (name) => { count('acts', name) },
    met: (path, fault, body) => {
      count('faults', `${requestName(path)} ${fault}`)
      if (fault === 'none' || body === null || requestName(path) !== 'push') return
      for (const op of new Set((parsed(body) as { changes: { op: string }[] }).changes.map(({ op }) => op))) count('sent', `${op} ${fault}`)
    },
    happened: (request, what) => { count('faults', `${request} ${what}`) },
    lastWord: (word, heard) => { count('deaths', `${word} ${heard ? 'heard' : 'unheard'}`) },
    answered: (path, request, status, answer) => {
      if (requestName(path) !== 'push' || request === null) return
      if (status !== 200) { count('answers', `request ${status}`); return }
      const { changes } = parsed(request) as { changes: { id: string; op: string }[] }
      const { results } = parsed(answer) as { results: { id: string; status: string; duplicate?: true; error?: { code: string } }[] }
      const ops = new Map(changes.map(({ id, op }) => [id, op]))
      for (const { id, status: given, duplicate, error } of results) {
        count('answers', `${ops.get(id) ?? 'unknown'} ${given}${duplicate === true ? '-again' : ''}`)
        if (error?.code === 'record_gone') count('answers', `${ops.get(id) ?? 'unknown'} gone`)
      }
    },
  }
}

export function addCounts(sum: Counts, more: Counts): void {
  for (const table of ['acts', 'faults', 'sent', 'deaths', 'answers'] as const) {
    for (const [cell, count] of Object.entries(more[table])) sum[table][cell] = (sum[table][cell] ?? 0) + count
  }
}

const faults = ['none', 'lost', 'answerLost', 'twice', 'late', 'busy', 'portal', 'cut', 'died'] as const satisfies readonly Fault[]

/** Those that befall a push most, and the others. */
const common = ['answerLost', 'died', 'lost'] as const, others = ['busy', 'cut', 'late', 'portal', 'twice'] as const
const cells = (rows: readonly string[], columns: readonly string[]): Record<string, number> => Object.fromEntries(rows.flatMap((row) => columns.map((column) => [`${row} ${column}`, 1])))

const downloading = ['snapshotBegin', 'snapshotRecords', 'snapshotEnd'], givingBack = ['nextGiveBack', 'gaveBack']
const bothWays = (word: string): string[] => [`${word} heard`, `${word} unheard`]

/** What a run of some length has to have met; all that the engine can reach and that is not rarer than once in a few hundred acts. */
const reachable: Omit<Counts, 'acts'> = {
  // Digests are asked for by ranges only where something rotted.
  faults: Object.fromEntries([...['push', 'changes'].flatMap((request) => faults.map((fault) => `${request} ${fault}`)), 'digests none', 'snapshot none', 'give-back none', 'push shared', 'push shared-died'].map((cell) => [cell, 1])),
  sent: cells(['create', 'update'], common),
  deaths: {},
  answers: Object.fromEntries([
    'create applied', 'create applied-again', 'create rejected', 'update applied', 'update applied-again', 'update merged', 'update conflict',
    'update rejected', 'update deferred', 'update merged-again', 'update gone', 'delete applied', 'delete applied-again', 'delete merged', 'restore applied', 'request 401', 'request 409', 'request 500',
  ].map((cell) => [cell, 1])),
}

/** Met once in some thousand acts, or only where a server is put back, which one story in four has: asked for of runs of so many. */
const rare = {
  acts: 20_000,
  answers: ['create merged', 'delete merged-again', 'restore merged', 'restore rejected', 'restore gone', 'restore applied-again', 'update conflict-again'],
  faults: ['snapshot', 'give-back'].flatMap((request) => faults.map((fault) => `${request} ${fault}`)), deaths: downloading.flatMap(bothWays), 
  sent: Object.keys({ ...cells(['create', 'update'], others), ...cells(['delete'], common) }),
  actNames: [
    'restores a company', 'restores a project', 'restores a task', 'restores a list', 'deletes an offer', 'keeps a list by hand again', 'retries', 'has done again what was withdrawn',
    'makes a project of a template', 'deletes a template', 'restores a template',
  ],
}

/** Met once in 20,000 acts. */
const rarest = {
  acts: 100_000, deaths: givingBack.flatMap(bothWays), sent: Object.keys({ ...cells(['delete'], others), ...cells(['restore'], faults.slice(1)) }),
  faults: faults.slice(1).map((fault) => `digests ${fault}`), answers: ['create deferred', 'delete deferred', 'restore deferred', 'create rejected-again', 'update rejected-again'],
}

/** Cells that a run of so many acts did not meet and should have. */
export function unmet(counts: Counts, actNames: readonly string[], acts: number): string[] {
  return [
    ...(acts < rare.acts ? [] : (['faults', 'sent', 'deaths', 'answers'] as const).flatMap((table) => rare[table].filter((cell) => (counts[table][cell] ?? 0) === 0))),
    ...(acts < rarest.acts ? [] : (['faults', 'sent', 'deaths', 'answers'] as const).flatMap((table) => rarest[table].filter((cell) => (counts[table][cell] ?? 0) === 0))),
    ...actNames.filter((name) => (counts.acts[name] ?? 0) === 0 && (acts >= rare.acts || !rare.actNames.includes(name))).map((name) => `nobody ever ${name}`),
    ...(['faults', 'sent', 'deaths', 'answers'] as const).flatMap((table) => Object.keys(reachable[table]).filter((cell) => (counts[table][cell] ?? 0) === 0)),
  ]
}

/** The counts as tables of text. */
export function describeCounts({ acts, faults: met, sent, deaths, answers }: Counts): string {
  return [
    'acts', ...Object.entries(acts).sort(([, a], [, b]) => b - a).map(([name, count]) => `${String(count).padStart(8)} ${name}`),
    '', table('requests by fault', met), '', table('changes by fault', sent), '', table('last words', deaths), '', table('answers by kind of change', answers),
  ].join('\n')
}

function table(title: string, cells: Record<string, number>): string {
  const parts = Object.entries(cells).map(([cell, count]) => [...cell.split(' '), count] as [string, string, number])
  const rows = [...new Set(parts.map(([row]) => row))].sort(), columns = [...new Set(parts.map(([, column]) => column))].sort()
  const line = (first: string, rest: string[]): string => first.padEnd(18) + rest.map((text) => text.padStart(15)).join('')
  return [line(title.length > 17 ? '' : title, columns), ...rows.map((row) => line(row, columns.map((column) => String(cells[`${row} ${column}`] ?? 0))))].join('\n')
}

const parsed = (body: Uint8Array): unknown => JSON.parse((body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : Buffer.from(body)).toString('utf8'))

/** "push", "changes", "snapshot", "auth/login". */
export const requestName = (path: string): string => path.replace(/\?.*/, '').replace(/^\/api\/(sync\/)?/, '')
