// The views beside GraphiQL's response; apart from the others, as they need the editor's packages.
export { Exchanges } from "./exchanges";
export { ResponseViews } from "./response-views";
