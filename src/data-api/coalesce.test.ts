import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coalesceCommits, type Touched } from './coalesce.ts'

describe('commits and the queries that follow them', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('follows the first commit at once and a burst once per pause, with all it touched', () => {
    const runs: Touched[] = []
    const hear = coalesceCommits(60, (touched) => { runs.push(touched) })
    hear({ entities: ['a'], journal: false })
    expect(runs).toEqual([{ entities: new Set(['a']), journal: false }])
    hear({ entities: ['b'], journal: true })
    hear({ entities: ['c'], journal: false })
    expect(runs).toHaveLength(1)
    vi.advanceTimersByTime(60)
    expect(runs[1]).toEqual({ entities: new Set(['b', 'c']), journal: true })
  })

  it('is at once again after a pause, and runs for nothing never', () => {
    const runs: Touched[] = []
    const hear = coalesceCommits(60, (touched) => { runs.push(touched) })
    hear({ entities: ['a'], journal: false })
    vi.advanceTimersByTime(500)
    expect(runs).toHaveLength(1)
    hear({ entities: ['b'], journal: false })
    expect(runs).toHaveLength(2)
  })

  it('lets the first wait as well where something else goes before', () => {
    const runs: Touched[] = []
    const hear = coalesceCommits(250, (touched) => { runs.push(touched) }, 60)
    hear({ entities: ['a'], journal: false })
    hear({ entities: [], journal: true })
    expect(runs).toEqual([])
    vi.advanceTimersByTime(60)
    expect(runs).toEqual([{ entities: new Set(['a']), journal: true }])
    hear({ entities: ['b'], journal: false })
    vi.advanceTimersByTime(249)
    expect(runs).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(runs).toHaveLength(2)
  })
})
