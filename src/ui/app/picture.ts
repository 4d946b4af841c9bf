/*
 * A picture of a part of the page as plain data: elements, classes and words, and nothing that acts. What is drawn from it is made
 * node by node from lists of what is allowed, so that text which somebody put under our key in localStorage stays text.
 */

/** Words, or an element: its tag (`svg:` before those of drawings), attributes, own style, children, and how far it is scrolled. */
export type Picture = string | [tag: string, attributes: Record<string, string>, style: string, children: Picture[], scrolled?: [left: number, top: number]]

const tags = new Set([
  'a', 'aside', 'button', 'div', 'footer', 'h1', 'h2', 'h3', 'header', 'img', 'input', 'kbd', 'label', 'li', 'main', 'mark', 'nav', 'ol', 'p', 'section', 'small',
  'span', 'strong', 'time', 'ul', 'svg:svg', 'svg:path', 'svg:g', 'svg:circle', 'svg:rect', 'svg:line', 'svg:polyline', 'svg:polygon', 'svg:ellipse',
])
/** What decides how an element looks. No address, no id, no handler. */
const attributes = new Set([
  'class', 'placeholder', 'type', 'value', 'disabled', 'aria-current', 'aria-selected', 'aria-pressed', 'aria-expanded', 'aria-sort', 'viewBox', 'd', 'fill', 'stroke',
  'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'width', 'height', 'points', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'ry',
])
/** What lies over the page, or is out of sight. */
const passing = '[role="alert"], dialog, [popover], [data-away]'
const svg = 'http://www.w3.org/2000/svg'

/**
 * What an element shows now; null where it shows nothing that lasts.
 * @param without a selector of elements that are left out
 */
export function takePicture(element: Element, without?: string): Picture | null {
  const drawing = element.namespaceURI === svg
  const tag = drawing ? `svg:${element.localName}` : element.localName
  if (!tags.has(tag) || element.matches(passing) || (without !== undefined && element.matches(without))) return null
  const kept: Record<string, string> = {}
  for (const { name, value } of element.attributes) if (attributes.has(name) || name.startsWith('data-')) kept[name] = value
  if (element.role === 'row') kept['role'] = 'row'
  if (element instanceof HTMLInputElement) {
    if (element.checked) kept['checked'] = ''
    if (element.value !== '') kept['value'] = element.value
  }
  const children: Picture[] = []
  for (const child of element.childNodes) {
    const picture = child instanceof Element ? takePicture(child, without) : child.nodeType === Node.TEXT_NODE ? child.nodeValue : null
    if (picture !== null && picture !== '') children.push(picture)
  }
  const style = element instanceof HTMLElement ? element.style.cssText : ''
  const scrolled = element.scrollTop !== 0 || element.scrollLeft !== 0
  return scrolled ? [tag, kept, style, children, [element.scrollLeft, element.scrollTop]] : [tag, kept, style, children]
}

/** Draws a picture into an element that is in the page. @throws where it is no picture */
export function drawPicture(picture: Picture, into: Element): void {
  if (typeof picture === 'string') {
    into.append(picture)
    return
  }
  const [tag, kept, style, children, scrolled] = picture
  if (!tags.has(tag)) throw new TypeError(`A picture has no ${tag}.`)
  const element = tag.startsWith('svg:') ? document.createElementNS(svg, tag.slice(4)) : document.createElement(tag)
  for (const [name, value] of Object.entries(kept)) {
    if (attributes.has(name) || name.startsWith('data-') || name === 'role' || name === 'checked') element.setAttribute(name, value)
  }
  if (style !== '' && element instanceof HTMLElement) element.style.cssText = style
  for (const child of children) drawPicture(child, element)
  into.append(element)
  if (scrolled) element.scrollTo(...scrolled)
}
