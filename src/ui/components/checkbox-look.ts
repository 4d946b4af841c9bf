/** How an unticked checkbox looks, without its component. */
export const plainBoxClass = {
  frame: 'relative inline-grid size-4 shrink-0 place-items-center has-disabled:opacity-50',
  input: [
    'peer col-start-1 row-start-1 size-4 appearance-none rounded-sm bg-bg inset-ring inset-ring-control transition-colors duration-80',
    'checked:bg-accent checked:inset-ring-accent indeterminate:bg-accent indeterminate:inset-ring-accent',
    // The target is larger than the mark.
    'after:absolute after:-inset-1 max-md:after:-inset-3.5',
  ].join(' '),
} as const
