/*
 * M1: a request over REST is a replica of its own, which makes one change and is never heard of again. Its id is a UUIDv8, which no device has (those are
 * UUIDv7), so that nothing need be kept of it: that nobody else writes as it shows by the id.
 */

/** @param newId makes UUIDv7s */
export const newSingleReplica = (newId: () => string): string => {
  const id = newId()
  return `${id.slice(0, versionAt)}8${id.slice(versionAt + 1)}`
}

export const isSingleReplica = (replicaId: string): boolean => replicaId[versionAt] === '8'

const versionAt = 14
