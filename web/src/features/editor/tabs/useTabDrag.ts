import { useState, type DragEventHandler } from 'react';
import type { TabDragHandlers } from './TabItem';

interface TabDrag {
  readonly onDragOver: DragEventHandler;
  readonly onDrop: DragEventHandler;
  readonly handlers: (id: string, index: number) => TabDragHandlers;
}

/** A tab dropped on another takes its place. */
export function useTabDrag(onMove: (id: string, toIndex: number) => void): TabDrag {
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<number>();
  const end = (): void => {
    setDragged(undefined);
    setTarget(undefined);
  };
  return {
    onDragOver: (event) => {
      if (dragged !== undefined) event.preventDefault();
    },
    onDrop: (event) => {
      event.preventDefault();
      if (dragged !== undefined && target !== undefined) onMove(dragged, target);
      end();
    },
    handlers: (id, index) => ({
      isDropTarget: dragged !== undefined && dragged !== id && target === index,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', id);
        setDragged(id);
      },
      onDragEnter: () => setTarget(index),
      onDragEnd: end,
    }),
  };
}
