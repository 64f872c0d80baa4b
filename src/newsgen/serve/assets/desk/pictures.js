/* Pictures that are dropped, pasted or chosen: they are stored beside the story and inserted. */

import { find, inOneLine, readAnswer, send } from "./common.js";
import { insertLead, insertPicture, takesLead } from "./picture_text.js";
import { area, path } from "./text_area.js";

const TYPE = "application/octet-stream"; // the server looks at the bytes
const PASTED = /^image\.(png|jpe?g)$/i; // how browsers name a picture of the clipboard
const TEXTS = ["alt", "caption", "credit"];
const dialog = find("picture");
const field = (name) => find(`picture-${name}`);
let queue = Promise.resolve();
let stored = null; // the picture of the dialog, once the server has it

/** Ask for the texts of each file, one after the other. */
function take(files) {
  for (const file of [...files]) queue = queue.then(() => ask(file)).catch(() => {});
}

/** Show the dialog for a file while it is sent, and insert the picture if the user says so. */
async function ask(file) {
  const { selectionStart, selectionEnd } = area; // browsers lose it while the dialog is open
  const sending = new AbortController();
  const closed = new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  openDialog(file);
  draw(file, sending.signal);
  store(file, sending.signal);
  await closed;
  sending.abort();
  area.focus();
  area.setSelectionRange(selectionStart, selectionEnd);
  if (dialog.returnValue === "insert") insert();
  else if (stored) {
    find("note").textContent =
      `${stored.name} was not inserted. It stays beside the story; readers do not see it.`;
  }
}

function openDialog(file) {
  stored = null;
  field("form").reset();
  field("name").textContent = file.name;
  field("state").textContent = "Sending …";
  refuse("");
  field("insert").disabled = true;
  field("alt").disabled = false;
  const lead = field("place").options[0];
  lead.hidden = lead.disabled = !takesLead();
  field("place").value = lead.disabled ? "text" : "lead";
  find("note").textContent = "";
  dialog.returnValue = "";
  dialog.showModal();
  field("alt").focus();
}

/** Draw the picture small; browsers cannot read every kind. */
async function draw(file, signal) {
  const canvas = field("shown");
  canvas.hidden = true;
  try {
    const bitmap = await createImageBitmap(file);
    if (signal.aborted) return;
    const scale = Math.min(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, (canvas.height - height) / 2, width, height);
    canvas.hidden = false;
  } catch {}
}

async function store(file, signal) {
  const limit = Number(dialog.dataset.limit);
  if (file.size > limit) {
    refuse(`The picture has more than ${Math.floor(limit / 1024 / 1024)} MB: make it smaller.`);
    return;
  }
  const name = PASTED.test(file.name) ? "" : file.name;
  try {
    const response = await send(
      `upload?${new URLSearchParams({ path, name })}`,
      file,
      TYPE,
      signal,
    );
    const answer = await readAnswer(response);
    if (response.ok) showStored(answer);
    else refuse(inOneLine(answer));
  } catch {
    if (!signal.aborted) refuse("The preview does not answer: the picture was not stored.");
  }
}

/** Say why there is no picture to insert; an empty text means that there may be one. */
function refuse(text) {
  field("refused").textContent = text;
  if (text) field("state").textContent = "Not stored";
}

/** Offer the texts that an agency wrote into the file, where the user wrote none. */
function showStored(picture) {
  stored = picture;
  field("name").textContent = picture.name;
  field("state").textContent = "Stored beside the story";
  for (const name of TEXTS) field(name).value ||= picture[name];
  field("insert").disabled = false;
}

function insert() {
  const [alt, caption, credit] = TEXTS.map((name) => field(name).value.trim());
  const place = field("place").value;
  const picture = {
    src: stored.name,
    alt: field("decorative").checked ? "" : alt,
    caption,
    credit,
  };
  if (place === "lead" && takesLead()) insertLead(picture);
  else insertPicture(picture, place);
}

function handleDrop(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault(); // a browser would leave the page and open the file
  area.classList.remove("is-target");
  if (event.type === "drop" && !area.disabled) take(event.dataTransfer.files);
}

/** Take the pictures of the clipboard, unless they are copied with text. */
function handlePaste(event) {
  const { files, types } = event.clipboardData;
  if (!files.length || types.includes("text/plain")) return;
  event.preventDefault();
  take(files);
}

function submit(event) {
  if (!stored) event.preventDefault();
  else if (!field("decorative").checked && !field("alt").value.trim()) {
    event.preventDefault();
    field("refused").textContent = "Say what the picture shows, or tick “Only decoration”.";
    field("alt").focus();
  }
}

export function setUpPictures() {
  if (!dialog) return;
  for (const type of ["dragover", "drop"]) addEventListener(type, handleDrop);
  area.addEventListener("dragover", () => area.classList.add("is-target"));
  area.addEventListener("dragleave", () => area.classList.remove("is-target"));
  area.addEventListener("paste", handlePaste);
  find("picture-file").addEventListener("change", ({ target }) => {
    take(target.files);
    target.value = "";
  });
  field("form").addEventListener("submit", submit);
  field("cancel").addEventListener("click", () => dialog.close());
  field("decorative").addEventListener("change", ({ target }) => {
    field("alt").disabled = target.checked;
  });
}
