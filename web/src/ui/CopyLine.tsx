import { useState } from 'react';
import { Button } from './Button';

/** A command with a button that copies it. */
export function CopyLine({ text }: { readonly text: string }) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  return (
    <div className="tl-copy-line">
      <pre tabIndex={0}>{text}</pre>
      <Button size="small" onClick={copy} onBlur={() => setOutcome('idle')}>
        {outcome === 'copied' ? 'Copied' : 'Copy'}
      </Button>
      <span className="tl-hidden" role="status">
        {outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The browser refused; select the text and copy it.' : ''}
      </span>
    </div>
  );
}
