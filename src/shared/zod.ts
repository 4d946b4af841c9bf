import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

// zod compiles validators with `new Function` where it may; our CSP forbids that and would report the probe as a violation.
// `mini` brings only what is called, so that every thread's script is half the size; its messages have to be asked for.
z.config({ ...en(), jitless: true })

export { z }
