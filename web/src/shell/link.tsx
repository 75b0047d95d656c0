import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { formatRoute, navigate, type Route } from "./route";

/**
 * Link goes to a page of the explorer. The playground is another document to the browser:
 * its editor needs a looser security policy, and that comes with a document.
 */
export function Link({ to, onClick, ...rest }: { to: Route } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain || to.page === "playground" || rest.target) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={formatRoute(to)} onClick={follow} />;
}
