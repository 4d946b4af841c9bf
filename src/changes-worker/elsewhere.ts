import { toSatchelError } from '../shared/errors.ts'
import { pushMirror } from '../outbox/push-mirror.ts'
import type { SyncContext } from './context.ts'
import type { Elsewhere } from './contract.ts'
import { createRunner } from './runner.ts'

/**
 * What the person wrote in other workspaces and left there unsent: their databases are closed, and their mirrors are sent from here by the code, the ids
 * and the locks of everybody who pushes (P7). The answers wait in the mirror until that workspace is open again.
 */
export interface OtherWorkspaces {
  send(): Promise<void>
  waiting(): Promise<Elsewhere[]>
}

export function createOtherWorkspaces({ parts, account, board, stopped }: Pick<SyncContext, 'parts' | 'board'> & { account: () => SyncContext['account']; stopped: () => boolean }): OtherWorkspaces {
  const { mirrors, databaseName, transport, locks, clock, log } = parts
  const others = async (): Promise<string[]> => (await mirrors.names()).filter((name) => name !== databaseName)
  const runner = createRunner(async () => {
    const mine = account()
    if (mine === null || stopped() || board.facts.hold !== null) return
    for (const name of await others()) {
      const identity = await (await mirrors.open(name)).identity()
      if (identity?.userId !== mine.userId) continue
      // Whatever keeps it from going out, it stays where it is, and its own page says why.
      const failure = await pushMirror({ mirrors, transport, locks, clock, onAnswers: () => undefined }, name)
      if (failure !== null) log('info', 'elsewhere', { databaseName: name, failure: failure.kind })
    }
  }, (error) => { log('warn', 'elsewhere', { message: toSatchelError(error).message }) })

  return {
    send: () => runner.wake(),
    waiting: async () => {
      const found: Elsewhere[] = []
      for (const name of await others()) {
        const storage = await mirrors.open(name)
        let waiting = 0
        // What was refused or waits for another is the person's still, in a database that has not heard of it.
        const answered = new Set((await storage.answers()).filter(({ result: { status } }) => status !== 'rejected' && status !== 'deferred').map(({ changeId }) => changeId))
        for (let after = -1; ;) {
          const page = await storage.mutations(after, 200), last = page.at(-1)
          if (last === undefined) break
          waiting += page.flatMap(({ changes }) => changes).filter(({ id }) => !answered.has(id)).length
          after = last.seq
        }
        if (waiting > 0 || answered.size > 0) found.push({ databaseName: name, waiting, answered: answered.size })
      }
      return found
    },
  }
}
