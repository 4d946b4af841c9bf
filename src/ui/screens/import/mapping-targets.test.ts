import { describe, expect, it } from 'vitest'
import { mappingHints, targetGroups, targetLabel } from './mapping-targets.ts'

describe('what a column becomes', () => {
  it('has words for every target', () => {
    expect(targetLabel('firstName')).toBe('First name')
    expect(targetLabel('emails:work')).toBe('E-mail, work')
    expect(targetLabel('addresses.city:home')).toBe('City, home')
    expect(targetLabel('phones:Car')).toBe('Phone, car')
    expect(targetLabel('emails.value#2')).toBe('E-mail 2')
    expect(targetLabel('emails.label#2')).toBe('E-mail 2, label')
    expect(targetLabel('addresses.full')).toBe('Address in one line')
    expect(targetLabel(null)).toBe('Left out')
  })

  it('offers a preset\'s own target even where it is not a common one', () => {
    expect(targetGroups('phones:pager')[0]).toEqual({ label: 'As recognised', options: [{ value: 'phones:pager', label: 'Phone, pager' }] })
    expect(targetGroups('emails:work')).toBe(targetGroups(null))
  })

  it('has no target twice', () => {
    const values = targetGroups(null).flatMap((group) => group.options.map((option) => option.value))
    expect(new Set(values).size).toBe(values.length)
  })

  it('warns where nobody would be named', () => {
    expect(mappingHints(['birthday', null]).warning).toMatch(/needs one of them/)
    expect(mappingHints(['emails:work', null, null])).toEqual({ left: 2, warning: null })
  })

  it('is of each entity its own, and what a program writes in its way is called as it is', () => {
    expect(targetLabel('notes', 'tasks')).toBe('Notes')
    expect(targetLabel('notes', 'projects')).toBe('About')
    expect(targetLabel('priority:todoist', 'tasks')).toBe('Priority')
    expect(targetGroups('due', [], 'tasks')).toBe(targetGroups(null, [], 'tasks'))
    expect(targetGroups('priority:todoist', [], 'tasks')[0]).toEqual({ label: 'As recognised', options: [{ value: 'priority:todoist', label: 'Priority' }] })
    for (const entity of ['companies', 'projects', 'tasks']) {
      const options = targetGroups(null, [], entity).flatMap((group) => group.options)
      expect(new Set(options.map(({ value }) => value)).size).toBe(options.length)
      for (const { value, label } of options) expect(label, `${entity} ${value}`).not.toBe(value)
    }
    expect(mappingHints(['due'], 'tasks').warning).toMatch(/A task needs one/)
    expect(mappingHints(['domains'], 'companies').warning).toBeNull()
  })
})
