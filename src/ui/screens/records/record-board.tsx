import { useRef } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { showError } from '../../components/toast.tsx'
import { Board, type BoardColumn } from '../board/board.tsx'
import { boardOf, useBoardColumns } from './board-columns.ts'
import { CellContent } from './cells.tsx'
import { headingOf, useKind, type BoardKind, type LayoutProps } from './kind.ts'
import { Names } from './names.tsx'
import { useFieldWrite } from './picked-editor.tsx'
import { nameOf } from './record-values.ts'

/** The list as a board: a column for each value of what it is grouped by, cards that say the fields that the table shows. */
export function RecordBoard({ state, onOpen }: LayoutProps) {
  const satchel = useSatchel()
  const kind = useKind(), { entity, columns: known, board, Around = Plain } = kind
  const by = boardOf(state, known.boards)
  const { columns, places, rows, more, showMore, loaded, error } = useBoardColumns(state, by)
  const write = useFieldWrite()
  const fields = state.columns.filter((id) => id !== known.lead && id !== by)
  const stable = useSteady(rows)
  if (error) return <InlineNotice tone="warn" className="m-4" title="There are too many different values for a board.">{error.message}</InlineNotice>
  if (!loaded) return null
  const byHand = board?.move !== undefined && state.sort.length === 0
  return (
    <Names columns={known} shown={fields} rows={stable}>
      <Around rows={stable}>
        <Board
          label={headingOf(kind)} columns={columns} selected={state.peek} onOpen={onOpen} titleOf={(rec) => nameOf(entity, rec)}
          card={(rec) => <CardFields rec={rec} fields={fields} onOpen={onOpen} board={board} />}
          onMove={(rec, to) => write(rec, by, places.find(({ id }) => id === to)?.value ?? null)}
          {...(byHand ? { onReorder: ({ rows: of, offset }: BoardColumn, id: string, step: 1 | -1) => { board.move!(satchel, of, id, step, offset === 0).catch(showError) } } : {})}
          after={more > 0 && <Button className="shrink-0 self-start" onClick={showMore}>Show more of {formatCount(more)} columns</Button>}
        />
      </Around>
    </Names>
  )
}

function CardFields({ rec, fields, onOpen, board: { Joined, joins = [], More } = {} }: { rec: Rec; fields: readonly string[]; onOpen: (id: string) => void; board: Partial<BoardKind> | undefined }) {
  const joined = Joined !== undefined && joins.every((column) => fields.includes(column)) ? joins : []
  return (
    <span className="flex w-full min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 text-meta text-muted empty:hidden">
      {fields.map((column) => (joined.includes(column) ? column === joined[0] && Joined && <Joined key={column} rec={rec} /> : <span key={column} className={cn('max-w-full min-w-0 truncate empty:hidden has-[>span:only-child:empty]:hidden', column === 'tags' && 'flex grow basis-24 items-center *:grow')}><CellContent column={column} rec={rec} search="" onOpen={onOpen} /></span>))}
      {More && <More rec={rec} />}
    </span>
  )
}

function Plain({ children }: { children: React.ReactNode }) { return <>{children}</> }

/** The same list while its rows are the same. */
function useSteady(rows: readonly Rec[]): readonly Rec[] {
  const last = useRef(rows)
  if (rows.length !== last.current.length || rows.some((rec, at) => rec !== last.current[at])) last.current = rows
  return last.current
}
