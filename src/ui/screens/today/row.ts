/** A line of Today that leads somewhere. */
export const rowClass = 'flex min-h-10 items-center gap-3 rounded-md px-2 -mx-2 text-ui hover:bg-hover max-md:min-h-13'
