import { fold } from '../../shared/fold.ts'

/** What programs and people call the states of a task or a project, as Satchel has them. Null: something else. */
export function statusOf(of: 'tasks' | 'projects', words: string): string | null {
  return known[of].get(fold(words).replace(/[^\p{L}\p{N}]+/gu, ' ').trim()) ?? null
}

const table = (words: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(words).flatMap(([status, all]) => all.split('|').map((word): [string, string] => [word, status])))

const known = {
  tasks: table({
    todo: 'todo|to do|open|not started|new|backlog|pending|incomplete|offen|zu erledigen|a faire|por hacer|normal',
    doing: 'doing|in progress|in arbeit|started|active|working on it|ongoing|en cours|en curso|wip',
    done: 'done|complete|completed|closed|finished|erledigt|fertig|archived|termine|hecho|resolved|✓',
  }),
  projects: table({
    planned: 'planned|planning|not started|upcoming|proposed|geplant|draft|to do|backlog|prevu|open|new',
    active: 'active|in progress|ongoing|running|started|on track|at risk|off track|aktiv|laufend|en cours|doing|in arbeit',
    paused: 'paused|on hold|hold|waiting|pausiert|en pause|stopped|blocked',
    done: 'done|complete|completed|closed|finished|abgeschlossen|fertig|erledigt|termine|archived|delivered',
  }),
}
