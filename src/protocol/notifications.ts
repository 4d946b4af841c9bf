import { z } from '../shared/zod.ts'

/*
 * Hints by Web Push, to devices that asked for them: that something of an entity changed, and nothing of what. Calls of a signed-in person, as
 * protocol/account.ts has them.
 */

const entityName = z.string().check(z.regex(/^[a-z][a-zA-Z0-9]{0,63}$/))
const base64url = (bytes: number) => z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil(bytes * 4 / 3)}}={0,2}$`)))
const id = z.string().check(z.minLength(1), z.maxLength(100))

/** What a push service carries to a device, encrypted for it: `to` is the device's subscription, and in `topic` others wrote something after the revision `since`, up to `revision`. */
export const hintSchema = z.object({ to: z.string(), topic: z.string(), since: z.int(), revision: z.int() })
export type Hint = z.infer<typeof hintSchema>

export const hintCalls = {
  hintKey: { path: '/api/hints/key', summary: 'The key (VAPID) by which a browser knows this server\'s hints', answer: z.object({ publicKey: z.string() }) },
  subscribeHints: {
    path: '/api/hints/subscribe', summary: 'Have this device told by Web Push that others changed something of these entities, in place of what it asked for before',
    request: z.object({ endpoint: z.string().check(z.maxLength(2_000)), p256dh: base64url(65), auth: base64url(16), entities: z.array(entityName).check(z.minLength(1), z.maxLength(50)) }),
    answer: z.object({ id: z.string() }),
    ofWorkspace: true,
  },
  unsubscribeHints: { path: '/api/hints/unsubscribe', summary: 'Have this device told of nothing any more', request: z.object({}), answer: z.object({}), ofWorkspace: true },
  hinted: {
    path: '/api/hints/about', summary: 'What a hint is about: how many records others wrote since, which one where it is one, and who',
    request: z.object({ to: id, topic: entityName, since: z.int().check(z.minimum(0)) }),
    /** At most 100 are counted. `by`: at most three names. */
    answer: z.object({ records: z.int(), recordId: z.nullable(z.string()), by: z.array(z.string()) }),
    ofWorkspace: true,
  },
} as const
