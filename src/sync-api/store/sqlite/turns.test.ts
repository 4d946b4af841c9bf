import { describe, expect, it } from 'vitest'
import { openConnection, type Connection } from './connection.ts'
import { createTurns } from './turns.ts'

/** `said`: what the connection was told, but for its statements. */
function setupTurns(fails: (sql: string) => boolean = () => false) {
  const connection = openConnection(':memory:'), said: string[] = []
  connection.exec('CREATE TABLE kept (name TEXT PRIMARY KEY)')
  const watched: Connection = {
    ...connection,
    exec: (sql) => {
      said.push(sql.split(' ')[0]!)
      if (fails(sql)) throw new Error(`${sql} failed`)
      connection.exec(sql)
    },
  }
  const turns = createTurns(watched)
  const keep = (name: string): Promise<string> => turns.write(async () => {
    await Promise.resolve()
    connection.prepare('INSERT INTO kept VALUES (?)').run(name)
    return name
  })
  const keepMany = (name: string): Promise<void> => turns.write(async () => {
    for (let n = 0; n < 900; n += 1) connection.prepare('INSERT INTO kept VALUES (?)').run(`${name}${n}`)
  })
  const kept = (): string => connection.prepare<{ name: string }>('SELECT name FROM kept ORDER BY name').all().map(({ name }) => name).join('')
  return { turns, keep, keepMany, kept, said, names: () => turns.enter(async () => kept()) }
}

describe('turns at the one connection', () => {
  it('lets writes that wait together share a commit, and tells each of its own end', async () => {
    const { keep, kept, said } = setupTurns()
    const ends = await Promise.allSettled(['a', 'b', 'a', 'c'].map(keep))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(kept()).toBe('abc')
    expect(said.filter((word) => word === 'COMMIT')).toHaveLength(1)
  })

  it('lets nobody wait for a large one that came later', async () => {
    const { keep, keepMany, said } = setupTurns()
    const commits = (): number => said.filter((word) => word === 'COMMIT').length
    const first = keepMany('a'), second = keepMany('b'), small = keep('c')
    await first
    expect(commits()).toBe(1)
    await Promise.all([second, small])
    expect(commits()).toBe(3)
  })

  it('[R1] shows a reader what is committed, whoever asked first', async () => {
    const { keep, names } = setupTurns()
    const answers = await Promise.all([keep('a'), names(), keep('b'), names()])
    expect(answers[1]).toBe(answers[3])
    expect(await names()).toBe('ab')
  })

  it('tells everybody where the commit fails, and keeps nothing; the next ones go on', async () => {
    let broken = true
    const { keep, kept, turns } = setupTurns((sql) => broken && sql === 'COMMIT')
    const ends = await Promise.allSettled([...['a', 'b'].map(keep), turns.write(async () => { throw new Error('by itself') })])
    expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : ''))).toEqual(Array(3).fill('Error: COMMIT failed'))
    expect(kept()).toBe('')
    broken = false
    expect(await keep('c')).toBe('c')
    expect(kept()).toBe('c')
  })

  it('ends a transaction before everybody has joined where they are very many, and lets readers in between', async () => {
    const { keep, names, said } = setupTurns()
    const all = Promise.all(Array.from({ length: 150 }, (_, n) => keep(String.fromCharCode(0x100 + n))))
    await Promise.resolve()
    const between = names()
    await all
    expect(said.filter((word) => word === 'COMMIT')).toHaveLength(3)
    expect((await between).length).toBeLessThan(150)
  })
})
