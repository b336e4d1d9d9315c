import { useCallback, useEffect, useState } from 'react';
import type { Route } from '../model/route';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { useStore } from '../ui/useStore';
import { CommandPalette } from './CommandPalette';
import { useCommands } from './commands';
import { editor } from './editor';
import { ErrorBoundary } from './ErrorBoundary';
import { greet } from './firstVisit';
import { Footer } from './Footer';
import { HelpDialog } from './HelpDialog';
import { Navigation } from './Navigation';
import { JobsPage } from './pages/JobsPage';
import { LivePage } from './pages/LivePage';
import { PipelinesPage } from './pages/PipelinesPage';
import { QueryPage } from './pages/QueryPage';
import { TablesPage } from './pages/TablesPage';
import { go, route } from './router';
import { tellOutcomes } from './outcomes';
import { useShellKeys } from './shortcuts';
import { Toasts } from './Toasts';
import './shell.css';

type Floating = 'palette' | 'help' | undefined;

const placesByLetter: Readonly<Record<string, Route>> = {
  q: { place: 'query' },
  t: { place: 'tables', address: { name: '', place: 'overview' } },
  l: { place: 'live' },
  p: { place: 'pipelines', address: { view: 'list' } },
  j: { place: 'jobs' },
};

export function App() {
  const shown = useStore(route);
  const [floating, setFloating] = useState<Floating>();
  const palette = useCallback(() => setFloating('palette'), []);
  const help = useCallback(() => setFloating('help'), []);
  const close = useCallback(() => setFloating(undefined), []);
  const toPlace = useCallback((letter: string) => {
    const target = placesByLetter[letter];
    if (target) go(target);
  }, []);
  useShellKeys({ palette, help, place: toPlace });
  useEffect(() => editor.start(shown.place === 'query' ? shown.tabId : undefined), []);
  useEffect(tellOutcomes, []);
  useEffect(() => (location.pathname === '/' ? greet() : undefined), []);
  const commands = useCommands(floating === 'palette', help);
  return (
    <div className="tl-shell">
      <a className="tl-shell__skip" href="#main">Skip to the page</a>
      <Navigation place={shown.place} onPalette={palette} onHelp={help} />
      <main className="tl-shell__main" id="main" tabIndex={-1}>
        <ErrorBoundary name={shown.place}><Page shown={shown} /></ErrorBoundary>
      </main>
      <Footer />
      <Toasts />
      {floating === 'palette' && <CommandPalette commands={commands} onClose={close} />}
      {floating === 'help' && <HelpDialog onClose={close} />}
    </div>
  );
}

function Page({ shown }: { readonly shown: Route }) {
  switch (shown.place) {
    case 'query':
      return <QueryPage tabId={shown.tabId} savedId={undefined} drawer={shown.drawer} />;
    case 'saved':
      return <QueryPage tabId={undefined} savedId={shown.savedId} drawer={undefined} />;
    case 'tables':
      return <TablesPage address={shown.address} />;
    case 'live':
      return <LivePage liveId={shown.liveId} statement={shown.statement} />;
    case 'pipelines':
      return <PipelinesPage address={shown.address} />;
    case 'jobs':
      return <JobsPage table={shown.table} />;
    case 'unknown':
      return (
        <EmptyState title="There is no such page" actions={<Button onClick={() => go({ place: 'query' })}>Go to Query</Button>}>
          {shown.path} leads nowhere.
        </EmptyState>
      );
  }
}
