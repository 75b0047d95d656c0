import { useWords } from "../i18n";
import { shellText } from "../shell/text";
import { useTitle } from "../shell/title";

/** NotFound is for addresses of things that there are not. */
export function NotFound({ id }: { id: string }) {
  const t = useWords(shellText);
  useTitle(t.notFound);
  return (
    <>
      <h1>{t.notFound}</h1>
      <p className="hero-lead">{t.notFoundWhy(id)}</p>
    </>
  );
}
