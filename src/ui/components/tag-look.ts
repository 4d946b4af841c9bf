/** How a tag looks, without its component. */
export const tagClass = 'inline-flex h-5 max-w-full min-w-0 items-center gap-1 rounded-full px-2 text-meta text-text inset-ring inset-ring-line'
