import { expect, inject, it } from 'vitest'
import { isSound } from '../load/audit.ts'
import { killUnderLoad } from '../load/kill-run.ts'

/** Once where everything is tested; `npm run test:long` kills fifty times. */
const kills = Number(process.env['KILLS'] ?? 1), seed = Number(process.env['SEED'] ?? 1)

it(`[P2, P3] the server on PostgreSQL is killed under load, times ${kills}: every acknowledged push is there, none twice`, async () => {
  const { findings, acknowledged, underWay, repeated } = await killUnderLoad('postgres', kills, seed, inject('postgres').admin)
  console.info(`PostgreSQL, ${kills} kills: ${findings.written} changes written, ${underWay} pushes broke off, ${repeated} changes were committed unanswered and sent again`)
  expect({ ...findings, sound: isSound(findings) }).toMatchObject({ lost: 0, twice: 0, unanswered: 0, differing: 0, neverGiven: 0, sound: true })
  // It was at work each time, and pushes were on their way.
  for (const [index, count] of acknowledged.entries()) expect(count).toBeGreaterThan(acknowledged[index - 1] ?? 0)
  expect(underWay).toBeGreaterThanOrEqual(kills)
}, 90_000 + kills * 30_000)
