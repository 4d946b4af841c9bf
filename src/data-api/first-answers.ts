import type { Connection } from './connection.ts'
import { answerOf, queryOf, type ListAnswer, type ListKey } from './list-keys.ts'
import { toRec } from './to-rec.ts'

/** The lists that a page asks for with its first lines, before there is anything that queries. */
export interface FirstAnswers {
  /** The first of them. @throws SatchelError with the codes of `list` (contract.ts) */
  first: Promise<ListAnswer>
  /** Ends it: what was answered by now, by key, and whether something was committed since it was asked. */
  take(): { answers: ReadonlyMap<ListKey, ListAnswer>; stale: boolean }
}

/** @param keys as few as one page shows; the first is answered first */
export function askFirst(connection: Connection, keys: readonly [ListKey, ...ListKey[]]): FirstAnswers {
  const answers = new Map<ListKey, ListAnswer>()
  let stale = false
  const stop = connection.onCommit(() => { stale = true })
  const ask = async (key: ListKey): Promise<ListAnswer> => {
    const { rows, total } = await connection.data((api) => api.list(queryOf(key)))
    const answer = answerOf(key, { rows: rows.map(toRec), total })
    answers.set(key, answer)
    return answer
  }
  const [first, ...others] = keys
  const firstAnswer = ask(first)
  // Whoever needs one that failed asks again, and tells.
  for (const one of [firstAnswer, ...others.map(ask)]) one.catch(() => undefined)
  return {
    first: firstAnswer,
    take: () => {
      stop()
      return { answers, stale }
    },
  }
}
