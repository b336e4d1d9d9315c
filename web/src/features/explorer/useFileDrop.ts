import { useEffect, useRef } from 'react';

/**
 * Takes files that are dropped anywhere on the page; a browser would leave the page and show the file instead. A part of
 * the page that takes a drop itself says so by `preventDefault`.
 */
export function useFileDrop(onFile: (file: File) => void): void {
  const newest = useRef(onFile);
  newest.current = onFile;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0];
      if (event.defaultPrevented || !file) return;
      event.preventDefault();
      newest.current(file);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, []);
}
