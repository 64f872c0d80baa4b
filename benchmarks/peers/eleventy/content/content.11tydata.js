export default {
  layout: "article.njk",
  permalink: (article) => `/${article.section}/${article.slug}/`,
};
