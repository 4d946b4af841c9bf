/*
 * What the first list leaves to the table that takes its place.
 */

let scrolled: number | null = null

/** How far it was scrolled, px. */
export const handScrollOver = (px: number): void => { scrolled = px }

/** For the table that is made next, once; null: none stood in its place. */
export function takeScroll(): number | null {
  const px = scrolled
  scrolled = null
  return px
}
