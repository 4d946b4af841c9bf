import type { Answered } from './answered.ts'
import type { Story } from './story.ts'

/** [I17, J3] What a device did to a record reached the server in the order in which it was done. */
export function orderKept(answered: readonly Answered[]): string[] {
  const last = new Map<string, number>()
  return answered.flatMap(({ life, id, replicaId, entity, recordId, seq }) => {
    const of = `${life} ${replicaId} ${entity}/${recordId}`, before = last.get(of) ?? -1
    last.set(of, Math.max(before, seq))
    return seq > before ? [] : [`[J3] the change ${id} of ${entity}/${recordId} is ${replicaId}'s number ${seq}, and came after its ${before}`]
  })
}

/**
 * [I18, P1, P2] A mutation was answered as a whole in one commit, and either all of it was refused or nothing. After the server was put back the whole may be known
 * from several sources: some of it was given back, as far as it has a history (R8).
 */
export function wholeOrNothing(answered: readonly Answered[], journaled: Story['journaled']): string[] {
  const sizes = new Map<string, number>()
  for (const { mutationId } of journaled.values()) sizes.set(mutationId, (sizes.get(mutationId) ?? 0) + 1)
  const mutations = new Map<string, Answered[]>()
  for (const answer of answered) {
    const mutationId = journaled.get(answer.id)?.mutationId
    // The names of devices are written by the app itself.
    if (mutationId === undefined) continue
    const key = `${answer.life} ${mutationId}`
    mutations.set(key, [...mutations.get(key) ?? [], answer])
  }
  return [...mutations].flatMap(([key, answers]) => {
    const mutationId = key.slice(key.indexOf(' ') + 1), said = answers.map(({ entity, recordId, status }) => `${entity}/${recordId.slice(-4)} ${status}`).join(', ')
    const refused = answers.filter(({ status }) => status === 'rejected').length
    const isFirstLife = answers[0]?.life === 0
    return [
      ...(refused > 0 && refused < answers.length ? [`[P2] of the mutation ${mutationId} a part was refused: ${said}`] : []),
      ...(isFirstLife && new Set(answers.map(({ commit }) => commit)).size > 1 ? [`[P2] the mutation ${mutationId} was done in several commits: ${said}`] : []),
      ...(!isFirstLife || answers.length === sizes.get(mutationId) ? [] : [`[P1] of the ${sizes.get(mutationId)} changes of the mutation ${mutationId} the server has ${answers.length}: ${said}`]),
    ]
  })
}
