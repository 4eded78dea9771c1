import { useEffect, useRef } from 'preact/hooks';

/** Calls `onRelease` when Shift is released. */
export function useShiftRelease(onRelease: () => void): void {
  const latest = useRef(onRelease);
  latest.current = onRelease;
  useEffect(() => {
    const onKeyUp = ({ key }: KeyboardEvent) => key === 'Shift' && latest.current();
    // A window that loses the focus does not see that the key is released.
    const onBlur = () => latest.current();
    document.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      document.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, []);
}
