import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { useLocale } from "../i18n";
import { questionOf, type Example } from "./examples-data";

// examplesPlugin is a pane that lists the examples, for those who closed their
// tabs, or came when fewer examples existed.
export function examplesPlugin(examples: Example[]): GraphiQLPlugin {
  return {
    title: "Examples",
    icon: ExamplesIcon,
    content: () => <Examples examples={examples} />,
  };
}

function Examples({ examples }: { examples: Example[] }) {
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  const locale = useLocale();
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  const open = ({ query, variables = "" }: Example) => {
    // An example that is open and unchanged is shown again, not opened twice.
    const index = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? "") === variables);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    // A new tab is always empty, and the editors hold the text of the active one.
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    updateActiveTabValues({ query, variables, operationName: null });
  };

  return (
    <section aria-label="Examples" className="examples">
      <div className="examples-title">Examples</div>
      {examples.length === 0 && <p>This server has no examples.</p>}
      <ul>
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" className="graphiql-un-styled" onClick={() => open(example)}>
              {questionOf(example, locale)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 6h12M9 12h12M9 18h12M3.5 4.5 6 6 3.5 7.5zM3.5 10.5 6 12 3.5 13.5zM3.5 16.5 6 18 3.5 19.5z" />
    </svg>
  );
}
