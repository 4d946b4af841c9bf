import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { carryOver, editText, emptyText, isTooLarge, isWhole, joinTexts, readState, receiveUpdate, startedApart, startOf, textLimits, textOf, writeState } from './text-document.ts'
import type { TextState } from './text-document.ts'
import { fitting } from './text-field.ts'
import { runs } from '../../tests/support/whole-run.ts'

const join = (one: TextState, other: TextState): TextState => {
  const joined = joinTexts(one, other)
  if (joined === null) throw new Error('nothing to build on')
  return joined
}

interface Act { replica: number; kind: 'insert' | 'remove' | 'sync'; at: number; from: number }
const act: fc.Arbitrary<Act> = fc.record({
  replica: fc.nat(3), kind: fc.constantFrom('insert' as const, 'insert' as const, 'remove' as const, 'sync' as const), at: fc.nat(100), from: fc.nat(3),
})

/** Replicas write and remove words and now and then take in another's document; then all have them all, each in an order of its own. */
function play(acts: readonly Act[], orders: readonly number[][]): { ends: TextState[]; written: Set<string>; removed: Set<string> } {
  const replicas = Array.from({ length: 4 }, () => startOf('body', 'Met for tea 👩‍👩‍👧 near the station'))
  const written = new Set<string>(), removed = new Set<string>()
  acts.forEach(({ replica, kind, at, from }, index) => {
    const state = replicas[replica]!, words = textOf(state).split(' ')
    if (kind === 'sync') { replicas[replica] = join(state, replicas[from]!); return }
    if (kind === 'insert') {
      words.splice(at % (words.length + 1), 0, `w${index}W`)
      written.add(`w${index}W`)
    } else for (const gone of words.splice(at % words.length, 1)) for (const word of gone.match(/w\d+W/g) ?? []) removed.add(word)
    replicas[replica] = editText(state, words.join(' '), `change ${index}`)
  })
  return { ends: orders.map((order) => order.map((index) => replicas[index]!).reduce(join)), written, removed }
}

const stories = fc.tuple(fc.array(act, { maxLength: 25 }), fc.array(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), { minLength: 3, maxLength: 3 }))

