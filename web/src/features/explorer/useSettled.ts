import { useEffect, useState } from 'react';

/** The value once it has stayed the same for a moment: what a slider asks for while it is dragged is not worth asking. */
export function useSettled<Value>(value: Value, delayMs = 150): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
