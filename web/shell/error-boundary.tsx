import { Component, type ErrorInfo, type ReactNode } from 'react';
import { messageOf } from './message.ts';

interface Props {
  readonly children: ReactNode;
  /** What broke, in a person's words: 'this page', 'the lab'. */
  readonly what: string;
}

/** Keeps one broken part from blanking the studio, and says what to do next. */
export class ErrorBoundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <section className="notice bad" role="alert">
        <p>
          <strong>Something in {this.props.what} broke.</strong> Nothing was sent or saved. Try it
          again; if it happens twice, the message below belongs in a bug report.
        </p>
        <pre>{messageOf(this.state.error)}</pre>
        <p className="row">
          <button
            type="button"
            className="button"
            onClick={() => this.setState({ error: undefined })}
          >
            Try again
          </button>
          <a className="button quiet" href="/">
            To the catalogue
          </a>
        </p>
      </section>
    );
  }
}
