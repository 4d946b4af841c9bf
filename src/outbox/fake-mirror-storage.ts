import type { MirroredMutation, MirrorIdentity, MirrorRegistry, MirrorStorage, NotedAnswer } from './mirror-storage.ts'

/** Mirrors in memory, for tests and for replicas that run in Node. */
export function createFakeMirrorRegistry(): MirrorRegistry {
  const mirrors = new Map<string, MirrorStorage>()
  return {
    names: () => Promise.resolve([...mirrors.keys()]),
    add: (name) => { mirrors.set(name, mirrors.get(name) ?? createFakeMirrorStorage()); return Promise.resolve() },
    open: (name) => {
      const storage = mirrors.get(name) ?? createFakeMirrorStorage()
      mirrors.set(name, storage)
      return Promise.resolve(storage)
    },
  }
}

/** One mirror in memory. What goes in and out is copied, as a real storage does. */
export function createFakeMirrorStorage(): MirrorStorage {
  let identity: MirrorIdentity | null = null
  const mutations = new Map<string, MirroredMutation>()
  const answers = new Map<string, NotedAnswer>()
  const claims = new Set<string>()
  const remove = (mutationId: string): void => {
    mutations.delete(mutationId)
    claims.delete(mutationId)
    for (const answer of answers.values()) if (answer.mutationId === mutationId) answers.delete(answer.changeId)
  }
  return {
    identity: () => Promise.resolve(structuredClone(identity)),
    mutations: (afterSeq, limit) =>
      Promise.resolve(structuredClone([...mutations.values()].filter(({ seq }) => seq > afterSeq).sort((a, b) => a.seq - b.seq).slice(0, limit))),
    answers: () => Promise.resolve(structuredClone([...answers.values()].sort((a, b) => a.seq - b.seq))),
    write: (write) => {
      const { identity: next, put = [], remove: gone = [], note = [] } = structuredClone(write)
      if (next) identity = next
      for (const mutation of put) mutations.set(mutation.mutationId, mutation)
      for (const answer of note) answers.set(answer.changeId, answer)
      for (const mutationId of gone) remove(mutationId)
      return Promise.resolve()
    },
    claim: (mutationIds) => {
      const here = mutationIds.filter((id) => mutations.has(id))
      for (const id of here) claims.add(id)
      return Promise.resolve(here)
    },
    withdraw: (groups) => {
      const unsent = groups.filter((group) => !group.some((id) => claims.has(id))).flat()
      for (const id of unsent) remove(id)
      return Promise.resolve(unsent)
    },
  }
}
