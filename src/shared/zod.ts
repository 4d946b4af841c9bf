import { z } from 'zod'

// zod compiles validators with `new Function` where it may; our CSP forbids that and would report the probe as a violation.
z.config({ jitless: true })

export { z }
