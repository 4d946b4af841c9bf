import { describe, expect, it } from 'vitest'
import { indexQuery, matches, needsText, parseSearch, tokensOf } from './search-terms.ts'

describe('search terms', () => {
  it('a text has every three characters of its words, and the first five of each word in it', () => {
    expect(new Set(tokensOf('anna x@blick.de'))).toEqual(new Set([
      'ann', 'nna', '^a', '^an', '^ann', '^anna',
      'x@b', '@bl', 'bli', 'lic', 'ick', 'ck.', 'k.d', '.de', '^x', '^x@', '^x@b', '^x@bl', '^x@bli', '^b', '^bl', '^bli', '^blic', '^blick', '^d', '^de',
    ]))
  })

  it('a script without blanks has a word at every sign', () => {
    expect(matches('田中太郎', parseSearch('中'))).toBe(true)
    expect(tokensOf('田中太郎')).toContain('^中')
    expect(matches('silva', parseSearch('il'))).toBe(false)
  })

  it('what the index is asked for is among the tokens of every text that matches', () => {
    for (const [text, search] of [['johanna schmidt', 'hann'], ['johanna schmidt', 'schmidt joh'], ['4915123456', '0151 23'], ['ana.silva@acme.com', 'silva@ac'], ['x', 'x']] as const) {
      const terms = parseSearch(search)
      const tokens = new Set(tokensOf(text))
      const wanted = [...indexQuery(terms, false).matchAll(/"([^"]+)"/g)].map((match) => match[1]!)
      expect(matches(text, terms)).toBe(true)
      expect(wanted.every((token) => tokens.has(token)), `${search}: ${wanted.join()}`).toBe(true)
    }
  })

  it('digits that stand together are one piece of a phone number, without the prefix that only dials', () => {
    expect(parseSearch('0151 23')).toEqual([{ spellings: ['15123'] }])
    expect(parseSearch('+49 (0)151/23')).toEqual([{ spellings: ['4915123'] }])
    expect(parseSearch('ana 12')).toEqual([{ spellings: ['ana'] }, { spellings: ['12'] }])
    expect(parseSearch('53115')).toEqual([{ spellings: ['53115'] }])
  })

  it('a number with its country is found from its first digit on, as one types it', () => {
    for (const search of ['+4', '+49', '+49 ', '+49 (', '+49 (0', '+49 (0)', '+49 (0)1', '+49 (0)15']) expect(matches('anna 4915123456', parseSearch(search)), search).toBe(true)
    expect(parseSearch('+'), 'says nothing yet').toEqual([])
    expect(matches('4915123456', parseSearch('+15'))).toBe(false)
    expect(matches('a+49 b', parseSearch('a+4'))).toBe(true)
  })

  it('what is written or copied with another sign is the same: apostrophes, dashes, a Greek word in capitals so far', () => {
    expect(parseSearch('O’Brien')).toEqual(parseSearch("O'Brien"))
    for (const text of ['miles o brien', 'miles o’brien']) expect(matches(text, parseSearch('O’Brien'))).toBe(true)
    expect(matches('491512345', parseSearch('0151\u201123–45'))).toBe(true)
    for (const search of ['ΟΔΥΣ', 'οδυσ', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ']) expect(matches('οδυσσευς', parseSearch(search)), search).toBe(true)
  })

  it('two letters are an umlaut, and an umlaut two letters, in a word that is long enough to tell', () => {
    for (const search of ['Müller', 'mueller', 'MUELL', 'Müll', 'muller', 'Mu\u0308ller']) for (const text of ['anna muller', 'anna mueller']) {
      if (search !== 'muller' || text === 'anna muller') expect(matches(text, parseSearch(search)), `${search} in ${text}`).toBe(true)
    }
    expect(matches('jorgensen', parseSearch('Joergensen')) && matches('hakon', parseSearch('Haakon')) && matches('joergensen', parseSearch('Jørgensen'))).toBe(true)
    for (const search of ['"Müller"', '"Müller', '"Michael Bauer"', '^Haakon', "'Mueller'"]) expect(indexQuery(parseSearch(search), false).replaceAll(/"[^"^]+"/g, ''), search).not.toMatch(/["^]/)
    expect(matches('anna sauerlander', parseSearch('Sauerlaender')) && matches('bauernmuller', parseSearch('Bauernmueller'))).toBe(true)
    expect(parseSearch('blue joel anna mü'), 'no more is found for words that only end so, or are short').toEqual([{ spellings: ['blue'] }, { spellings: ['joel'] }, { spellings: ['anna'] }, { spellings: ['mu'] }])
  })

  it('the text is looked at only where the index cannot decide', () => {
    expect(needsText(parseSearch('ann'), false)).toBe(false)
    expect(needsText(parseSearch('anna'), false)).toBe(true)
    expect(needsText(parseSearch('annab'), true)).toBe(false)
    expect(needsText(parseSearch('annabe'), true)).toBe(true)
  })

  it('signs of the query language are signs like others', () => {
    expect(parseSearch(`"a' OR b^*`).flatMap((term) => term.spellings)).toEqual(['a', 'or', 'b', '*'])
    expect(parseSearch('   ')).toEqual([])
  })
})
