import type { Reject } from './pipelines';

/** Which rejects are to be redriven, and what was mended in them; both by id. */
export interface RejectChoice {
  readonly selected: ReadonlySet<string>;
  readonly values: Readonly<Record<string, string>>;
}

export type RejectChoiceAction =
  | { readonly type: 'toggled'; readonly id: string }
  /** All of the page, or none of it when all are chosen. */
  | { readonly type: 'toggledAll'; readonly ids: readonly string[] }
  | { readonly type: 'edited'; readonly reject: Reject; readonly value: string }
  | { readonly type: 'cleared' };

export const nothingChosen: RejectChoice = { selected: new Set(), values: {} };

export function reduceChoice(choice: RejectChoice, action: RejectChoiceAction): RejectChoice {
  switch (action.type) {
    case 'toggled':
      return { ...choice, selected: toggled(choice.selected, action.id) };
    case 'toggledAll': {
      const areAll = action.ids.every((id) => choice.selected.has(id));
      return { ...choice, selected: areAll ? new Set([...choice.selected].filter((id) => !action.ids.includes(id))) : new Set([...choice.selected, ...action.ids]) };
    }
    case 'edited': {
      const { [action.reject.id]: _, ...others } = choice.values;
      const isChanged = action.value !== (action.reject.value ?? '');
      // Whoever mends one wants it redriven.
      const selected = isChanged ? new Set([...choice.selected, action.reject.id]) : choice.selected;
      return { selected, values: isChanged ? { ...others, [action.reject.id]: action.value } : others };
    }
    case 'cleared':
      return nothingChosen;
  }
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The mended values of those that are chosen. */
export function chosenValues({ selected, values }: RejectChoice): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([id]) => selected.has(id)));
}

/** Bytes that are no text can't be mended here: what was typed would be other bytes. */
export function isEditable({ value, encoding }: Reject): boolean {
  return value !== null && (encoding === undefined || encoding === 'utf-8');
}

/** JSON with a fault in it, told before it is sent; undefined when it is sound, or no JSON is wanted. */
export function valueProblem(value: string, format: string, parse: (text: string) => unknown): string | undefined {
  return format === 'json' && parse(value) === undefined ? 'This is not valid JSON yet.' : undefined;
}

/** Where a record stands: `events/3 @ 184,467`. */
export function placeText({ topic, partition, offset }: Pick<Reject, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition} @ ${offset.toLocaleString('en-US')}`;
}
