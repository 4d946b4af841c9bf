import type { z } from '../shared/zod.ts'
import { accessCalls } from './api-access.ts'

/*
 * What a person does with their account beside signing in: one entry a call. Server, device and the OpenAPI document are made from it, so
 * that none of them knows a call that the others do not. A call without `request` is a GET; every answer is JSON.
 */

export const accountCalls = {
  ...accessCalls,
} as const satisfies Record<string, Call>

interface Call {
  path: string
  summary: string
  request?: z.ZodMiniType
  answer: z.ZodMiniType
  /** Needs no session. */
  open?: true
}

export type AccountCall = keyof typeof accountCalls
type Declared<K extends AccountCall> = (typeof accountCalls)[K]
export type AccountInput<K extends AccountCall> = Declared<K> extends { request: z.ZodMiniType<infer T> } ? T : null
export type AccountAnswer<K extends AccountCall> = z.infer<Declared<K>['answer']>
