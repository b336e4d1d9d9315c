import { useState } from 'react';
import { parseExplain, type ExplainSection } from '../../../model/explainTree';
import { collectParameters } from '../../../model/sqlParameters';
import { parametersOf } from '../../../model/sqlScript';
import { Button } from '../../../ui/Button';
import type { EditorModel } from '../editorModel';
import { explainModes, type ExplainMode } from '../services';
import { useActiveTab, useEditor, useEditorState } from '../useEditor';
import { EmptyState } from '../../../ui/EmptyState';
import { ErrorState } from '../../../ui/ErrorState';
import { Drawer } from './Drawer';
import { Waiting } from './Waiting';
import { ExplainNodeView } from './ExplainNodeView';
import { useLoaded } from './useLoaded';

/** The plan of the statement at the cursor, asked for when the panel opens and when told so: the text may be half typed. */
export function ExplainDrawer() {
  const { model } = useEditor();
  useEditorState();
  useActiveTab(model);
  const statement = model.currentStatements()[0]?.text ?? '';
  const [mode, setMode] = useState<ExplainMode>('simple');
  const [asked, setAsked] = useState(statement);
  const [isRaw, setIsRaw] = useState(false);
  const { state, reload } = useLoaded(`${mode}\n${asked}`, () => explain(model, asked, mode));
  const tools = (
    <>
      <select className="tl-select tl-select--small" aria-label="Kind of plan" value={mode} onChange={({ target }) => setMode(explainModes.find((each) => each === target.value) ?? 'simple')}>
        {explainModes.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <label className="tl-ed-check">
        <input type="checkbox" checked={isRaw} onChange={({ target }) => setIsRaw(target.checked)} /> Text
      </label>
    </>
  );
  return (
    <Drawer title="Explain" tools={tools}>
      {asked !== statement && statement !== '' && (
        <Button onClick={() => setAsked(statement)}>
          Explain the statement at the cursor
        </Button>
      )}
      {asked === '' && <EmptyState title="No statement to explain.">Write one, or place the cursor in it.</EmptyState>}
      {asked !== '' && <pre className="tl-ed-explain__statement">{asked.replace(/\s+/g, ' ').slice(0, 300)}</pre>}
      {asked !== '' && state.phase === 'loading' && <Waiting label="Asking the engine for its plan" />}
      {asked !== '' && state.phase === 'failed' && <ErrorState title="There is no plan" message={state.problem} code={state.code} onRetry={reload} />}
      {asked !== '' && state.phase === 'ready' && state.value.map((section, index) => <Section key={index} section={section} isRaw={isRaw} />)}
    </Drawer>
  );
}

async function explain(model: EditorModel, query: string, mode: ExplainMode): Promise<ExplainSection[]> {
  if (query === '') return [];
  const collected = collectParameters(parametersOf(query), model.tab?.parameters ?? {});
  if (collected.kind === 'invalid') throw new Error(`:${collected.name}: ${collected.reason}`);
  return parseExplain(await model.services.queries.explain({ query, parameters: collected.parameters, mode }));
}

function Section({ section, isRaw }: { readonly section: ExplainSection; readonly isRaw: boolean }) {
  return (
    <section className="tl-ed-explain">
      <h3>{section.title}</h3>
      {section.notes.length > 0 && !isRaw && <p className="tl-muted">{section.notes.join(' ')}</p>}
      {isRaw || section.roots.length === 0 ? (
        <pre tabIndex={0} aria-label={`${section.title} as text`}>{section.text}</pre>
      ) : (
        <ul className="tl-ed-explain__tree" aria-label={section.title}>
          {section.roots.map((root, index) => (
            <ExplainNodeView key={index} node={root} />
          ))}
        </ul>
      )}
    </section>
  );
}
