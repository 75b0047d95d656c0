import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { loadExamples } from "./examples";

// The examples are the default tabs, which GraphiQL reads once, when it is first rendered.
const examples = await loadExamples();
createRoot(document.getElementById("root")!).render(<App examples={examples} />);
