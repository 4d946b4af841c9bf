import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardCell, unguardCell } from './csv-guard.ts'

describe('a cell for a spreadsheet', () => {
  it.each(['=1+1', '=cmd|\' /C calc\'!A0', '+SUM(A1)', '-A1', '@import', '\t=1', '\r=1', "'=1", '+49 ext 5', '-1,2'])('%s is guarded', (text) => {
    expect(guardCell(text)).toBe(`'${text}`)
  })

  it.each(['+49 151 23456', '+1 (555) 010-0199', '-5', '+49/228/12', 'Ana', '', "O'Neil", "'tis", '1=2'])('%s stays as it is', (text) => {
    expect(guardCell(text)).toBe(text)
  })

  it('comes back exactly', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '1', 'a', ' ')).map((all) => all.join(''))), (text) => {
      expect(unguardCell(guardCell(text))).toBe(text)
      expect(guardCell(text)).not.toMatch(/^[=@\t\r]/)
    }))
  })
})
