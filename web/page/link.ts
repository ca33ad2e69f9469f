/** Links of a page. Pages of private folders are untrusted: what is not plainly safe is no link. */

export type Target =
  | { readonly kind: 'outside'; readonly href: string }
  | { readonly kind: 'inside'; readonly href: string }
  | { readonly kind: 'none' };

/**
 * Where a link of a page's markdown leads: an https address, an anchor on the page, or another page
 * of the catalogue ('../timeout/pattern.md', 'timeout.md#limits', '/patterns/timeout'). Everything
 * else, and every other scheme, is no link.
 */
export function resolveLink(href: string): Target {
  const none: Target = { kind: 'none' };
  // Browsers drop control characters inside an address, so they may hide a scheme.
  if ([...href].some((character) => character <= ' ' || character === '\\')) return none;
  if (/^https:\/\/[^/]/i.test(href)) {
    return URL.canParse(href) ? { kind: 'outside', href } : none;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return none;
  if (href.startsWith('#')) return { kind: 'inside', href };
  const [path = '', anchor] = href.split('#');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const last = (parts.at(-1) ?? '').replace(/\.md$/i, '');
  const slug = /^(pattern|index|readme)$/i.test(last) ? parts.at(-2) : last;
  if (!slug || !/^[a-z0-9][a-z0-9-]*$/.test(slug)) return none;
  return { kind: 'inside', href: `/patterns/${slug}${anchor ? `#${anchor}` : ''}` };
}
