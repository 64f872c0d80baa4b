/* The page "New story": sends the form, and opens the new draft. */

import { find, post, readAnswer } from "./common.js";

/** Set up the form, on this page only. */
export function setUpForm() {
  const form = find("new");
  if (!form) return;
  completeNames(form.elements.authors);
  completeNames(form.elements.tags);
  const languages = new Intl.DisplayNames(["en"], { type: "language" });
  for (const option of find("langs").options) option.label = languages.of(option.value);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    find("refused").replaceChildren();
    find("creating").textContent = "Creating …";
    try {
      const response = await post("new", Object.fromEntries(new FormData(form)));
      if (response.status === 201) {
        location.assign(`${(await response.json()).edit}#story`);
        return;
      }
      showError(await readAnswer(response));
    } catch {
      showError({
        message: "The preview does not answer",
        hint: "start it again; your text stays here",
      });
    }
    find("creating").textContent = "";
  });
}

function showError({ message, hint }) {
  const paragraphs = [message, hint]
    .filter(Boolean)
    .map((text) => Object.assign(document.createElement("p"), { textContent: text }));
  find("refused").replaceChildren(...paragraphs);
}

/** Let the list of names complete the last of several names. */
function completeNames(input) {
  const names = [...input.list.options].map((option) => option.value);
  input.addEventListener("input", () => {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const options = names.map((name) => new Option("", before ? `${before} ${name}` : name));
    input.list.replaceChildren(...options);
  });
}
