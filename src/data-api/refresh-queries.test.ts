import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { refreshQueries } from './refresh-queries.ts'

/** A query whose answers the test gives, one after the other. */
function setup(): { client: QueryClient; answers: ((value: number) => void)[]; shown: () => number | undefined } {
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', staleTime: Infinity, retry: false } } })
  const answers: ((value: number) => void)[] = []
  const observer = new QueryObserver(client, { queryKey: ['list', 'contacts'], queryFn: () => new Promise<number>((resolve) => { answers.push(resolve) }) })
  observer.subscribe(() => undefined)
  return { client, answers, shown: () => observer.getCurrentResult().data }
}
const turn = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0) })

describe('queries after a commit', () => {
  it('reads again what was being read for the first time when the commit came', async () => {
    const { client, answers, shown } = setup()
    refreshQueries(client, () => true)
    refreshQueries(client, () => true)
    answers[0]!(0)
    await turn()
    expect(answers, 'once, however many commits there were').toHaveLength(2)
    answers[1]!(1)
    await turn()
    expect(shown()).toBe(1)
    expect(answers).toHaveLength(2)
  })

  it('lets a reading end that commits overtake, and then reads again: what is written all the time is shown all the time', async () => {
    const { client, answers, shown } = setup()
    answers[0]!(0)
    await turn()
    for (let commit = 1; commit <= 3; commit += 1) {
      refreshQueries(client, () => true)
      refreshQueries(client, () => true)
      answers.at(-1)!(commit)
      await turn()
      expect(shown()).toBe(commit)
    }
  })

  it('leaves alone what the commit does not concern', async () => {
    const { client, answers } = setup()
    answers[0]!(0)
    await turn()
    refreshQueries(client, ([, entity]) => entity === 'notes')
    await turn()
    expect(answers).toHaveLength(1)
  })
})
