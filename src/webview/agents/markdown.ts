import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';

const parser = new MarkdownIt({ html: false, linkify: true, breaks: false }).disable('image');

/** Links leave the panel only to https, and VS Code opens them; nothing is loaded from anywhere. */
const policy = {
  ALLOWED_URI_REGEXP: /^https:\/\//i,
  FORBID_TAGS: ['img', 'style', 'form', 'input', 'svg', 'math', 'video', 'audio'],
  FORBID_ATTR: ['style', 'class', 'id'],
  RETURN_DOM_FRAGMENT: true as const,
};

const cache = new WeakMap<object, Element>();

/** The agent's text as elements. The same `item` gives the same element, so a long transcript is parsed once. */
export function markdown(item: object, text: string): Element {
  const known = cache.get(item);
  if (known !== undefined) {
    return known;
  }
  const element = document.createElement('div');
  element.className = 'markdown';
  element.append(DOMPurify.sanitize(parser.render(text), policy));
  cache.set(item, element);
  return element;
}
