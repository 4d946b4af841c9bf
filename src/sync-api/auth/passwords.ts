import { hash, verify } from '@node-rs/argon2'

/** Hashing as a port: a simulation of a hundred accounts does not wait for argon2. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

/** argon2id (the library's default) with OWASP's parameters: 19 MiB, two passes. */
export const argon2Passwords: Passwords = {
  hash: (password) => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  verify: (stored, password) => verify(stored, password),
}
