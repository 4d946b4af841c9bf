import { Fragment, useMemo, type ReactNode } from 'react'
import Check from 'lucide-react/icons/check'
import { RecordLink } from '../sync-status/record-link.tsx'
import { useMentionName } from './mention-name.ts'
import { parseRich } from './parse-rich.ts'
import { safeHref, type Block, type Inline, type Mark, type Mentioned, type TaskItem } from './rich-node.ts'
import './rich-text.css'

interface RichViewProps {
  text: string
  className?: string
  /** Its boxes can be ticked: the one with this number, counted from the beginning. */
  onTick?: ((index: number) => void) | undefined
}

/** A text as it reads; what writes it is not loaded for this. */
export function RichView({ text, className = '', onTick }: RichViewProps) {
  const doc = useMemo(() => parseRich(text), [text])
  return <div dir="auto" className={`rich-text ${className}`}>{showBlocks(doc.content, { last: headingAround, boxes: 0, onTick })}</div>
}

/** What has been shown so far. */
interface Shown { last: number; boxes: number; onTick: ((index: number) => void) | undefined }

/** The page's own heading over it. A text's come under that one by one, whatever levels its author chose; they look as they were chosen. */
const headingAround = 2

// What stands there is all that tells one piece from another.
const showBlocks = (blocks: readonly Block[], shown: Shown): ReactNode[] => blocks.map((block, key) => showBlock(block, key, shown))

const showBlock = (block: Block, key: number, shown: Shown): ReactNode => {
  switch (block.type) {
    case 'paragraph': return <p key={key}>{showInline(block.content)}</p>
    case 'heading': {
      shown.last = Math.min(headingAround + block.attrs.level, shown.last + 1)
      const Heading = (['h3', 'h4', 'h5'] as const)[shown.last - headingAround - 1]!
      return <Heading key={key} data-level={block.attrs.level}>{showInline(block.content)}</Heading>
    }
    case 'bulletList': return <ul key={key}>{block.content.map((item, index) => <li key={index}>{showBlocks(item.content, shown)}</li>)}</ul>
    case 'orderedList': return <ol key={key} start={block.attrs.start}>{block.content.map((item, index) => <li key={index}>{showBlocks(item.content, shown)}</li>)}</ol>
    case 'taskList': return (
      <ul key={key} data-type="taskList">
        {block.content.map((item, at) => {
          const index = shown.boxes
          shown.boxes += 1
          return (
            <li key={at} data-checked={item.attrs.checked}>
              <Box item={item} index={index} onTick={shown.onTick} />
              <div>{showBlocks(item.content, shown)}</div>
            </li>
          )
        })}
      </ul>
    )
    case 'blockquote': return <blockquote key={key}>{showBlocks(block.content, shown)}</blockquote>
    case 'codeBlock': return <pre key={key} tabIndex={0} role="group" aria-label="Code"><code>{block.content?.[0].text}</code></pre>
    case 'horizontalRule': return <hr key={key} />
  }
}

function Box({ item, index, onTick }: { item: TaskItem; index: number; onTick: Shown['onTick'] }) {
  const { checked } = item.attrs, mark = checked && <Check aria-hidden />
  if (onTick === undefined) return <span className="rich-box" role="img" aria-label={checked ? 'Done' : 'Not done'}>{mark}</span>
  return <button type="button" role="checkbox" aria-checked={checked} aria-label={wordsOf(item.content[0]) || 'Done'} className="rich-box" onClick={() => onTick(index)}>{mark}</button>
}

/** The words of a line, without its marks. */
const wordsOf = (block: Block | undefined): string =>
  (block?.type === 'paragraph' ? block.content ?? [] : []).map((node) => (node.type === 'text' ? node.text : node.type === 'mention' ? `@${node.attrs.label}` : ' ')).join('').trim()

const showInline = (content: readonly Inline[] | undefined): ReactNode => (content === undefined ? <br /> : content.map((node, key) => {
  if (node.type === 'hardBreak') return <br key={key} />
  return <Fragment key={key}>{marked(node.type === 'mention' ? <Mention {...node.attrs} /> : node.text, node.marks ?? [])}</Fragment>
}))

const marked = (inner: ReactNode, marks: readonly Mark[]): ReactNode => marks.reduceRight<ReactNode>((within, mark) => {
  switch (mark.type) {
    case 'bold': return <strong>{within}</strong>
    case 'italic': return <em>{within}</em>
    case 'strike': return <s>{within}</s>
    case 'code': return <code>{within}</code>
    case 'link': {
      const href = safeHref(mark.attrs.href)
      return href === null ? within : <a href={href} target="_blank" rel="noreferrer noopener">{within}</a>
    }
  }
}, inner)

/** By the name that it has now. */
function Mention({ entity, id, label }: Mentioned) {
  const { name, gone } = useMentionName(entity, id, label)
  return gone ? <span className="mention" data-gone>@{name}</span> : <RecordLink entity={entity} id={id} className="mention">@{name}</RecordLink>
}
