import type { FastifyInstance } from 'fastify'
import type { RestRecord } from '../../src/sync-api/rest/record.ts'
import type { Account, Server } from './sync-api-setup.ts'

/** What a script gets back. */
export interface Answer<Body = never> { status: number; headers: Record<string, unknown>; body: Body }
export interface Page { records: RestRecord[]; nextCursor: string | null }
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** A script: it calls the real API as a program would, by whatever it signs in with. */
export interface Script {
  call<Body = never>(method: Method, url: string, payload?: unknown, more?: Record<string, string>): Promise<Answer<Body>>
  list(entity: string, query?: Record<string, string>): Promise<Page>
  /** All pages of a list. */
  all(entity: string, query?: Record<string, string>): Promise<RestRecord[]>
  create(entity: string, fields: Record<string, unknown>): Promise<RestRecord>
}

export function setupScript({ app }: { app: FastifyInstance } | Server, { headers }: Pick<Account, 'headers'>): Script {
  const script: Script = {
    async call(method, url, payload, more = {}) {
      const answer = await app.inject({
        method, url, headers: { ...headers, ...more, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
      })
      return { status: answer.statusCode, headers: answer.headers, body: (answer.body === '' ? null : answer.json()) as never }
    },
    async list(entity, query = {}) {
      const { status, body } = await script.call<Page>('GET', `/api/${entity}?${new URLSearchParams(query).toString()}`)
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body
    },
    async all(entity, query = {}) {
      const records: RestRecord[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Page = await script.list(entity, { ...query, ...(cursor === '' ? {} : { cursor }) })
        records.push(...page.records)
        cursor = page.nextCursor
      }
      return records
    },
    async create(entity, fields) {
      const { status, body } = await script.call<RestRecord>('POST', `/api/${entity}`, fields)
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body
    },
  }
  return script
}
