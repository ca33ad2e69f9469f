import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../shell/icons.tsx';
import type { Drawing } from './protocol.ts';
import { saysOf } from './says.ts';

/** A space-time diagram to read at once, or one step after the other. */
export function Diagram({ drawing }: { readonly drawing: Drawing }): ReactNode {
  const { rows } = drawing;
  // 0 shows all; a step shows what happened up to it.
  const [step, setStep] = useState(0);
  const row = rows[step - 1];
  const slider = useRef<HTMLInputElement>(null);
  return (
    <figure className="diagram">
      <Drawn
        drawing={drawing}
        step={step}
        onStep={(to) => {
          setStep(to);
          slider.current?.focus({ preventScroll: true });
        }}
      />
      <div className="steps">
        <button
          type="button"
          className="icon-button"
          aria-label="Step back"
          disabled={step === 0}
          onClick={() => setStep(step - 1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Next step"
          disabled={step === rows.length}
          onClick={() => setStep(step + 1)}
        >
          <Icon name="next" />
        </button>
        <input
          ref={slider}
          type="range"
          min={0}
          max={rows.length}
          step={1}
          value={step}
          aria-label="Step"
          aria-valuetext={row ? `${step} of ${rows.length}. ${saysOf(row)}` : 'The whole diagram'}
          onChange={(event) => setStep(event.target.valueAsNumber)}
        />
        <p className={row ? 'says' : 'says label'}>
          {row ? saysOf(row) : 'Step through it with the arrow keys, or choose a row.'}
        </p>
      </div>
      <details className="as-text">
        <summary>As text</summary>
        <pre tabIndex={0} role="region" aria-label="The diagram as text">
          {drawing.text}
        </pre>
      </details>
    </figure>
  );
}

/** As tall as the least row of a drawing. */
const row_px = 28;

interface DrawnProps {
  readonly drawing: Drawing;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

/** The drawing, in a shadow tree: its names and styles are its own, and none of the page's reach it. */
function Drawn({ drawing, step, onStep }: DrawnProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(onStep);
  latest.current = onStep;
  const parsed = useMemo(() => parse(drawing.svg), [drawing]);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element || !parsed) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    root.replaceChildren(parsed.svg);
    const press = (event: MouseEvent) => {
      const y = event.clientY - parsed.svg.getBoundingClientRect().top;
      const at = parsed.heights.findIndex((height, index) => {
        const next = parsed.heights[index + 1] ?? height + row_px;
        return y >= height - row_px / 2 && y < next - row_px / 2;
      });
      if (at >= 0) latest.current(at + 1);
    };
    parsed.svg.addEventListener('click', press);
    return () => parsed.svg.removeEventListener('click', press);
  }, [parsed]);

  useLayoutEffect(() => {
    if (!parsed) return;
    for (const [index, parts] of parsed.steps.entries()) {
      for (const part of parts) {
        part.classList.toggle('later', step > 0 && index >= step);
        part.classList.toggle('now', index === step - 1);
      }
    }
    const y = parsed.heights[step - 1];
    parsed.band.setAttribute('visibility', y === undefined ? 'hidden' : 'visible');
    if (y === undefined) return;
    parsed.band.setAttribute('y', String(y - row_px / 2));
    // A long drawing scrolls in its frame, and the page stays where it is.
    const frame = host.current;
    if (!frame) return;
    const { scrollTop, clientHeight } = frame;
    if (y - row_px < scrollTop) frame.scrollTop = y - 2 * row_px;
    else if (y + row_px > scrollTop + clientHeight) {
      frame.scrollTop = y + 2 * row_px - clientHeight;
    }
  }, [parsed, step]);

  return <div ref={host} className="drawn" tabIndex={0} role="region" aria-label="Diagram" />;
}

interface Parsed {
  readonly svg: SVGSVGElement;
  /** What each row is made of. */
  readonly steps: readonly (readonly Element[])[];
  /** Where each row is. */
  readonly heights: readonly number[];
  /** Behind the row of the step. */
  readonly band: SVGElement;
}

/** Each row of the drawing begins with its time, which stands to the left of all else. */
function parse(text: string): Parsed | undefined {
  // Styles are for the drawing as a file: here the page decides, and its policy lets none in.
  const bare = text.replaceAll(/<style>[^]*?<\/style>/g, '');
  const { documentElement } = new DOMParser().parseFromString(bare, 'image/svg+xml');
  const svg = document.importNode(documentElement, true);
  if (!(svg instanceof SVGSVGElement)) return undefined;
  const steps: Element[][] = [];
  const heights: number[] = [];
  for (const part of svg.children) {
    if (part.matches('text[text-anchor=end]')) {
      steps.push([]);
      heights.push(Number(part.getAttribute('y')) - 4);
    }
    steps.at(-1)?.push(part);
  }
  const band = document.createElementNS(svg.namespaceURI, 'rect') as SVGElement;
  band.setAttribute('class', 'band');
  band.setAttribute('width', '100%');
  band.setAttribute('height', String(row_px));
  svg.prepend(band);
  return { svg, steps, heights, band };
}

let shared: CSSStyleSheet | undefined;

/** Made when the first diagram is drawn. */
function sheet(): CSSStyleSheet {
  if (shared) return shared;
  shared = new CSSStyleSheet();
  shared.replaceSync(`
    svg { display: block; max-width: none; color: var(--ink); font-family: var(--sans); }
    text { font-variant-numeric: tabular-nums; cursor: default; }
    .label:not([fill]) { paint-order: stroke; stroke: var(--sheet); stroke-width: 4px; stroke-linejoin: round; }
    .band { fill: var(--accent-wash); }
    .later { opacity: 0.16; }
    .now { font-weight: 600; }
    .label.now:not([fill]) { stroke: var(--accent-wash); }
  `);
  return shared;
}
