import { useId, useState, type FormEvent, type ReactNode } from "react";
import { token, type ApiError, type Asked } from "../api";
import { useWords } from "../i18n";
import { Link } from "./link";
import { shellText } from "./text";
import "./states.css";

/** Loading holds the place of what is on its way; told to screen readers, and drawn only if it takes a while. */
export function Loading() {
  const t = useWords(shellText);
  return (
    <p className="loading" role="status">
      {t.loading}
    </p>
  );
}

/** Answered shows one of three: what waits, what failed and how to go on, or the answer. */
export function Answered<R>({ asked, children }: { asked: Asked<R>; children: (data: R) => ReactNode }) {
  if (asked.error) return <Failure error={asked.error} retry={asked.retry} />;
  if (asked.data === undefined) return <Loading />;
  return (
    <div aria-busy={asked.loading} className={asked.loading ? "stale" : undefined}>
      {children(asked.data)}
    </div>
  );
}

// What is wrong with the request itself, and will be when it is sent again.
const ofRequest = new Set(["NOT_FOUND", "UNKNOWN_KEY", "INVALID_VALUE", "BAD_USER_INPUT", "TOO_LARGE", "BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]);

// Of these, what it names is not there; the others say what is wrong with how it asks.
const missing = new Set(["NOT_FOUND", "UNKNOWN_KEY"]);

export function Failure({ error, retry }: { error: ApiError; retry: () => void }) {
  const t = useWords(shellText);
  if (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN") return <SignIn forbidden={error.code === "FORBIDDEN"} />;
  const refused = ofRequest.has(error.code);
  return (
    <div className="notice notice-failed" role="alert">
      <p className="notice-title">{missing.has(error.code) ? t.refused : refused ? t.wrong : t.failed}</p>
      <Why error={error} />
      {refused ? (
        <Link to={{ page: "start" }}>{t.toStart}</Link>
      ) : (
        <button type="button" className="button" onClick={retry}>
          {t.retry}
        </button>
      )}
    </div>
  );
}

// The API's own words are English; what went wrong before it is said here.
function Why({ error: { code, message } }: { error: ApiError }) {
  const t = useWords(shellText);
  if (code === "NETWORK") return <p>{t.network}</p>;
  if (code === "HTTP") return <p>{t.http}</p>;
  return <p lang="en">{message}</p>;
}

// All queries of a page are refused at once, but one form is enough: the first
// notice that is drawn shows it, the others are hidden by the style sheet.
function SignIn({ forbidden }: { forbidden: boolean }) {
  const t = useWords(shellText);
  const id = useId();
  const [value, setValue] = useState("");
  const tried = token.get() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    token.set(value.trim());
  };
  return (
    <form className="notice sign-in" onSubmit={submit}>
      <p className="notice-title">{t.signIn}</p>
      <p>{forbidden ? t.forbidden : tried ? t.wrongToken : t.signInWhy}</p>
      <label htmlFor={id}>{t.token}</label>
      <div className="sign-in-row">
        <input id={id} className="input" type="password" autoComplete="off" spellCheck={false} required value={value} onChange={(e) => setValue(e.target.value)} />
        <button className="button button-strong">{t.signInDo}</button>
      </div>
    </form>
  );
}

/** Empty says why there is nothing, and what to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice">
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}
