import { Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import { createElement, Fragment, type ReactNode } from 'react';
import { Link } from 'wouter';
import { resolveLink } from './link.ts';

interface Props {
  readonly markdown: string;
  /** Ids of the headings in order of appearance, so that '#' links find them. */
  readonly anchors: readonly string[];
}

/**
 * Markdown as React elements. Nothing of the text ever becomes markup: HTML in it is shown as the
 * characters it is made of, and links go through `resolveLink`.
 */
export function Prose({ markdown, anchors }: Props): ReactNode {
  const tokens = new Marked({ gfm: true }).lexer(markdown);
  const ids = anchors.values();
  return <div className="prose">{all(tokens, () => ids.next().value)}</div>;
}

type NextId = () => string | undefined;

function all(tokens: readonly Token[] | undefined, id: NextId): ReactNode {
  // Static text: a token's place is its identity. Plain calls, so that ids are handed out in order.
  return tokens?.map((token, index) => (
    // No extension is installed, so no generic token comes.
    <Fragment key={index}>{one(token as MarkedToken, id)}</Fragment>
  ));
}

function one(token: MarkedToken, id: NextId): ReactNode {
  switch (token.type) {
    case 'heading':
      // The page's title is the h1; the text starts below it.
      return createElement(
        `h${Math.min(6, Math.max(2, token.depth))}`,
        { id: id() },
        all(token.tokens, id),
      );
    case 'paragraph':
      return <p>{all(token.tokens, id)}</p>;
    case 'text':
      return token.tokens ? all(token.tokens, id) : decode(token.text);
    case 'escape':
      return decode(token.text);
    case 'strong':
      return <strong>{all(token.tokens, id)}</strong>;
    case 'em':
      return <em>{all(token.tokens, id)}</em>;
    case 'del':
      return <del>{all(token.tokens, id)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'blockquote':
      return <blockquote>{all(token.tokens, id)}</blockquote>;
    case 'list':
      return createElement(
        token.ordered ? 'ol' : 'ul',
        token.ordered && token.start !== 1 ? { start: token.start } : null,
        token.items.map((item, index) => <li key={index}>{all(item.tokens, id)}</li>),
      );
    case 'checkbox':
      return <input type="checkbox" disabled checked={token.checked} aria-label="Done" />;
    case 'table':
      return textTable(token, id);
    case 'link':
      return <SafeLink href={token.href}>{all(token.tokens, id)}</SafeLink>;
    case 'image':
      // An image would tell its host who reads the page: it is a link one may follow.
      return <SafeLink href={token.href}>{token.text || 'image'}</SafeLink>;
    case 'html':
      return token.raw.startsWith('<!--') ? null : token.raw;
    default:
      return null;
  }
}

function textTable(token: Tokens.Table, id: NextId): ReactNode {
  const align = (index: number) => (token.align[index] === 'right' ? 'right' : undefined);
  return (
    <div className="scroll-x">
      <table className="data">
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} scope="col" className={align(index)}>
                {all(cell.tokens, id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={align(index)}>
                  {all(cell.tokens, id)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link where the address is safe, the bare text where it is not. */
export function SafeLink(props: {
  readonly href: string;
  readonly children: ReactNode;
}): ReactNode {
  const target = resolveLink(props.href);
  if (target.kind === 'none') return props.children;
  if (target.kind === 'outside') {
    return (
      <a href={target.href} rel="noreferrer noopener">
        {props.children}
      </a>
    );
  }
  if (target.href.startsWith('#')) return <a href={target.href}>{props.children}</a>;
  return <Link href={target.href}>{props.children}</Link>;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** React escapes on its own, so the entities that a writer had to use are resolved here. */
const decode = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
