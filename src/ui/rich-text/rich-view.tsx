import { Fragment, useMemo, type ReactNode } from 'react'
import Check from 'lucide-react/icons/check'
import { RecordLink } from '../sync-status/record-link.tsx'
import { useMentionName } from './mention-name.ts'
import { parseRich } from './parse-rich.ts'
import { safeHref, type Block, type Inline, type Mark, type Mentioned } from './rich-node.ts'
import './rich-text.css'

/** A text as it reads; what writes it is not loaded for this. */
export function RichView({ text, className = '' }: { text: string; className?: string }) {
  const doc = useMemo(() => parseRich(text), [text])
  return <div className={`rich-text ${className}`}>{showBlocks(doc.content, { last: headingAround })}</div>
}

/** The page's own heading over it. A text's come under that one by one, whatever levels its author chose; they look as they were chosen. */
const headingAround = 2

// What stands there is all that tells one piece from another.
const showBlocks = (blocks: readonly Block[], headings: { last: number }): ReactNode[] => blocks.map((block, key) => showBlock(block, key, headings))

const showBlock = (block: Block, key: number, headings: { last: number }): ReactNode => {
  switch (block.type) {
    case 'paragraph': return <p key={key}>{showInline(block.content)}</p>
    case 'heading': {
      headings.last = Math.min(headingAround + block.attrs.level, headings.last + 1)
      const Heading = (['h3', 'h4', 'h5'] as const)[headings.last - headingAround - 1]!
      return <Heading key={key} data-level={block.attrs.level}>{showInline(block.content)}</Heading>
    }
    case 'bulletList': return <ul key={key}>{block.content.map((item, index) => <li key={index}>{showBlocks(item.content, headings)}</li>)}</ul>
    case 'orderedList': return <ol key={key} start={block.attrs.start}>{block.content.map((item, index) => <li key={index}>{showBlocks(item.content, headings)}</li>)}</ol>
    case 'taskList': return (
      <ul key={key} data-type="taskList">
        {block.content.map((item, index) => (
          <li key={index} data-checked={item.attrs.checked}>
            <span className="rich-box" role="img" aria-label={item.attrs.checked ? 'Done' : 'Not done'}>{item.attrs.checked && <Check aria-hidden />}</span>
            <div>{showBlocks(item.content, headings)}</div>
          </li>
        ))}
      </ul>
    )
    case 'blockquote': return <blockquote key={key}>{showBlocks(block.content, headings)}</blockquote>
    case 'codeBlock': return <pre key={key} tabIndex={0} role="group" aria-label="Code"><code>{block.content?.[0].text}</code></pre>
    case 'horizontalRule': return <hr key={key} />
  }
}

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
