import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

/** Joins class names; of two that say the same thing (padding, size, colour) the later one stands. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes))

// Our type scale has names of its own, which would otherwise be taken for colours.
const merge = extendTailwindMerge({
  extend: { theme: { text: ['meta', 'table', 'ui', 'body', 'title', 'display'] } },
})
