import { avatarClass, avatarWords } from './avatar-look.ts'
import { cn } from './cn.ts'

/** Initials in a circle; of what is no person its first letter, in a square. Decorative: the name stands beside it. */
export function Avatar({ name, size = 'sm', square = false, className }: { name: string; size?: 'sm' | 'md' | 'lg'; square?: boolean; className?: string }) {
  return <span aria-hidden className={className === undefined ? avatarClass(size, square) : cn(avatarClass(size, square), className)}>{avatarWords(name, square)}</span>
}
