import type { Column, Entity } from '../model/entity.ts'
import type { Data } from '../shared/json.ts'
import { filterValues, isSearchable, sortKey } from './derive.ts'
import type { SqlValue } from './sqlite.ts'

/** Where an entity's records live: one generic shape, made from the model. */
export interface EntityTable {
  entity: Entity
  /** Quoted for SQL, as are the following. */
  name: string
  /** `(n, text)`: what a search looks at, beside the rows so that it is dense to scan. Null where nothing is searchable. */
  search: { text: string; dirty: string; index: string } | null
  columns: readonly TableColumn[]
  /** The values of `columnNames`, from a record's data. */
  derive(data: Data): SqlValue[]
  columnNames: readonly string[]
  /** The column a list sorts by when it is not told. */
  firstColumn: string
}

export interface TableColumn {
  name: string
  column: Column
  /** The folded sort key. */
  key: string
  /** All folded values between separators, where they are more than the key; null for a column that has but one. */
  multi: string | null
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

export function entityTable(entity: Entity): EntityTable {
  const columns = Object.entries(entity.columns).map(([name, column]): TableColumn => ({
    name, column, key: quote(`k_${name}`), multi: column.all === undefined ? null : quote(`m_${name}`),
  }))
  return {
    entity,
    name: quote(entity.name),
    search: isSearchable(entity)
      ? { text: quote(`${entity.name}_text`), dirty: quote(`${entity.name}_dirty`), index: quote(`${entity.name}_fts`) }
      : null,
    columns,
    columnNames: columns.flatMap((column) => (column.multi === null ? [column.key] : [column.key, column.multi])),
    firstColumn: columns[0]?.name ?? 'id',
    derive: (data) => {
      const values: SqlValue[] = []
      for (const { column, multi } of columns) {
        const key = sortKey(column, data)
        values.push(key)
        if (multi !== null) values.push(filterValues(column, data, key))
      }
      return values
    },
  }
}

/** Punctuation counts as part of a token; quotes and blanks never reach the index (derive.ts). */
const tokenChars = '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'

/** The statements that make an entity's tables. `data` stands last so that what lists need is read without it. */
export function createStatements(table: EntityTable): string {
  const { name, search } = table
  const own = `
    CREATE TABLE ${name} (
      n INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      gen INTEGER NOT NULL,
      deleted_at TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      ${table.columnNames.map((column) => `${column},`).join(' ')}
      data TEXT NOT NULL
    );
    CREATE UNIQUE INDEX ${quote(`${table.entity.name}_id`)} ON ${name} (id);
    CREATE INDEX ${quote(`${table.entity.name}_deleted`)} ON ${name} (deleted_at) WHERE deleted_at IS NOT NULL;
    ${table.columns[0] === undefined ? '' : sortIndex(table, table.columns[0].key)}
    ${referenceColumns(table).map((key) => deletedIndex(table, key) + (key === table.columns[0]?.key ? '' : livingIndex(table, key))).join('\n')}`
  return search === null ? own : `${own}
    CREATE TABLE ${search.text} (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE ${search.dirty} (n INTEGER PRIMARY KEY);
    CREATE VIRTUAL TABLE ${search.index} USING fts5(tokens, content='', contentless_delete=1, detail=none,
      tokenize="ascii tokenchars '${tokenChars}'");
    -- Segments are merged in small steps when nobody waits (search-index.ts), never in a write.
    INSERT INTO ${search.index} (${search.index}, rank) VALUES ('automerge', 0), ('crisismerge', 1000), ('usermerge', 2);`
}

/** Columns by which a deletion looks for what goes along with it (cascades.ts). */
const referenceColumns = ({ entity, columns }: EntityTable): string[] =>
  columns.filter(({ name }) => entity.fields[name]?.reference !== undefined).map(({ key }) => key)

/** Of the living the index of the first column finds those that refer to a record, where it is that column; this one where it is another. Most refer to none, which costs nothing. */
const livingIndex = (table: EntityTable, key: string): string =>
  `CREATE INDEX ${quote(`${table.entity.name}_refers_by_${bare(key)}`)} ON ${table.name} (${key}) WHERE deleted_at IS NULL AND ${key} IS NOT NULL;`

/** Of the deleted this one does. */
const deletedIndex = (table: EntityTable, key: string): string =>
  `CREATE INDEX ${quote(`${table.entity.name}_deleted_by_${bare(key)}`)} ON ${table.name} (${key}) WHERE deleted_at IS NOT NULL;`

const bare = (key: string): string => key.replaceAll('"', '')

/** Sorts the living by a key; ends by id so that the order is total. Also serves equality and count. */
export const sortIndex = (table: EntityTable, key: string): string =>
  `CREATE INDEX IF NOT EXISTS ${quote(`${table.entity.name}_by_${bare(key)}`)} ON ${table.name} (${key}, id) WHERE deleted_at IS NULL;`
