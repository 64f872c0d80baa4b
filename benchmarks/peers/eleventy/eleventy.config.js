// The benchmark archive as a site of Eleventy: the same pages, lists, feeds and maps as newsgen's.

const PAGE_SIZE = 20;
const FEED_SIZE = 30;
const ORIGIN = "https://news.example";
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

const newestFirst = (one, other) => other.date - one.date;
const capitalise = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Articles by each value of a field, as [value, articles] in the order of the values. */
function groupBy(articles, valuesOf) {
  const groups = new Map();
  for (const article of articles) {
    for (const value of valuesOf(article)) {
      if (!groups.has(value)) groups.set(value, []);
      groups.get(value).push(article);
    }
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The pages of a list, each with its own address and those of its neighbours. */
function pagesOf(title, url, articles, feed) {
  const count = Math.max(1, Math.ceil(articles.length / PAGE_SIZE));
  const address = (number) => (number === 1 ? url : `${url}page/${number}/`);
  return Array.from({ length: count }, (_, index) => ({
    title,
    feed,
    url: address(index + 1),
    newer: index > 0 ? address(index) : "",
    older: index + 1 < count ? address(index + 2) : "",
    articles: articles.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE),
  }));
}

function link(older, newer) {
  older.data.newer = { title: newer.data.title, url: newer.url };
  newer.data.older = { title: older.data.title, url: older.url };
}

export default function (config) {
  config.setUseGitIgnore(false);
  config.addPassthroughCopy({ static: "/" });
  config.addGlobalData("site", { title: "The Benchmark Gazette", origin: ORIGIN });
  config.amendLibrary("md", (markdown) => markdown.set({ html: false, typographer: true }));

  const slugify = config.getFilter("slugify");
  const sections = (articles) => groupBy(articles, (article) => [article.data.section]);
  const tags = (articles) => groupBy(articles, (article) => article.data.tags);
  const authors = (articles) => groupBy(articles, (article) => article.data.authors);
  const all = (api) => api.getFilteredByGlob("content/*/*.md").sort(newestFirst);

  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("capitalise", capitalise);
  config.addFilter("minutes", (html) => Math.max(1, Math.round(html.split(/\s+/).length / 213)));
  config.addFilter("day", (date) => DAY.format(date));
  config.addFilter("structured", (page) =>
    JSON.stringify({
      "@context": "https://schema.org",
      "@type": "NewsArticle",
      headline: page.title,
      description: page.summary,
      datePublished: page.date.toISOString(),
      author: page.authors.map((name) => ({ "@type": "Person", name })),
      articleSection: capitalise(page.section),
      mainEntityOfPage: ORIGIN + page.url,
    }).replaceAll("<", "\\u003c"),
  );

  config.addCollection("stories", all);
  config.addCollection("sections", (api) =>
    sections(all(api)).map(([slug, articles]) => {
      for (let index = 1; index < articles.length; index++) {
        link(articles[index], articles[index - 1]);
      }
      return { title: capitalise(slug), url: `/${slug}/`, articles: articles.slice(0, 4) };
    }),
  );
  config.addCollection("lists", (api) => {
    const articles = all(api);
    return [
      ...sections(articles).flatMap(([slug, found]) =>
        pagesOf(capitalise(slug), `/${slug}/`, found, `/${slug}/feed.xml`),
      ),
      ...tags(articles).flatMap(([tag, found]) => pagesOf(tag, `/tags/${slugify(tag)}/`, found)),
      ...authors(articles).flatMap(([name, found]) =>
        pagesOf(name, `/authors/${slugify(name)}/`, found),
      ),
    ];
  });
  config.addCollection("indexes", (api) => {
    const articles = all(api);
    const entries = (kind, groups) =>
      groups.map(([title]) => ({ title, url: `/${kind}/${slugify(title)}/` }));
    return [
      { title: "Tags", url: "/tags/", entries: entries("tags", tags(articles)) },
      { title: "Authors", url: "/authors/", entries: entries("authors", authors(articles)) },
    ];
  });
  config.addCollection("feeds", (api) => {
    const articles = all(api);
    const feed = (title, url, found) => ({ title, url, articles: found.slice(0, FEED_SIZE) });
    return [
      feed("The Benchmark Gazette", "/", articles),
      ...sections(articles).map(([slug, found]) => feed(capitalise(slug), `/${slug}/`, found)),
    ];
  });

  return {
    dir: { input: ".", includes: "_includes" },
    templateFormats: ["md", "njk"],
    markdownTemplateEngine: false, // the bodies are Markdown and nothing else
  };
}
