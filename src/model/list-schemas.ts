import { z } from '../shared/zod.ts'
import { line, upTo } from './text-schemas.ts'
import { limits } from './text.ts'

/* What the elements of lists are, for every entity that has e-mails, phones, addresses, links or tags. */

const id = z.string().check(z.minLength(1), z.maxLength(64))
const tooMany = `too many, at most ${limits.elements}`
const list = (element: z.ZodMiniType): z.ZodMiniType => z.array(element).check(z.maxLength(limits.elements, tooMany))

/** A value with a label: an e-mail, a phone, a link. */
export const labelledList = (): z.ZodMiniType => list(z.object({ id, value: line(), label: z.nullish(upTo(100)) }))

export const addressList = (): z.ZodMiniType => list(z.object({
  id,
  label: z.nullish(upTo(100)),
  street: z.nullish(line()),
  city: z.nullish(line()),
  region: z.nullish(line()),
  postalCode: z.nullish(upTo(100)),
  country: z.nullish(line()),
}))

export const tagList = (): z.ZodMiniType => list(upTo(100).check(z.minLength(1)))
