"""Made-up texts for measuring: our own sentences, put together by a random number generator with a seed."""

from dataclasses import dataclass
from random import Random
from typing import Any

from goforum.core.text import PIPELINE_VERSION, render_markdown
from goforum.demo import content

# As a Moroccan forum reads: mostly Arabic and French, some English.
LANGUAGES = ("ar", "ar", "ar", "ar", "fr", "fr", "fr", "fr", "en")
WORDS = 120


@dataclass(frozen=True)
class Text:
    """A post's text as it is stored."""

    language: str
    source: str
    html: str
    version: int


class Stock:
    """Titles, names and texts; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - made-up content, no secret
        self._files: dict[str, Any] = content.read("stock.json")

    def language(self) -> str:
        """A language, as often as it is written."""
        return self.random.choice(LANGUAGES)

    def name(self, number: int) -> str:
        """The name of an example person; the number keeps two apart."""
        language = self.random.choice(("ar", "fr"))
        given = self.random.choice(self._files["given_names"][language])
        return f"{given} {number} ({'مثال' if language == 'ar' else 'exemple'})"

    def title(self, language: str) -> str:
        """The title of a thread."""
        return self._fill(self.random.choice(self._files["titles"][language]), language)

    def texts(self, count: int) -> list[Text]:
        """So many different posts, rendered as a real post is."""
        made = []
        for _ in range(count):
            language = self.language()
            source = self._body(language)
            made.append(Text(language, source, render_markdown(source).html, PIPELINE_VERSION))
        return made

    def _fill(self, sentence: str, language: str) -> str:
        slots = self._files["slots"]
        return sentence.format(
            place=self.random.choice(slots[f"place_{language}"]), about=self.random.choice(slots[f"about_{language}"]),
            month=self.random.choice(slots[f"month_{language}"]), number=self.random.choice(slots["number"]))

    def _body(self, language: str) -> str:
        """About 120 words in paragraphs, at times with a list, a quotation or some stress, as people write."""
        aim = self.random.gauss(WORDS, 35)
        sentences: list[str] = []
        for sentence in self.random.sample(self._files["sentences"][language], k=30):
            sentences.append(self._fill(sentence, language))
            if sum(len(one.split()) for one in sentences) >= aim:
                break
        cut = max(1, len(sentences) // 2)
        parts = [" ".join(sentences[:cut]), " ".join(sentences[cut:])]
        shape = self.random.random()
        if shape < 0.25:
            parts[1] = "\n".join(f"- {one}" for one in sentences[cut:])
        elif shape < 0.35:
            parts.insert(0, f"> {sentences[-1]}")
        elif shape < 0.5:
            parts[0] = f"**{sentences[0]}** " + " ".join(sentences[1:cut])
        return "\n\n".join(part for part in parts if part.strip())
