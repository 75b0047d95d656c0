import type { Pages } from "../api";
import { formatNumber, useLocale, useWords } from "../i18n";
import { Failure } from "../shell/states";
import { shellText } from "../shell/text";

/** More says how much of a list is shown, and goes on with it. Nothing where all of it is. */
export function More({ pages: { data, more, moreError } }: { pages: Pick<Pages, "data" | "more" | "moreError"> }) {
  const t = useWords(shellText);
  const locale = useLocale();
  if (!data?.pageInfo.hasNextPage) return null;
  if (moreError && more) return <Failure error={moreError} retry={more} />;
  return (
    <p className="more">
      <button type="button" className="button" onClick={more} disabled={!more}>
        {more ? t.more : t.loading}
      </button>
      <span role="status">{t.shown(formatNumber(data.nodes.length, locale), formatNumber(data.totalCount, locale))}</span>
    </p>
  );
}
