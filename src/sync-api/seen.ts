import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a replica was given last: a commit, named so that only this history of this workspace has it (R1). */
export interface Seen { epoch: string; revision: number; mark: string }

/** Signs and reads `seen` tokens: `base64url({"e","r","m"}).signature`, bound to the workspace. */
export interface SeenTokens {
  sign(workspaceId: string, seen: Seen): string
  /** Null: not one of this server's for this workspace. */
  read(workspaceId: string, token: string): Seen | null
}

/** Devices that stand at one place are given the same token, and send it until they hear of something. */
const mostSignatures = 500

export function createSeenTokens(secret: string): SeenTokens {
  const signatures = new Map<string, string>()
  const signature = (workspaceId: string, body: string): string => {
    const text = `${workspaceId}.${body}`, known = signatures.get(text)
    if (known !== undefined) return known
    const made = createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)
    if (signatures.size >= mostSignatures) signatures.clear()
    signatures.set(text, made)
    return made
  }

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
