/** What JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A record's data as it is stored and sent: field name to value. Absent and `null` mean the same: no value. */
export type Data = Record<string, Json>
