import { parseDue } from '../../../model/due.ts'
import { z } from '../../../shared/zod.ts'

/** What the address of the tasks says; what makes no sense is left out. */
export const tasksSearch = z.object({
  view: z.catch(z.optional(z.enum(['today', 'upcoming', 'all', 'board', 'calendar', 'done'])), undefined),
  /** The day chosen in the calendar. */
  day: z.catch(z.optional(z.string().check(z.refine((value) => parseDue(value)?.time === null, 'no day'))), undefined),
  /** The task in the panel. */
  task: z.catch(z.optional(z.string()), undefined),
})

export const projectSearch = z.object({ task: z.catch(z.optional(z.string()), undefined) })

export const projectsSearch = z.object({ view: z.catch(z.optional(z.enum(['board', 'timeline'])), undefined) })
