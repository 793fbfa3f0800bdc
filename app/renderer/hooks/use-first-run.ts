/**
 * Leads a person who has just installed the program to the welcome page, once. In a browser, whoever opened the printed
 * address knows what it is: there the page is shown only when asked for.
 */
import { useEffect, useRef } from 'react';
import { useDesktop } from '../context/api.tsx';
import { navigate } from './use-route.ts';

export function useFirstRun(): void {
  const desktop = useDesktop();
  const asked = useRef(false);
  useEffect(() => {
    if (desktop === undefined || asked.current) return;
    asked.current = true;
    desktop.settings.read().then(
      ({ firstRunDone }) => {
        if (!firstRunDone) navigate('welcome');
      },
      () => undefined,
    );
  }, [desktop]);
}
