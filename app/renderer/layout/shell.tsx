/**
 * The frame of every page: the bar at the left, the page beside it. Moves the focus to a page's title when another page is
 * shown, so that a screen reader says where one is.
 */
import { useEffect, useRef } from 'react';
import { useDesktop } from '../context/api.tsx';
import { useLanguage } from '../context/preferences.tsx';
import { useFirstRun } from '../hooks/use-first-run.ts';
import { navigate, useRoute } from '../hooks/use-route.ts';
import { Approvals } from './approvals/approvals.tsx';
import { PAGE_COMPONENTS } from './pages.tsx';
import { Rail } from './rail.tsx';
import './shell.css';

export function Shell() {
  const { t } = useLanguage();
  const { page, id } = useRoute();
  const content = useRef<HTMLElement>(null);
  const desktop = useDesktop();
  useFirstRun();
  useFocusOnChange(page, content);

  useEffect(() => desktop?.onNavigate((asked) => navigate(asked)), [desktop]);
  useEffect(() => {
    document.title = `${t(`nav.${page}`)} · ${t('app.name')}`;
  }, [page, t]);

  const Page = PAGE_COMPONENTS[page];
  return (
    <div className="shell">
      <button type="button" className="shell__skip" onClick={() => focusTitle(content.current)}>
        {t('nav.skip')}
      </button>
      <Rail current={page} />
      <main className="shell__content" ref={content}>
        <Page id={id} />
      </main>
      <Approvals />
    </div>
  );
}

function focusTitle(content: HTMLElement | null): void {
  content?.querySelector('h1')?.focus();
}

function useFocusOnChange(page: string, content: React.RefObject<HTMLElement | null>): void {
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    focusTitle(content.current);
  }, [page, content]);
}
