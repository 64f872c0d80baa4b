/* The page "New story": sends the form, and shows the new draft. */

import { find, post } from "./common.js";

/** Set up the form, on this page only. */
export function setUpForm() {
  const form = find("new");
  if (!form) return;
  const names = [...find("names").options].map((option) => option.value);
  completeNames(form.elements.authors, names);
  const languages = new Intl.DisplayNames(["en"], { type: "language" });
  for (const option of find("langs").options) option.label = languages.of(option.value);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    find("refused").replaceChildren();
    find("creating").textContent = "Creating …";
    try {
      const response = await post("new", Object.fromEntries(new FormData(form)));
      if (response.status === 201) showDraft(await response.json());
      else if (response.status === 422) showError(await response.json());
      else showError({ message: await response.text(), hint: "" });
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

function showDraft(note) {
  find("new").hidden = true;
  find("created-path").textContent = note.path;
  find("created-edit").href = note.edit;
  find("created-editor").href = note.editor;
  find("created").hidden = false;
  find("created-edit").focus();
}

/** Let the list of names complete the last of several names. */
function completeNames(input, names) {
  input.addEventListener("input", () => {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const options = names.map((name) => new Option("", before ? `${before} ${name}` : name));
    find("names").replaceChildren(...options);
  });
}
