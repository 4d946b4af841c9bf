import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { CsvShape } from '../contract.ts'
import { systemClock } from '../../shared/clock.ts'
import { createJob } from '../job.ts'
import { readCsvRows, tightQuotes } from './csv-rows.ts'
import { detectCsvShape } from './csv-shape.ts'
import { tellAlone } from './warnings.ts'

const shape: CsvShape = { delimiter: ',', quote: '"', encoding: 'utf-8', hasHeader: true, skipLines: 0 }
const read = (text: string, change: Partial<CsvShape> = {}): ReturnType<typeof readCsvRows> => readCsvRows(text, { ...shape, ...change }, createJob(systemClock))
const cellsOf = async (text: string, change: Partial<CsvShape> = {}): Promise<string[][]> => (await read(text, change)).rows.map(({ cells }) => cells)

describe('rows', () => {
  it('are numbered as a spreadsheet shows them, blank ones counted but left out', async () => {
    const table = await read('Name,City\n\nAna,Bonn\n , \n"Bo\nBerg",Köln\nCy,Ulm\n')
    expect(table.header).toEqual(['Name', 'City'])
    expect(table.rows).toEqual([{ row: 3, cells: ['Ana', 'Bonn'] }, { row: 5, cells: ['Bo\nBerg', 'Köln'] }, { row: 6, cells: ['Cy', 'Ulm'] }])
  })

  it('end at LF, CRLF, CR, or a mixture', async () => {
    for (const text of ['a,b\n1,2\n3,4', 'a,b\r\n1,2\r\n3,4\r\n', 'a,b\r1,2\r3,4\r', 'a,b\r\n1,2\n3,"4"\r\n']) expect(await cellsOf(text)).toEqual([['1', '2'], ['3', '4']])
  })

  it('end at CR where LF stands within cells alone, as an old Mac’s Excel has it', async () => {
    expect(await cellsOf('a,b\r1,"x\ny"\r2,"z"\r')).toEqual([['1', 'x\ny'], ['2', 'z']])
    expect(await cellsOf('a,b\n5" pipe,2\n3,4\n')).toEqual([['5" pipe', '2'], ['3', '4']])
  })

  it('have quotes also behind a blank, where all stand so', () => {
    const shape = { delimiter: ',', quote: '"' }
    expect(tightQuotes('a, b\nAna, "Silva, Lda"\nBo, "x ""y"", z", 3\n', shape)).toBe('a, b\nAna,"Silva, Lda"\nBo,"x ""y"", z", 3\n')
    for (const text of ['a,b\nHe said, "so" twice,1\n', 'a,b\n1,"x, ""y"" z"\n', 'Name,Satchel ID\r\n"a, "",b",1\r\n']) expect(tightQuotes(text, shape)).toBe(text)
  })

  it('tell a quote that is never closed', async () => {
    expect((await read('a,b\n1,"2\n3,4\n')).warnings.map(tellAlone).join()).toContain('A quote that opens in row 2 is never closed')
  })

  it('of a file of many chunks, with cells that cross them, come whole', async () => {
    const long = 'line\n'.repeat(60_000)
    const rows = Array.from({ length: 12 }, (_, i) => [String(i), i % 3 === 0 ? long : 'x', 'é'.repeat(50_000)])
    expect(await cellsOf(Papa.unparse([['a', 'b', 'c'], ...rows], { newline: '\r\n' }))).toEqual(rows)
  })

  it('come as they were written, whatever is in them', async () => {
    const cell = fc.array(fc.constantFrom('a', '"', ',', ';', '\n', ' ', "'", '\\', 'é', '\ufeff', '""')).map((parts) => `x${parts.join('')}x`)
    await fc.assert(fc.asyncProperty(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 }), async (rows) => {
      expect(await cellsOf(Papa.unparse(rows), { hasHeader: false })).toEqual(rows)
    }))
  })
})

describe('the closing lines of a report', () => {
  it('go only where one of them says what it is', async () => {
    const rows = 'A,B,C\n1,2,3\n\n'
    expect((await read(`${rows}"Copyright (c) salesforce.com"\nGrand Totals\n`)).footer).toEqual(['Copyright (c) salesforce.com', 'Grand Totals'])
    expect((await read(`${rows}Ana\nBo\n`)).rows.map(({ cells }) => cells[0])).toEqual(['1', 'Ana', 'Bo'])
  })
})

describe('the shape is seen', () => {
  it.each([[','], [';'], ['\t'], ['|']])('with the delimiter %j', (delimiter) => {
    const text = ['First Name', 'Last Name', 'Notes'].join(delimiter) + '\n' + ['Ana', 'Silva', '"a, b; c | d"'].join(delimiter) + '\n'
    expect(detectCsvShape(text, 'utf-8')).toEqual({ delimiter, quote: '"', encoding: 'utf-8', hasHeader: true, skipLines: 0 })
  })

  it('with commas inside German figures and semicolons between', () => {
    expect(detectCsvShape('Kunde;Umsatz\nAna;1,50\nBo;2,75\nCy;3,10\n', 'utf-8')).toMatchObject({ delimiter: ';' })
  })

  it("with Excel's own word for it", () => {
    expect(detectCsvShape('sep=|\r\nName|Email\r\nAna|a@x.org\r\n', 'utf-8')).toMatchObject({ delimiter: '|', skipLines: 1, hasHeader: true })
  })

  it('with columns of one name, where they are known ones', () => {
    expect(detectCsvShape('First Name,Last Name,Phone,Phone,Email,Email\nAna,Silva,1,2,a@x.org,b@x.org\n', 'utf-8').hasHeader).toBe(true)
    expect(detectCsvShape('Ana,Silva,Ana,Silva\nBo,Berg,Bo,Berg\n', 'utf-8').hasHeader).toBe(false)
  })

  it('with single quotes', () => {
    expect(detectCsvShape("'Name','Email'\n'Silva, Ana','a@x.org'\n", 'utf-8')).toMatchObject({ quote: "'", delimiter: ',' })
    expect(detectCsvShape("Name,Email\nO'Neil,o@x.org\n'tis,t@x.org\n", 'utf-8')).toMatchObject({ quote: '"' })
  })

  it('without a header', () => {
    expect(detectCsvShape('Ana,Silva,a@x.org\nBo,Berg,b@x.org\n', 'utf-8')).toMatchObject({ hasHeader: false, skipLines: 0 })
    expect(detectCsvShape('Kürzel,Wert\nAB,17\nCD,18\n', 'utf-8')).toMatchObject({ hasHeader: true })
    expect(detectCsvShape('Email\na@x.org\nb@x.org\n', 'utf-8')).toMatchObject({ hasHeader: true, skipLines: 0 })
  })

  it('as it was chosen, where it was', () => {
    expect(detectCsvShape('Name;Email\nAna;a@x.org\n', 'utf-8', { delimiter: ',', hasHeader: false, skipLines: 1 })).toMatchObject({ delimiter: ',', hasHeader: false, skipLines: 1 })
  })
})
