import type { CellResult, Recommendation, Unmendable } from '@dstudio/systems';
import { type ReactNode, useId, useState } from 'react';
import { formatShare, plural } from '../charts/format.ts';
import { Icon } from '../shell/icons.tsx';
import { VerdictMark } from './mark.tsx';
import { headline, verdictOf } from './verdict.ts';

interface Props {
  readonly plan: Recommendation;
  readonly busy: boolean;
  /** The cell's fault in words. */
  readonly nameOf: (cell: string) => string;
  readonly onApply: () => void;
  readonly onAnswer: (path: string, answer: 'yes' | 'no' | 'unknown') => void;
  /** Searches again, with what was answered. */
  readonly onSearch: () => void;
  readonly onSelect: (cell: string) => void;
  readonly onClose: () => void;
}

/** What the search found: the changes, what they do on seeds it did not use, and what it must ask. */
export function Mend(props: Props): ReactNode {
  const { plan, busy, nameOf, onApply, onAnswer, onSearch, onSelect, onClose } = props;
  const [answered, setAnswered] = useState(false);
  /** The plan whose harm was accepted: another one would do other harm. */
  const [accepted, setAccepted] = useState<Recommendation>();
  const them = plan.changes.length === 1 ? 'it' : 'them';
  const after = new Map(plan.after.map((cell) => [cell.id, cell]));
  const moved = plan.before.filter((cell) => {
    const then = after.get(cell.id);
    return then && (then.verdict !== cell.verdict || fateOf(plan, cell.id) !== 'same');
  });
  return (
    <section className="mend" aria-label="Recommendation">
      <header>
        <h2>{headlineOf(plan)}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <p className="label">
        {plan.runs} runs; searched on {plural(plan.searchSeeds.length, 'seed')}, checked on{' '}
        {plan.checkSeeds.length} others
        {!plan.complete && '. The budget ran out before the search was done: there may be better'}.
      </p>

      {plan.changes.length > 0 && (
        <>
          <ol className="changes" role="list">
            {plan.changes.map((change) => (
              <li key={`${change.slug} ${change.at}`}>
                <b>{change.slug.replaceAll('-', ' ')}</b> on <code>{change.at}</code>{' '}
                <span className="label">
                  {Object.entries(change.parameters)
                    .map(([name, value]) => `${name} ${value}`)
                    .join(', ')}
                </span>
              </li>
            ))}
          </ol>
          {plan.worsened.length > 0 && (
            <label className="refused">
              <input
                type="checkbox"
                checked={accepted === plan}
                disabled={busy}
                onChange={({ target }) => setAccepted(target.checked ? plan : undefined)}
              />{' '}
              Write {them} all the same, though {plural(plan.worsened.length, 'cell')} that held
              would break: {plan.worsened.map(nameOf).join('; ')}.
            </label>
          )}
          <p className="row">
            <button
              type="button"
              className="button primary"
              disabled={busy || (plan.worsened.length > 0 && accepted !== plan)}
              onClick={onApply}
            >
              Write {them} into the system
            </button>
          </p>
          <section className="before-after-scroll" aria-label="Before and after" tabIndex={0}>
            <table className="data before-after">
              <thead>
                <tr>
                  <th scope="col">Fault</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                  <th scope="col">So it is</th>
                </tr>
              </thead>
              <tbody>
                {moved.map((cell) => (
                  <tr key={cell.id}>
                    <th scope="row">
                      <button type="button" className="link" onClick={() => onSelect(cell.id)}>
                        {nameOf(cell.id)}
                      </button>
                    </th>
                    <td>
                      <Brief cell={cell} />
                    </td>
                    <td>
                      <Brief cell={after.get(cell.id)} />
                    </td>
                    <td>{fateOf(plan, cell.id)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}

      {plan.questions.length > 0 && (
        <section className="questions">
          <h3>Only you can say</h3>
          <p className="label">
            Unknown counts as no. An answer is written into the system, and the search may then use
            what it allows.
          </p>
          <div className="question-list">
            {plan.questions.map((question) => (
              <Question
                key={question.path}
                text={question.question}
                cells={question.cells.length}
                busy={busy}
                onAnswer={(answer) => {
                  setAnswered(true);
                  onAnswer(question.path, answer);
                }}
              />
            ))}
          </div>
          <p>
            <button
              type="button"
              className="button"
              disabled={busy || !answered}
              onClick={onSearch}
            >
              Search again with these answers
            </button>
          </p>
        </section>
      )}

      {plan.unmendable.length > 0 && (
        <details>
          <summary>
            <b>No pattern mends {plural(plan.unmendable.length, 'cell')}</b>{' '}
            <span className="label">and what would</span>
          </summary>
          <dl className="unmendable">
            {byReason(plan.unmendable).map(({ why, would, cells }) => (
              <div key={`${why} ${would}`}>
                <dt>
                  <ul role="list">
                    {cells.map((cell) => (
                      <li key={cell}>
                        <button type="button" className="link" onClick={() => onSelect(cell)}>
                          {nameOf(cell)}
                        </button>
                      </li>
                    ))}
                  </ul>
                </dt>
                <dd>
                  {why}
                  {would && (
                    <p>
                      <b>What would:</b> {would}
                    </p>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}

      {plan.undecided.length > 0 && (
        <p className="label">
          {plural(plan.undecided.length, 'cell')} turn on an assumption and were left alone: state
          the facts above the matrix first.
        </p>
      )}
    </section>
  );
}

/** Cells for which the same is to be said, said once. */
function byReason(list: readonly Unmendable[]) {
  const found = new Map<string, { why: string; would: string | undefined; cells: string[] }>();
  for (const { cell, why, would } of list) {
    const key = JSON.stringify([why, would]);
    const same = found.get(key) ?? { why, would, cells: [] };
    same.cells.push(cell);
    found.set(key, same);
  }
  return [...found.values()];
}

function headlineOf(plan: Recommendation): string {
  if (plan.changes.length === 0) {
    return plan.questions.length > 0
      ? 'Nothing to change yet; there are questions first'
      : 'No pattern mends what breaks regardless';
  }
  const parts = [
    `${plural(plan.changes.length, 'change')} mend ${plural(plan.mended.length, 'cell')}`,
  ];
  if (plan.changes.length === 1) parts[0] = (parts[0] ?? '').replace(' mend ', ' mends ');
  if (plan.improved.length > 0) parts.push(`improve ${plan.improved.length}`);
  if (plan.worsened.length > 0) parts.push(`worsen ${plan.worsened.length}`);
  return parts.join(', ');
}

function fateOf(plan: Recommendation, id: string): 'mended' | 'improved' | 'worsened' | 'same' {
  if (plan.mended.includes(id)) return 'mended';
  if (plan.improved.includes(id)) return 'improved';
  return plan.worsened.includes(id) ? 'worsened' : 'same';
}

function Brief({ cell }: { readonly cell: CellResult | undefined }): ReactNode {
  if (!cell) return <span className="label">not measured</span>;
  const verdict = { ...verdictOf({ ...cell, sensitivity: 'regardless' }), words: cell.verdict };
  return (
    <span className={`brief ${verdict.mark}`}>
      <VerdictMark verdict={verdict} />
      <span>
        <span className="hidden">{verdict.words}: </span>
        {headline(cell)
          .map(({ text }) => text)
          .join(', ')}
        {cell.figures.degraded > 0 && (
          <span className="label">, {formatShare(cell.figures.degraded)} degraded</span>
        )}
      </span>
    </span>
  );
}

function Question(props: {
  readonly text: string;
  readonly cells: number;
  readonly busy: boolean;
  readonly onAnswer: (answer: 'yes' | 'no' | 'unknown') => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="question" disabled={props.busy}>
      <legend>
        {props.text} <span className="label">{plural(props.cells, 'cell')} wait for it</span>
      </legend>
      {(['yes', 'no', 'unknown'] as const).map((answer) => (
        <label key={answer} className="row">
          <input
            type="radio"
            name={name}
            defaultChecked={answer === 'unknown'}
            onChange={() => props.onAnswer(answer)}
          />
          {answer}
        </label>
      ))}
    </fieldset>
  );
}
