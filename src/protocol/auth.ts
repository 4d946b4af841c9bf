import { z } from '../shared/zod.ts'

export const credentialsLimits = { password: { min: 10, max: 200 } } as const

export const registerRequestSchema = z.object({
  email: z.email().max(320),
  password: z.string().min(credentialsLimits.password.min).max(credentialsLimits.password.max),
  name: z.string().min(1).max(200),
  workspace: z.string().min(1).max(200).optional(),
  transport: z.enum(['cookie', 'bearer']).optional(),
})
export const loginRequestSchema = z.object({
  email: z.string().max(320),
  password: z.string().max(1_000),
  deviceName: z.string().max(200).optional(),
  transport: z.enum(['cookie', 'bearer']).optional(),
})

/** What register, login, refresh and `GET session` answer. */
export const sessionSchema = z.object({
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string(), role: z.enum(['viewer', 'member', 'admin', 'owner']) }),
  /** When the access token ends; ISO 8601. */
  expiresAt: z.string(),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
})
export type Session = z.infer<typeof sessionSchema>
export type RegisterRequest = z.infer<typeof registerRequestSchema>
export type LoginRequest = z.infer<typeof loginRequestSchema>
