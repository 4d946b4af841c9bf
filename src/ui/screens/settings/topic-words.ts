import { productModel } from '../../../model/model.ts'

/** What a webhook tells of, in words: "Everything", "Contacts; notes when made or deleted". */
export function topicWords(topics: readonly string[]): string {
  if (topics.includes('*')) return 'Everything'
  const acts = new Map<string, string[]>()
  for (const topic of topics) {
    const [entity = '', act = ''] = topic.split('.')
    acts.set(entity, [...acts.get(entity) ?? [], act])
  }
  const words = [...acts].map(([entity, those]) => {
    const label = productModel.entities.get(entity)?.label.many ?? entity
    return those.includes('*') || those.length === 3 ? label : `${label} when ${those.map((act) => actWords[act] ?? act).join(' or ')}`
  }).join('; ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const actWords: Record<string, string> = { created: 'made', updated: 'changed', deleted: 'deleted' }
