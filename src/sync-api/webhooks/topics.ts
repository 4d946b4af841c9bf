import type { Model } from '../../model/model.ts'

/** `contacts.created`, `contacts.*`, or `*` for everything. */
const written = /^(?:\*|([a-z][a-zA-Z0-9]{0,63})\.(?:created|updated|deleted|\*))$/

/** Whether a topic is one of this model's. */
export function isTopic(model: Model, topic: string): boolean {
  const match = written.exec(topic)
  return match !== null && (match[1] === undefined || model.entities.has(match[1]))
}

export const isWanted = (topics: readonly string[], entity: string, action: string): boolean =>
  topics.includes('*') || topics.includes(`${entity}.*`) || topics.includes(`${entity}.${action}`)

/** The entities that topics are about. */
export const entitiesOfTopics = (model: Model, topics: readonly string[]): string[] =>
  (topics.includes('*') ? [...model.entities.keys()] : [...model.entities.keys()].filter((name) => topics.some((topic) => topic.startsWith(`${name}.`))))
