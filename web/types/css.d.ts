/** esbuild bundles styles; a module of theirs exports nothing. */
declare module '*.css';
