export type LabelledKind = 'emails' | 'phones' | 'links' | 'domains'

/** What the lists of a record are called, and the labels people mostly give; any other may be typed. */
export const labelledWords: Record<LabelledKind, { one: string; many: string; type: string; labels: string[] }> = {
  emails: { one: 'e-mail', many: 'e-mails', type: 'email', labels: ['work', 'home', 'other'] },
  phones: { one: 'phone', many: 'phones', type: 'tel', labels: ['mobile', 'work', 'home', 'other'] },
  links: { one: 'link', many: 'links', type: 'url', labels: ['website', 'linkedin', 'other'] },
  domains: { one: 'domain', many: 'domains', type: 'url', labels: ['website', 'mail', 'other'] },
}
