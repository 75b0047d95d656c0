import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/print.css";
import { createRoot } from "react-dom/client";
import { App } from "./shell/app";
import { applyTheme } from "./theme/theme";

applyTheme();
createRoot(document.getElementById("root")!).render(<App />);
