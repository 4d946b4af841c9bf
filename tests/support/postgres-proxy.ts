import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between the store and PostgreSQL, and cuts the line where a test says. */
export interface PostgresProxy {
  /** The given address, through this proxy. */
  through(url: string): string
  /** The next commit is carried out, and its answer never arrives. */
  loseNextCommitsAnswer(): void
  /** The next commit never arrives. */
  loseNextCommit(): void
  /** The connections that there are carry nothing any more, and nobody ends them: their machine is gone without a word. Those made from now on are to another. */
  fallSilent(): void
  cuts(): number
  close(): Promise<void>
}

export async function startPostgresProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let armed: 'commit' | 'answer' | null = null, cuts = 0, silent = 0

  const server = createServer((client) => {
    const database = connect(Number(port), hostname)
    let answerIsLost = false
    const age = silent
    const cut = (): void => { client.destroy(); database.destroy() }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', cut).on('close', () => { sockets.delete(socket); cut() })
    }
    client.on('data', (chunk) => {
      if (age < silent) return
      // A simple query is its text and a zero.
      if (armed !== null && chunk.includes('COMMIT\0')) {
        cuts += 1
        if (armed === 'commit') { armed = null; cut(); return }
        answerIsLost = true
        armed = null
      }
      database.write(chunk)
    })
    // What comes after the commit was sent is its answer: it is done by then.
    database.on('data', (chunk) => { if (age < silent) return; if (answerIsLost) cut(); else client.write(chunk) })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    through: (url) => Object.assign(new URL(url), { port: String((server.address() as AddressInfo).port) }).href,
    loseNextCommitsAnswer: () => { armed = 'answer' },
    loseNextCommit: () => { armed = 'commit' },
    fallSilent: () => { silent += 1 },
    cuts: () => cuts,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve() })
      for (const socket of sockets) socket.destroy()
    }),
  }
}
