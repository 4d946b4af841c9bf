import { z } from '../shared/zod.ts'

/*
 * How programs are let in: API tokens. Calls of a signed-in person, as protocol/account.ts has them.
 */

/** `<entity>:read` or `<entity>:write`, which reads too; `*` stands for every entity. */
export const apiScopeSchema = z.string().check(z.regex(/^(?:\*|[a-z][a-zA-Z0-9]{0,63}):(?:read|write)$/))

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(apiScopeSchema),
  createdAt: z.string(),
  /** To a minute; null: never. */
  lastUsedAt: z.nullable(z.string()),
})
export type ApiToken = z.infer<typeof apiTokenSchema>

export const accessCalls = {
  apiTokens: { path: '/api/auth/tokens', summary: 'The person\'s API tokens in this workspace', answer: z.object({ tokens: z.array(apiTokenSchema) }) },
  makeApiToken: {
    path: '/api/auth/tokens/make', summary: 'Make an API token; it is shown this once',
    request: z.object({ name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)), scopes: z.array(apiScopeSchema).check(z.minLength(1), z.maxLength(50)) }),
    answer: z.object({ token: z.string(), made: apiTokenSchema }),
  },
  revokeApiToken: { path: '/api/auth/tokens/revoke', summary: 'Revoke an API token; it is dead at once', request: z.object({ id: z.string().check(z.maxLength(100)) }), answer: z.object({}) },
} as const
