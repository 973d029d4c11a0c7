// c15t offline, as its quick start has it: provider, banner, dialog.
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import "@c15t/react/styles.css";
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";

const options = {
  mode: "offline",
  consentCategories: ["necessary", "functionality", "measurement", "marketing"],
  ignoreGeoLocation: true,
  i18n: { locale: "de", detectBrowserLanguage: false },
};
createRoot(document.body.appendChild(document.createElement("div"))).render(
  h(ConsentManagerProvider, { options }, h(ConsentBanner), h(ConsentDialog)));
