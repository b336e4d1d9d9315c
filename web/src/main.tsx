import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/floating.css';
import './ui/parts.css';
import { App } from './app/App';
import { startServerStatus } from './app/serverStatus';
import { startStreamTurns } from './app/streamTurns';
import { startTheme } from './app/theme';

startTheme();
startStreamTurns();
startServerStatus();
const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
