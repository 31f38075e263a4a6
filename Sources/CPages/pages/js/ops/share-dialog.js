// The customer's link: made on request, told once, copied.

import { el, replace } from "../common/dom.js";
import { openDialog } from "./dialog.js";
import { faultText } from "./panel-parts.js";

/** @param {object} context @param {object} row */
export async function openShare(context, row) {
  const { words, api, toast } = context;
  const content = el("div", { class: "share" }, el("p", null, words.t("share.making")));
  openDialog({ title: words.t("share.title"), closeLabel: words.t("close"), content: [content] });
  try {
    const made = await api.share(row.id);
    const until = `${words.date(made.share.expiresAt)} ${words.time(made.share.expiresAt)}`;
    const url = made.url ?? new URL(made.path, location.href).href;
    const field = el("input", {
      type: "text",
      readonly: true,
      value: url,
      dir: "ltr",
      "aria-label": words.t("share.title"),
      onfocus: (event) => event.target.select(),
    });
    const copy = el(
      "button",
      {
        type: "button",
        class: "button button-primary",
        onclick: () => navigator.clipboard?.writeText(url).then(() => toast(words.t("copied")), () => field.select())
          ?? field.select(),
      },
      words.t("share.copy"),
    );
    const open = el(
      "a",
      { class: "button", href: url, target: "_blank", rel: "noopener noreferrer" },
      words.t("share.open"),
    );
    replace(
      content,
      el("p", null, words.t("share.hint", { time: until })),
      el("div", { class: "share-line" }, field),
      el("div", { class: "share-buttons" }, copy, open),
    );
    copy.focus();
  } catch (error) {
    replace(
      content,
      el(
        "p",
        { class: "dialog-fault", role: "alert" },
        error.status === 409
          && !words.has(`conflict.${error.code}`)
          ? words.t("share.nobody")
          : faultText(words, error),
      ),
    );
  }
}
