import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';

const parser = new MarkdownIt({ html: false, linkify: true, breaks: false }).disable('image');

/** Links leave the panel only to https, and VS Code opens them; nothing is loaded from anywhere. */
const policy = {
  ALLOWED_URI_REGEXP: /^https:\/\//i,
  FORBID_TAGS: ['img', 'style', 'form', 'input', 'svg', 'math', 'video', 'audio'],
  FORBID_ATTR: ['style', 'class', 'id'],
  IN_PLACE: true as const,
};

/** In a document without a window nothing runs and nothing is loaded. One for all texts: making it takes longer than a text. */
const inert = document.implementation.createHTMLDocument('');

const cache = new WeakMap<object, Element>();

/** The agent's text as elements. The same `item` gives the same element, so a long transcript is parsed once. */
export function markdown(item: object, text: string): Element {
  const known = cache.get(item);
  if (known !== undefined) {
    return known;
  }
  const element = inert.createElement('div');
  element.innerHTML = parser.render(text);
  DOMPurify.sanitize(element, policy);
  element.className = 'markdown';
  document.adoptNode(element);
  cache.set(item, element);
  return element;
}
