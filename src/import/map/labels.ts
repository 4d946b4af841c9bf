import { fold } from '../../shared/fold.ts'

/** Google's "* Home", Apple's "_$!<HomePage>!$_", "CELL": the label as Satchel writes it; null for what says nothing. */
export function normalLabel(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const plain = text.trim().replace(/^\*\s*/, '').replace(/^_\$!<(.*)>!\$_$/, '$1').trim()
  if (plain === '' || plain === '*') return null
  const known = synonyms.get(fold(plain))
  if (known !== undefined) return known
  return plain.slice(0, 100)
}

const synonyms = new Map(Object.entries({
  home: 'home', private: 'home', privat: 'home', personal: 'home', domicile: 'home',
  work: 'work', business: 'work', office: 'work', geschaftlich: 'work', arbeit: 'work', dienstlich: 'work',
  mobile: 'mobile', cell: 'mobile', cellular: 'mobile', mobil: 'mobile', handy: 'mobile', iphone: 'mobile',
  other: 'other', andere: 'other', sonstige: 'other', main: 'main', pager: 'pager',
  fax: 'fax', 'home fax': 'home fax', 'work fax': 'work fax', 'business fax': 'work fax', homepage: 'homepage', profile: 'profile', blog: 'blog',
}))
