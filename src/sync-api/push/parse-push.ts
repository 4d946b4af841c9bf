import { changeSchema, uuid, wireLimits, type Change } from '../../protocol/change.ts'
import { pushRequestSchema, type PushRequest } from '../../protocol/push.ts'
import { jsonFault } from '../../shared/json.ts'
import { z } from '../../shared/zod.ts'
import type { Refusal } from './verdict.ts'

/** A change whose shape is wrong, though one can tell which it is: refused alone, not with the whole request (P4). */
export interface MisshapenChange { id: string; mutationId: string; refusal: Refusal }
export type ReceivedChange = { change: Change } | { misshapen: MisshapenChange }
export interface ReceivedPush extends Omit<PushRequest, 'changes'> { changes: ReceivedChange[] }

/** Reads a push's body. A string: why the whole of it cannot be read. */
export function parsePush(body: unknown): ReceivedPush | string {
  const envelope = envelopeSchema.safeParse(body)
  if (!envelope.success) return problem(envelope.error)
  const changes: ReceivedChange[] = []
  for (const [index, raw] of envelope.data.changes.entries()) {
    const change = receivedChangeSchema.safeParse(raw)
    if (change.success) {
      const { id, mutationId, patch, before } = change.data
      const fault = jsonFault(patch) ?? jsonFault(before)
      changes.push(fault === null ? { change: change.data as Change } : { misshapen: { id, mutationId, refusal: { code: 'invalid', message: `A value cannot be kept: ${fault}.` } } })
      continue
    }
    const ids = idsSchema.safeParse(raw)
    if (!ids.success) return `changes.${index}: ${problem(change.error)}`
    changes.push({ misshapen: { ...ids.data, refusal: { code: 'invalid', message: problem(change.error) } } })
  }
  return { ...envelope.data, changes } as ReceivedPush
}

const envelopeSchema = z.extend(pushRequestSchema, { changes: z.array(z.unknown()).check(z.minLength(1), z.maxLength(wireLimits.changesPerBatch)) })
// The body was JSON: that its values are is known, and looking again takes longer than merging them.
const receivedChangeSchema = z.extend(changeSchema, { patch: z.record(z.string(), z.unknown()), before: z.optional(z.record(z.string(), z.unknown())) })
const idsSchema = z.object({ id: uuid, mutationId: uuid })

function problem(error: z.core.$ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'not valid' : `${issue.path.join('.') || 'body'}: ${issue.message}`
}
