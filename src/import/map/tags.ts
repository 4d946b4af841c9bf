/**
 * The tags of one cell. Google joins labels by " ::: " and marks its own by "* " ("* myContacts" is on everyone and says nothing); others
 * use semicolons or commas. An exact cell is one that `joinTags` wrote.
 */
export function splitTags(cell: string, exact: boolean): string[] {
  if (exact) return cell.split(' ::: ').map((tag) => tag.replace(/\\:::/g, ':::'))
  const parts = cell.includes(':::') ? cell.split(':::') : cell.split(cell.includes(';') ? ';' : ',')
  return parts.map((part) => part.trim()).filter((part) => part !== '* myContacts').map((part) => part.replace(/^\*\s*/, '')).filter((part) => part !== '')
}

/** The tags as one cell, so that `splitTags` gives exactly them again. */
export const joinTags = (tags: readonly string[]): string => tags.map((tag) => tag.replace(/:::/g, '\\:::')).join(' ::: ')
