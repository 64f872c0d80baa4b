"""The crawlers of companies that make language models, by what they do with what they read.

Names are product tokens for robots.txt (RFC 9309, section 2.2.1). They were taken on 2026-11-28
from https://github.com/ai-robots-txt/ai.robots.txt, a list that its readers keep, with the pages of
the operators that it names. A crawler obeys a robots.txt because it wants to; the firewall of a CDN
refuses those that do not.
"""

from collections.abc import Mapping
from typing import Final, Literal

Purpose = Literal["training", "search", "user"]

AI_CRAWLERS: Final[Mapping[Purpose, Mapping[str, str]]] = {
    "training": {
        "GPTBot": "OpenAI, https://platform.openai.com/docs/bots",
        "ClaudeBot": "Anthropic, https://support.anthropic.com/en/articles/8896518",
        "Google-Extended": (
            "Google, https://developers.google.com/search/docs/crawling-indexing/"
            "overview-google-crawlers"
        ),
        "Applebot-Extended": "Apple, https://support.apple.com/en-us/119829",
        "CCBot": "Common Crawl, https://commoncrawl.org/ccbot",
        "meta-externalagent": (
            "Meta, https://developers.facebook.com/docs/sharing/webmasters/web-crawlers/"
        ),
        "Amazonbot": "Amazon",
        "Bytespider": "ByteDance",
        "cohere-training-data-crawler": "Cohere",
        "DeepSeekBot": "DeepSeek",
        "Diffbot": "Diffbot, https://www.diffbot.com/",
    },
    "search": {
        "OAI-SearchBot": "OpenAI, https://platform.openai.com/docs/bots",
        "Claude-SearchBot": "Anthropic, https://support.anthropic.com/en/articles/8896518",
        "PerplexityBot": "Perplexity, https://docs.perplexity.ai/guides/bots",
        "meta-webindexer": (
            "Meta, https://developers.facebook.com/docs/sharing/webmasters/web-crawlers/"
        ),
        "Amzn-SearchBot": "Amazon",
        "DuckAssistBot": (
            "DuckDuckGo, https://duckduckgo.com/duckduckgo-help-pages/results/duckassistbot/"
        ),
    },
    "user": {
        "ChatGPT-User": "OpenAI, https://platform.openai.com/docs/bots",
        "Claude-User": "Anthropic, https://support.anthropic.com/en/articles/8896518",
        "Perplexity-User": "Perplexity, https://docs.perplexity.ai/guides/bots",
        "meta-externalfetcher": (
            "Meta, https://developers.facebook.com/docs/sharing/webmasters/web-crawlers/"
        ),
        "Amzn-User": "Amazon",
        "MistralAI-User": "Mistral",
    },
}
"""By purpose - texts for training, an index that answers link to, a page that a user asked for -
the name of each crawler, and who runs and describes it.

Search engines whose only crawler also serves ordinary search - Googlebot, Bingbot, Applebot - are
not here: a site that refuses one leaves the search engine.
"""
