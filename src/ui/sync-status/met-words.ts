/** "“Ana Silva” was made on another device too. Both are kept." `name`: of the first, `count`: of how many. */
export const metWords = (name: string, count: number): string =>
  count === 1 ? `“${name}” was made on another device too. Both are kept.` : `“${name}” and ${count - 1} more were made on another device too. All are kept.`
