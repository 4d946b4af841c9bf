import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a replica was given last: a commit, named so that only this history of this workspace has it (R1). */
export interface Seen { epoch: string; revision: number; mark: string }

/** Signs and reads `seen` tokens: `base64url({"e","r","m"}).signature`, bound to the workspace. */
export interface SeenTokens {
  sign(workspaceId: string, seen: Seen): string
  /** Null: not one of this server's for this workspace. */
  read(workspaceId: string, token: string): Seen | null
}

export function createSeenTokens(secret: string): SeenTokens {
  const signature = (workspaceId: string, body: string): string =>
    createHmac('sha256', secret).update(`${workspaceId}.${body}`).digest('base64url').slice(0, 22)

  return {
    sign(workspaceId, seen) {
      const body = Buffer.from(JSON.stringify({ e: seen.epoch, r: seen.revision, m: seen.mark })).toString('base64url')
      return `${body}.${signature(workspaceId, body)}`
    },
    read(workspaceId, token) {
      const [body, signed, more] = token.split('.')
      if (body === undefined || signed === undefined || more !== undefined) return null
      const expected = Buffer.from(signature(workspaceId, body)), given = Buffer.from(signed)
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null
      const { e, r, m } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { e: string; r: number; m: string }
      return { epoch: e, revision: r, mark: m }
    },
  }
}
