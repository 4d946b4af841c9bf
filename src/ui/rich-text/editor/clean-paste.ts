/*
 * What Word, Google Docs and web pages put on the clipboard, as the plain structure that it means: headings, lists, boxes, bold, italic, struck,
 * links. Styles, comments, tracked remarks, pictures and their makers' own tags go; no word that is to be read does.
 */
export function cleanPaste(html: string): string {
  // Our own clipboard is clean, and says more.
  if (html.includes('data-pm-slice')) return html
  const doc = new DOMParser().parseFromString(withoutMarkup(html), 'text/html')
  removeUnread(doc)
  boxLists(doc)
  wordLists(doc)
  for (const element of doc.body.querySelectorAll<HTMLElement>('[data-style]')) marksFromStyle(element)
  for (const bold of doc.body.querySelectorAll<HTMLElement>('b[data-style*="font-weight:normal"]')) bold.replaceWith(...bold.childNodes)
  for (const end of doc.body.querySelectorAll('br')) if (isBetweenBlocks(end)) end.remove()
  for (const table of doc.body.querySelectorAll('table')) table.replaceWith(...rowsOf(table))
  for (const title of doc.body.querySelectorAll('.MsoTitle')) rename(title, 'h1')
  for (const heading of doc.body.querySelectorAll('h4, h5, h6')) rename(heading, 'h3')
  // A list that stands beside the item it belongs to, as Google Docs writes it.
  for (const list of doc.body.querySelectorAll(':is(ul, ol) > :is(ul, ol)')) list.previousElementSibling?.append(list)
  for (const paragraph of doc.body.querySelectorAll('p')) if (paragraph.textContent.trim() === '' && paragraph.closest('li') === null) paragraph.remove()
  plainBlanks(doc)
  return doc.body.innerHTML
}

