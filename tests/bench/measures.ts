/** Every measure of the table, in its order. All but the bytes are milliseconds. */
export const measures = {
  bootFresh: 'Cold start to 50 rows painted, fresh browser, ms',
  bootNewTab: 'Cold start to 50 rows painted, new tab, ms',
  bootActs: 'The same, new tab, until the page acts at once (clicks and keys wait until then), ms',
  bootLastSeen: 'Last-seen rows painted (marked, not editable), new tab, ms',
  createP50: 'Durable create, p50, ms',
  createP95: 'Durable create, p95, ms',
  updateP50: 'Durable update of one field, p50, ms',
  updateP95: 'Durable update of one field, p95, ms',
  import: 'Import of 10,000 from CSV, ms',
  importBlock: 'Longest main-thread block in the import, ms',
  pageFirst: 'Page of 50 at offset 0, ms',
  pageLast: 'Page of 50 at nine tenths of the table, ms',
  prefix: 'Search by word prefix, rows and total, ms',
  substring: 'Search by substring, rows and total, ms',
  count: 'Filtered count, ms',
  live: 'Write called to live query delivered, ms',
  blockElse: 'Longest main-thread block otherwise, ms',
  bytesDatabase: 'Database after settling, MB',
  bytesDisk: 'Browser storage on disk after closing, MB',
} as const

export type Measure = keyof typeof measures
export type Figures = Partial<Record<Measure, number>>
