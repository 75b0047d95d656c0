import { useEffect, useRef } from "react";
import { useWords } from "../i18n";
import { navigate, type Route } from "../shell/route";
import { ConnectEnd } from "./connect-end";
import { pageText } from "./text";

export interface Ends {
  from?: string | undefined;
  to?: string | undefined;
}

interface Props extends Ends {
  labels: readonly [string, string];
  /** Where two ends lead; also one end alone has an address. */
  route: (ends: Ends) => Route;
}

/** Pair is a form for two things. What is chosen is in the address, also while it is one end alone. */
export function Pair({ from, to, labels, route }: Props) {
  const t = useWords(pageText);
  const form = useRef<HTMLDivElement>(null);
  const half = Boolean(from) !== Boolean(to);
  // With one end chosen, the other is what is asked for.
  useEffect(() => {
    if (half) form.current!.querySelectorAll("input")[from ? 1 : 0]?.focus();
  }, [half, from]);
  const go = (next: Ends) => {
    // Who goes back from the answer wants to be where they came from, not at a form half filled.
    if (next.from !== from || next.to !== to) navigate(route(next), { replace: half });
  };
  return (
    <div className="connect" ref={form}>
      <ConnectEnd label={labels[0]} id={from} onEnd={(key) => go({ from: key, to })} />
      <ConnectEnd label={labels[1]} id={to} onEnd={(key) => go({ from, to: key })} />
      {from && to && (
        <button type="button" className="button" onClick={() => go({ from: to, to: from })}>
          {t.swap}
        </button>
      )}
    </div>
  );
}
