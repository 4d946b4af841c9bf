import { z } from '../shared/zod.ts'
import { isCalendarDate, limits } from './text.ts'

/** A string of at most so many characters; what is said where it is longer is said to a person. */
export const upTo = (most: number): z.ZodMiniString => z.string().check(z.maxLength(most, { error: () => `too long, at most ${most.toLocaleString('en')} characters` }))

/** One line of text. */
export const line = (): z.ZodMiniString => upTo(limits.line)

/** Text of several lines. */
export const text = (): z.ZodMiniString => upTo(limits.text)

/** A calendar date, year optional: "1990-05-17" or "--05-17" (RFC 6350, 4.3.1). Days are checked against their month. */
export const calendarDate = (): z.ZodMiniType => z.string().check(z.refine(isCalendarDate, 'no date of the calendar'))
