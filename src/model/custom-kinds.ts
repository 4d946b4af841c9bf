/** The entities whose records people can give fields of their own. */
export const customCarriers = ['contacts', 'companies', 'projects', 'tasks'] as const

/** What such a field can be, and what that is called. A field's kind is for good. */
export const customKinds = {
  text: 'Text', number: 'Number', money: 'Money', date: 'Date', choice: 'Choice', choices: 'Several choices', link: 'Link', person: 'Person',
} as const

export type CustomKind = keyof typeof customKinds
