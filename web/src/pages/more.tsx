import type { Pages } from "../api";
import { formatNumber, useLocale, useWords } from "../i18n";
import { shellText } from "../shell/text";

/** More says how much of a list is shown, and goes on with it. Nothing where all of it is. */
export function More<N>({ pages }: { pages: Pages<N> }) {
  const t = useWords(shellText);
  const locale = useLocale();
  if (!pages.data?.pageInfo.hasNextPage) return null;
  return (
    <p className="more">
      <button type="button" className="button" onClick={pages.more} disabled={!pages.more}>
        {pages.more ? t.more : t.loading}
      </button>
      <span role="status">{t.shown(formatNumber(pages.data.nodes.length, locale), formatNumber(pages.data.totalCount, locale))}</span>
    </p>
  );
}