describe('texts as documents', () => {
  it('[M6] end with the same bytes, in whatever order replicas take in each other', () => {
    fc.assert(fc.property(stories, ([acts, orders]) => {
      const [first, ...others] = play(acts, orders).ends.map(writeState)
      for (const other of others) expect(other).toBe(first)
    }), { numRuns: runs(60) })
  })

  it('[M2] keep every word that somebody wrote and nobody removed, and no half of a character', () => {
    fc.assert(fc.property(stories, ([acts, orders]) => {
      const { ends, written, removed } = play(acts, orders), end = textOf(ends[0]!)
      expect([...written].filter((word) => !removed.has(word) && !end.includes(word))).toEqual([])
      expect(end).not.toMatch(/\p{Surrogate}|\uFFFD/u)
    }), { numRuns: runs(60) })
  })

  it('[M6] joining is idempotent, and what a document has already changes nothing', () => {
    const start = startOf('body', 'one two'), edited = editText(start, 'one more two', 'a')
    expect(writeState(join(edited, edited))).toBe(writeState(edited))
    expect(writeState(join(edited, start))).toBe(writeState(edited))
  })

  it('two who start from the same text without a document start from the same one', () => {
    const one = editText(startOf('body', 'the cat sat'), 'the black cat sat', 'a'), other = editText(startOf('body', 'the cat sat'), 'the cat sat down', 'b')
    expect(textOf(join(one, other))).toBe('the black cat sat down')
    expect(startedApart(one, other)).toBe(false)
    expect(startedApart(one, startOf('body', 'another text'))).toBe(true)
  })

  it('an edit that changes nothing is none, and one under a seed that was used takes another name', () => {
    const start = startOf('body', 'one'), once = editText(start, 'one two', 'a')
    expect(editText(start, 'one', 'a')).toBe(start)
    expect(textOf(join(editText(once, 'one two three', 'a'), once))).toBe('one two three')
  })

  it('keeps emoji whole where both edit beside and within them', () => {
    const start = startOf('body', '👩‍👩‍👧😀')
    const joined = textOf(join(editText(start, '👩‍👩‍👧x😀', 'a'), editText(start, '👩‍👩‍👦😁', 'b')))
    expect(joined).toMatch(/x/)
    expect(joined).not.toMatch(/\p{Surrogate}|\uFFFD/u)
    expect(textOf(startOf('body', 'a\uD83D b'))).toBe('a\uFFFD b')
  })

  it('what was deleted is compacted to a length', () => {
    const long = startOf('body', 'words '.repeat(10_000)), emptied = editText(long, 'gone', 'a')
    expect(emptied.length).toBeLessThan(100)
    expect(textOf(join(emptied, editText(long, `${'words '.repeat(10_000)}kept`, 'b')))).toMatch(/gone/)
  })

  it('100,000 characters are edited and joined within a moment', () => {
    const text = 'Lorem ipsum dolor '.repeat(5_500), start = startOf('body', text)
    const began = performance.now()
    const joined = textOf(join(editText(start, `first ${text}`, 'a'), editText(start, `${text} last`, 'b')))
    expect([joined.startsWith('first'), joined.endsWith('last')]).toEqual([true, true])
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('an edit carried over to what stands by now', () => {
  it.each([
    ['puts its word where it belongs', 'the big cat sat', 'the cat sat', 'the cat sat down', 'the big cat sat down'],
    ['takes only its own words back', 'one two three four', 'one two', 'one', 'one three four'],
    ['does once what both did', 'one two three', 'one two', 'one two three', 'one two three'],
    ['is the whole where nothing else was written', 'a', 'a', 'b', 'b'],
  ])('%s', (_name, stands, from, to, result) => { expect(carryOver(stands, from, to)).toBe(result) })

  it('removes nothing where it is not known what was seen', () => {
    expect(carryOver('the cat sat', undefined, 'the dog sat')).toMatch(/cat.*dog|dog.*cat/)
  })
})

describe('what is received as an update', () => {
  const state = editText(startOf('body', 'one two'), 'one more two', 'a')

  it('is taken where it is one', () => {
    expect(receiveUpdate(writeState(state))).toEqual({ update: state })
    expect(readState(writeState(state))).toEqual(state)
  })

  it('an update of another Yjs program, of only what is new, builds on what stands', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const known = Y.encodeStateVector(doc)
    doc.getText('t').insert(3, ' and')
    const received = receiveUpdate(writeState(Y.encodeStateAsUpdate(doc, known)))
    expect('update' in received && isWhole(received.update)).toBe(false)
    expect('update' in received && textOf(join(state, received.update))).toBe('one and more two')
    expect('update' in received && joinTexts(emptyText, received.update)).toBeNull()
  })

  it.each([
    ['no text', 7], ['no base64', '@@@@'], ['base64 cut short', writeState(state).slice(0, -1)], ['nothing', ''],
    ['other bytes', btoa('no update at all')], ['a number without an end', btoa('\xff'.repeat(40))], ['more pieces than there are', btoa('\x01\xff\xff\xff\xff\x0f\x01\x00')],
  ])('%s is refused', (_name, given) => { expect(receiveUpdate(given)).toEqual({ fault: 'unreadable' }) })

  it('other types, formats, objects and maps are refused', () => {
    const made = (write: (doc: Y.Doc) => void): string => {
      const doc = new Y.Doc()
      write(doc)
      return writeState(Y.encodeStateAsUpdate(doc))
    }
    for (const hostile of [
      made((doc) => doc.getMap('t').set('a', 1)), made((doc) => doc.getText('other').insert(0, 'x')), made((doc) => doc.getText('t').insert(0, 'x', { bold: true })),
      made((doc) => doc.getText('t').insertEmbed(0, { image: 'x' })), made((doc) => doc.getArray('t').push([new Y.Map()])), made((doc) => doc.getArray('t').push([new Y.Doc()])),
    ]) expect(receiveUpdate(hostile)).toEqual({ fault: 'unreadable' })
  })

  it('more pieces than are kept are refused, and more than a few that were made to meet at one place, before they are put together', () => {
    for (const count of [textLimits.pieces, textLimits.meetings + 2]) expect(receiveUpdate(btoa(crowd(count)))).toEqual({ fault: 'too_large' })
    const received = receiveUpdate(btoa(crowd(textLimits.meetings)))
    expect('update' in received && textOf(received.update)).toMatch(/^y{500}x{500}$/)
  })

  it('nor more that each stand behind another letter of one piece and know nothing of the rest of it', () => {
    expect(receiveUpdate(btoa(crowd(textLimits.meetings + 2, { behind: true })))).toEqual({ fault: 'too_large' })
    const received = receiveUpdate(btoa(crowd(textLimits.meetings, { behind: true })))
    expect('update' in received && textOf(received.update)).toMatch(/^xy+/)
  })

  it('nor do many updates bring them together one by one', () => {
    const [one, other] = [crowd(300), crowd(300, { from: 10_000 })].map((bytes) => receiveUpdate(btoa(bytes)) as { update: Uint8Array })
    expect(isTooLarge(one!.update)).toBe(false)
    expect(isTooLarge(join(one!.update, other!.update))).toBe(true)
  })

  it('who writes at one place again and again, or here and there, meets nobody', () => {
    let state = startOf('body', 'the end'), log = 'the end'
    for (let day = 0; day < 650; day += 1) {
      log = day % 10 > 1 ? `day ${day}\n${log}` : day % 10 === 1 ? `${log.slice(0, 40)} ${day}${log.slice(40)}` : `${log} ${day}`
      state = editText(state, log, `day ${day}`)
    }
    expect(receiveUpdate(writeState(state))).toEqual({ update: state })
    expect(textOf(state)).toBe(log)
  }, 60_000)

  it('no bytes make it throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.nat(255), (bytes, at, byte) => {
      const broken = Uint8Array.from(state)
      broken[at % broken.length] = byte
      for (const given of [bytes, broken, broken.subarray(0, at % broken.length)]) {
        const received = receiveUpdate(writeState(given))
        if ('update' in received) joinTexts(state, received.update)
      }
    }), { numRuns: runs(500) })
  })
})

