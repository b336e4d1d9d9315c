import { exportFormats } from '../features/results/exportRun';
import { saveTab } from '../features/editor/saveTab';
import { drawerNames, drawerTitles } from '../model/editorDrawer';
import type { Command } from '../model/palette';
import { isRunning } from '../model/tabsRun';
import { changedView, tabView } from '../model/tabView';
import type { SavedQuery } from '../model/workspace';
import { editor } from './editor';
import { exports } from './exports';
import { notify } from './notices';
import { go, route } from './router';
import { modifierName } from './shortcuts';

/** What can be done with the query in the active tab, from any place: that tab is shown first. */
export function queryCommands(): readonly Command[] {
  const { tab } = editor;
  if (!tab) return [];
  const command = (id: string, title: string, act: () => void, hint?: string): Command => ({
    id,
    title,
    group: 'Query',
    ...(hint ? { hint } : {}),
    run: () => {
      go({ place: 'query', tabId: tab.id });
      act();
    },
  });
  const { isLive } = tabView(tab.view);
  const hasText = tab.query.trim() !== '';
  return [
    ...(isRunning(tab.run) ? [command('cancel', 'Cancel the run', () => editor.cancel())] : hasText ? [
      command('run', 'Run the statement', () => editor.runCurrent(), `${modifierName} Enter`),
      command('run-all', 'Run the script', () => editor.runScript(), `${modifierName} Shift Enter`),
    ] : []),
    ...(hasText ? [command('save', 'Save the query', () => void saveTab(editor, notify), `${modifierName} S`)] : []),
    command('live', isLive ? 'Turn live off' : 'Turn live on', () => editor.edit({ view: changedView(tab.view, { isLive: !isLive }) })),
    ...drawerNames.map((name) => command(`drawer-${name}`, drawerTitles[name], () => editor.showDrawer(name))),
    ...exportCommands(),
  ];
}

/** Of the result on the screen. */
function exportCommands(): Command[] {
  const offer = route.get().place === 'query' ? exports.offered : undefined;
  return offer ? exportFormats.map(({ format, label, extension }) => ({ id: `export-${format}`, title: `Export the result as ${label}`, group: 'Result', hint: `.${extension}`, run: () => exports.start(offer, format) })) : [];
}

export function runSavedCommand(saved: SavedQuery): Command {
  return {
    id: `run-saved-${saved.id}`,
    title: `Run ${saved.name}`,
    group: 'Run saved query',
    run: () => {
      editor.saved.open(saved);
      go({ place: 'query' });
      editor.runScript();
    },
  };
}