/** How many pictures there are among what is pasted: notes hold none, and that is said. Signs and what only counts readers are none. */
export function picturesIn(data: DataTransfer): number {
  const html = data.getData('text/html')
  if (html === '') return data.getData('text/plain') === '' ? [...data.files].filter(({ type }) => type.startsWith('image/')).length : 0
  return [...html.matchAll(/<img\b[^>]*>/gi)].filter(([tag]) => !/role\s*=\s*["']?presentation|(?:width|height)\s*=\s*["']?[01]\b/i.test(tag) && signOf(tag) === '').length
}

/** A picture that stands for a sign, as web pages show them, is that sign. */
function signOf(tag: string): string {
  const alt = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(tag), text = (alt?.[1] ?? alt?.[2] ?? '').trim()
  return /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u.test(text) && !/^[\d#*]+$/.test(text) ? text : ''
}

/** As text, before anything is parsed: a style attribute alone offends the content security policy, even in a document that nobody sees. */
const withoutMarkup = (html: string): string => html
  .replace(/<!--[\s\S]*?-->/g, '')
  .replace(/<!\[[^\]>]*\]>/g, '')
  .replace(/<(style|script|xml|head|title)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
  .replace(/<img\b[^>]*>/gi, signOf)
  .replace(/<(?:meta|link|o:|v:|w:|\/o:|\/v:|\/w:)[^>]*>/gi, '')
  .replace(/<[a-z][^\s>]*(?:\s+(?:"[^"]*"|'[^']*'|[^>"'])*)?>/gi, (tag) => tag.replace(/\son\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '').replace(/(\s)style(\s*=)/gi, '$1data-style$2'))

const styleOf = (element: Element): string => (element.getAttribute('data-style') ?? '').toLowerCase().replace(/\s*([:;])\s*/g, '$1')

/** What is on the page and not of the text; a tracked deletion (`del[cite]`) is not there any more. */
function removeUnread(doc: Document): void {
  doc.body.querySelectorAll('.MsoCommentReference, .MsoCommentText, .msocomtxt, a[href^="#_msocom"], a[href^="#cmnt"], hr.msocomoff, br.Apple-interchange-newline, del[cite], iframe, object, svg, button, input').forEach((element) => element.remove())
  for (const element of doc.body.querySelectorAll('[data-style]')) {
    const style = styleOf(element)
    if (/mso-element:comment|mso-hide:all|display:none/.test(style)) element.remove()
  }
}

/** Google Docs' boxes. */
function boxLists(doc: Document): void {
  for (const item of doc.body.querySelectorAll('li[role="checkbox"]')) {
    const list = item.parentElement
    if (list === null) continue
    list.setAttribute('data-type', 'taskList')
    item.setAttribute('data-type', 'taskItem')
    item.setAttribute('data-checked', String(item.getAttribute('aria-checked') === 'true'))
  }
}

/** Word writes a list as paragraphs that say of which list and level they are, each with its sign in front. */
function wordLists(doc: Document): void {
  let open: { list: Element; level: number }[] = [], last: Element | null = null
  for (const paragraph of doc.body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')) {
    const level = Number(/mso-list:[^;]*level(\d+)/.exec(styleOf(paragraph))?.[1] ?? 0)
    if (level === 0) { open = []; continue }
    const signs = [...paragraph.querySelectorAll('[data-style]')].filter((element) => styleOf(element).includes('mso-list:ignore'))
    const kind = /^\(?(?:\d+|[a-z]|[ivx]+)[.)]/i.test(signs.map(({ textContent }) => textContent.trim()).join('')) ? 'ol' : 'ul'
    for (const sign of signs) sign.remove()
    // Something stood between: another list.
    if (last !== null && open.length > 0 && paragraph.previousElementSibling !== open[0]!.list) open = []
    while (open.length > 0 && (open.at(-1)!.level > level || (open.at(-1)!.level === level && open.at(-1)!.list.localName !== kind))) open.pop()
    if (open.at(-1)?.level !== level) {
      const list = doc.createElement(kind), around = open.at(-1)?.list.lastElementChild
      if (around) around.append(list)
      else paragraph.before(list)
      open.push({ list, level })
    }
    const item = doc.createElement('li'), words = doc.createElement('p')
    words.append(...paragraph.childNodes)
    item.append(words)
    open.at(-1)!.list.append(item)
    paragraph.remove()
    last = item
  }
}

/** Bold, italic and struck by style, as Google Docs writes them, become what they are. */
function marksFromStyle(element: HTMLElement): void {
  if (element.localName !== 'span' && element.localName !== 'a') return
  const style = styleOf(element)
  const marks = [
    /font-weight:(?:bold|[6-9]00)/.test(style) ? 'strong' : null,
    /font-style:italic/.test(style) ? 'em' : null,
    /text-decoration[^;]*:[^;]*line-through/.test(style) ? 's' : null,
  ]
  for (const mark of marks) {
    if (mark === null) continue
    const wrapping = element.ownerDocument.createElement(mark)
    wrapping.append(...element.childNodes)
    element.append(wrapping)
  }
}

const isBetweenBlocks = (end: Element): boolean =>
  [end.previousElementSibling, end.nextElementSibling].some((beside) => beside !== null && /^(?:p|ul|ol|h[1-6]|table|div|blockquote|pre)$/.test(beside.localName))

/** A row is a line: there are no tables here, and no word of one is lost. */
const rowsOf = (table: Element): Element[] => [...table.querySelectorAll('tr')].map((row) => {
  const line = table.ownerDocument.createElement('p')
  line.textContent = [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()).join(' | ')
  return line
})

function rename(element: Element, name: string): void {
  const renamed = element.ownerDocument.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

/** Blanks that do not break, and line ends that only wrap, are blanks. */
function plainBlanks(doc: Document): void {
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.closest('pre') === null) node.textContent = (node.textContent ?? '').replace(/[\u00a0\s]+/g, ' ')
  }
}