it('a long text that is written over again and again stays one that is taken: what was taken out counts', () => {
  let state: TextState = emptyText
  for (let n = 0; n < 30; n += 1) {
    state = fitting('body', editText(state, String.fromCharCode(97 + n % 26).repeat(99_000), `e${n}`), `e${n}`)
    expect('update' in receiveUpdate(writeState(state)), String(n)).toBe(true)
  }
})

/** As bytes: one writer's text, and before it (or `behind` one of its letters) a piece each of so many others, none of whom knew of another. */
function crowd(count: number, { behind = false, from = 0 } = {}): string {
  const bytes: number[] = []
  const number = (value: number): void => {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 | (rest & 127))
    bytes.push(rest)
  }
  const string = (value: string): void => { number(value.length); for (const unit of value) bytes.push(unit.charCodeAt(0)) }
  const base = 1_000_000_000
  for (const value of [count + 1, 1, base, 0, 4, 1]) number(value)
  string('t')
  string('x'.repeat(count))
  for (let at = 0; at < count; at += 1) {
    for (const value of [1, from + count - at + 1, 0]) number(value)
    bytes.push(4 | (behind ? 128 : 64))
    for (const value of [base, at]) number(value)
    string('y')
  }
  number(0)
  return String.fromCharCode(...bytes)
}
