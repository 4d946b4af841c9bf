import { describe, expect, it } from 'vitest'
import { tickBox } from './tick-box.ts'

describe('a box that is ticked where one reads', () => {
  const text = '# Plan\n* [ ] first\n  + [x] within\n1. one\n   - [ ] in a numbered one\n> - [ ] quoted\n'
  it.each([
    [0, '* [ ] first', '* [x] first'],
    [1, '+ [x] within', '+ [ ] within'],
    [2, '- [ ] in a numbered one', '- [x] in a numbered one'],
    [3, '> - [ ] quoted', '> - [x] quoted'],
  ])('number %i is turned, and nothing else of the text is written', (index, before, after) => {
    expect(tickBox(text, index)).toBe(text.replace(before, after))
    expect(tickBox(tickBox(text, index), index)).toBe(text)
  })

  it('what only looks like a box is none', () => {
    const words = '```\n- [ ] code\n```\n- \\[ ] words\n- `- [ ]` more\n- [ ] a box'
    expect(tickBox(words, 0)).toBe(words.replace('- [ ] a box', '- [x] a box'))
  })

  it('two who ticked it at the same time left two crosses: it is emptied whole', () => {
    expect(tickBox('- [xx] a', 0)).toBe('- [ ] a')
  })

  it('where there is no such box, nothing is turned', () => {
    expect(tickBox('- [ ] a', 4)).toBe('- [ ] a')
  })
})
