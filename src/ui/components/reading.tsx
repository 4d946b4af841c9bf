/** Says that something is being read, where that takes longer than a person takes for at once; what is there by then never flashes it. */
export function Reading({ children = 'Reading…' }: { children?: string }) {
  return <span className="appears-late text-muted">{children}</span>
}
