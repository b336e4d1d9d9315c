import { Dialog } from '../ui/Dialog';
import { modifierName } from './shortcuts';

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [keys: string, what: string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      [`${modifierName} K`, 'Command palette: go to a table, open a saved query, do anything'],
      ['g q', 'Query'],
      ['g t', 'Tables'],
      ['g p', 'Pipelines'],
      ['g j', 'Jobs'],
      ['g l', 'Live'],
      ['?', 'This help'],
      ['Esc', 'Close what is open'],
    ],
  },
  {
    title: 'Query',
    keys: [
      [`${modifierName} Enter`, 'Run the statement at the cursor, or the selection'],
      [`${modifierName} Shift Enter`, 'Run all statements'],
      [`${modifierName} Space`, 'Complete'],
      [`${modifierName} F`, 'Find'],
      [modifierName === '⌘' ? '⌘ ⌥ F' : 'Ctrl Shift F', 'Find and replace'],
      [`${modifierName} S`, 'Save'],
    ],
  },
  {
    title: 'Live',
    keys: [
      ['Space', 'Pause, resume'],
      ['← →', 'One frame back, one forward'],
    ],
  },
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {groups.map(({ title, keys }) => (
        <section key={title} className="tl-help">
          <h3>{title}</h3>
          <dl className="tl-help__keys">
            {keys.map(([press, what]) => (
              <div key={press} className="tl-help__key">
                <dt>{press.split(' ').map((key) => <kbd key={key} className="tl-kbd">{key}</kbd>)}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="tl-muted">
        The page is built with works of others: <a href="/licenses.txt">licences</a>. The HTTP API: <a href="/openapi.json">openapi.json</a>.
      </p>
    </Dialog>
  );
}
