/* Optional: tells how long ago a story appeared, and lists the latest stories on older pages. */

const HOUR = 3_600_000;
const STEPS = [
  ["hour", HOUR],
  ["minute", 60_000],
];

/** Replace the times of the last 24 hours by how long ago they are; the title keeps the time. */
function tellAges() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const age = Date.now() - Date.parse(time.dateTime);
    if (age < 0 || age >= 24 * HOUR) continue;
    const lang = time.closest("[lang]").lang;
    const numberingSystem = time.dataset.age || undefined;
    const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto", numberingSystem });
    const [unit, size] = STEPS.find(([, each]) => age >= each) ?? STEPS[1];
    time.title ||= time.textContent;
    time.textContent = words.format(-Math.floor(age / size), unit);
  }
}

/** Fill the list of the latest stories, which pages do not contain, so that they never change. */
async function listLatest(place) {
  const response = await fetch(place.dataset.latest);
  if (!response.ok) return;
  const { stories } = await response.json();
  const here = location.pathname;
  const items = stories.filter(({ url }) => url !== here).slice(0, 6);
  place.querySelector("ol").append(
    ...items.map(({ url, title, date, day, digits, lang, dir }) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
      const time = Object.assign(document.createElement("time"), {
        dateTime: date,
        textContent: day,
      });
      time.dataset.age = digits;
      Object.assign(item, { lang, dir });
      item.append(link, " ", time);
      return item;
    }),
  );
  place.hidden = !items.length;
  tellAges();
}

tellAges();
setInterval(tellAges, 60_000);
const latest = document.querySelector("[data-latest]");
if (latest) listLatest(latest).catch(() => {});
