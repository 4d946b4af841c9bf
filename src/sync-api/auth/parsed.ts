import type { z } from '../../shared/zod.ts'
import { invalid } from '../http/http-error.ts'

/** @throws HttpError 400 with what is wrong first */
export function parsed<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw invalid(issue === undefined ? 'The request could not be read.' : `${issue.path.join('.')}: ${issue.message}`)
}
