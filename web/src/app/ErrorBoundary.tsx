import { Component, type ReactNode } from 'react';
import { ErrorState } from '../ui/ErrorState';

interface Props {
  /** Another key shows the children anew: what failed here need not fail elsewhere. */
  readonly name: string;
  readonly children: ReactNode;
}

interface State {
  readonly problem?: Error;
  readonly name: string;
}

/** A fault in one page leaves the shell standing. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { name: this.props.name };

  static getDerivedStateFromError(problem: unknown): Partial<State> {
    return { problem: problem instanceof Error ? problem : new Error(String(problem)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.name === state.name ? null : { name: props.name };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    return (
      <ErrorState
        title="This page ran into a fault of its own"
        message={`${problem.message}. Your queries and tabs are kept on the server.`}
        onRetry={() => this.setState({ name: '' })}
      />
    );
  }
}
