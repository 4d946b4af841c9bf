import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { SyncFigures } from './measure-sync.ts'
import { measures, type Figures, type Measure } from './measures.ts'
import type { Size } from './shell-size.ts'
import { formatNumber } from './statistics.ts'

export interface Results {
  command: string
  browser: string
  runs: number
  date: string
  sizes: { count: number; figures: Record<string, Figures> }[]
  sync: SyncFigures
  shell: Size
  precache: Size
}

/** docs/benchmarks.md: how it was measured, then a table per size, the sync figures and what was expected. */
export function toMarkdown(results: Results): string {
  return [
    '# Benchmarks',
    '',
    'Written by the benchmark itself; do not edit by hand.',
    '',
    `- Command: \`${results.command}\``,
    `- Date: ${results.date}`,
    `- Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB; ${platform()} ${release()} ${arch()}; Node ${process.version}; ${results.browser}, headless`,
    `- Every figure is the median of ${results.runs} run${results.runs === 1 ? '' : 's'}, each on a fresh copy of the same filled profile. Ratio: Satchel divided by Dexie; under 1 Satchel is ahead.`,
    '- Satchel is the built app, measured through its console API; journal, history and search index are kept in every write. Starts are measured to the list of contacts, reads and writes in a tab on the settings, since no list follows what the other page writes.',
    '- "Dexie" is Dexie 4 with strict durability: the same fields, a folded index for every column that Satchel sorts and filters by, and nothing else; its prefix search meets names, company and e-mail. "Dexie, same work" also keeps an index of the words of all fields and writes the row that a sync would need. Neither keeps a history, looks for duplicates in the import, or finds a substring without reading every row.',
    '',
    ...results.sizes.flatMap(({ count, figures }) => [`## ${count.toLocaleString('en-US')} contacts`, '', ...table(figures), '']),
    '## Two devices',
    '',
    '| | |',
    '| --- | ---: |',
    ...syncRows(results.sync).map(([label, value]) => `| ${label} | ${value} |`),
    '',
    '## Shell',
    '',
    `What a first start of the contacts loads, brotli: **${Math.round(results.shell.total)} kB** (${kinds(results.shell)}). Everything kept for work without a network: ${Math.round(results.precache.total)} kB (${kinds(results.precache)}).`,
    '',
    '## Expected and met',
    '',
    '| expected at 100,000 | measured | |',
    '| --- | ---: | --- |',
    ...expectations(results).map(({ text, value, met }) => `| ${text} | ${value} | ${met ? 'met' : '**missed**'} |`),
    '',
  ].join('\n')
}

const kinds = (size: Size): string => Object.entries(size.byKind).sort((a, b) => b[1] - a[1]).map(([kind, kilobytes]) => `${kind} ${Math.round(kilobytes)}`).join(', ')

function table(figures: Record<string, Figures>): string[] {
  const names = Object.keys(figures)
  const rows = (Object.keys(measures) as Measure[]).filter((measure) => names.some((name) => figures[name]?.[measure] !== undefined))
  return [
    `| | ${names.join(' | ')} | ratio |`,
    `| --- |${' ---: |'.repeat(names.length + 1)}`,
    ...rows.map((measure) => {
      const own = figures['Satchel']?.[measure], other = figures['Dexie']?.[measure]
      const ratio = own !== undefined && other !== undefined && other > 0 ? (own / other).toFixed(2) : ''
      return `| ${measures[measure]} | ${names.map((name) => show(measure, figures[name]?.[measure])).join(' | ')} | ${ratio} |`
    }),
  ]
}

function show(measure: Measure, value: number | undefined): string {
  if (value === undefined) return ''
  return value === 0 && /[bB]lock/.test(measure) ? 'none over 50' : formatNumber(value)
}

const syncRows = (sync: SyncFigures): [string, string][] => [
  ['First push of 10,000 from a device that had no account, ms', formatNumber(sync.firstPushMs)],
  ['the same over the wire, up, kB', formatNumber(sync.firstPushUpKb)],
  ['First sync of 10,000 to an empty device, from the call of login, durable, ms', formatNumber(sync.firstSyncMs)],
  ['the same, until the first thousand can be used, ms', formatNumber(sync.firstThousandMs)],
  ['the same, until their history is there too and all is up to date, ms', formatNumber(sync.upToDateMs)],
  ['the same over the wire, down, kB', formatNumber(sync.firstSyncDownKb)],
  ['Database of that device after settling, with the history that came down, MB', formatNumber(sync.databaseMb)],
  ['Edit on A painted on B, p50, ms', formatNumber(sync.editToPaintP50)],
  ['Edit on A painted on B, p95, ms', formatNumber(sync.editToPaintP95)],
  ['One edit over the wire: A up, bytes', formatNumber(sync.editUpBytes)],
  ['One edit over the wire: B down, bytes', formatNumber(sync.editDownBytes)],
]

/** What the issue expects of 100,000 contacts (and of 3,000 where it says so), against what was measured. */
export function expectations(results: Results): { text: string; value: string; met: boolean }[] {
  const at = (count: number, name: string): Figures => results.sizes.find((size) => size.count === count)?.figures[name] ?? {}
  const own = at(100_000, 'Satchel'), dexie = at(100_000, 'Dexie')
  const atMost = (text: string, value: number | undefined, limit: number | undefined): { text: string; value: string; met: boolean } =>
    ({ text, value: value === undefined ? 'not measured' : formatNumber(value), met: value !== undefined && limit !== undefined && value <= limit })
  return [
    atMost('create no slower than Dexie strict', own.createP50, dexie.createP50),
    atMost('update no slower than Dexie strict', own.updateP50, dexie.updateP50),
    atMost('boot in a new tab at most twice Dexie’s', own.bootNewTab, (dexie.bootNewTab ?? Number.NaN) * 2),
    atMost('import of 10,000 ≤ 2,000 ms', own.import, 2_000),
    atMost('no block over 50 ms in the import', own.importBlock, 50),
    atMost('page at 90,000 ≤ 6 ms', own.pageLast, 6),
    atMost('prefix search ≤ 10 ms', own.prefix, 10),
    atMost('substring search ≤ 10 ms', own.substring, 10),
    atMost('first sync of 10,000 durable ≤ 2,000 ms', results.sync.firstSyncMs, 2_000),
    atMost('A to B ≤ 50 ms', results.sync.editToPaintP50, 50),
    atMost('3,000 contacts ≤ 4 MB of database, journal of unsent changes included', at(3_000, 'Satchel').bytesDatabase, 4),
    atMost('shell ≤ 900 kB brotli with the wasm', results.shell.total, 900),
  ]
}
