"""The network reads sentences together, and each as if it stood alone."""

import numpy as np
import pytest

from geo.reading import network, tagger
from geo.reading.lexicon import read_lexicon
from geo.reading.segmentation import segment

LEXICON = read_lexicon()
NET = network.open_network(LEXICON.network)
TEXTS = [
    "推进鹭洲公园二期、青石路小学建设。",
    "轨道交通12号线东延伸开工,E1、K11等5宗地块成功出让",
    "",
    "垚",
    "稳中求进。" * 300,
    "🚀 no Chinese at all\x00",
]


def described(text):
    found = tagger.describe(text, segment(text, LEXICON), LEXICON)
    return found.text, found.hints


def alone(text, hints):
    """One sentence, step by step, as the equations are written (Cho et al. 2014)."""
    known = [NET.character_vectors[NET.characters.get(c, 0)] for c in text]
    kinds = zip(NET.hints, NET.hint_vectors, hints, strict=True)
    hinted = [[vectors[rows.get(hint, 0)] for hint in own] for rows, vectors, own in kinds]
    x = np.concatenate([known, *hinted], 1)
    for layer in NET.layers:
        size = layer.candidate.shape[1]
        both = []
        for way in range(2):
            state, states = np.zeros(size), []
            for row in x[::-1] if way else x:
                fed = row @ layer.inputs[way] + layer.bias[way]
                gates = 1 / (1 + np.exp(-(fed[: 2 * size] + state @ layer.gates[way])))
                update, reset = gates[:size], gates[size:]
                new = np.tanh(fed[2 * size :] + (reset * state) @ layer.candidate[way])
                state = (1 - update) * state + update * new
                states.append(state)
            both.append(states[::-1] if way else states)
        x = np.concatenate(both, 1)
    logits = x @ NET.outputs + NET.output_bias
    powers = np.exp(logits[:, :-1])
    ends = 1 / (1 + np.exp(-logits[:, -1:]))
    return np.hstack([powers / powers.sum(1, keepdims=True), ends])


def test_sentences_read_together_are_read_as_the_equations_say():
    sentences = [described(text) for text in TEXTS]
    found = network.read(sentences, NET)
    assert [chances.shape for chances in found] == [(len(text), 5) for text in TEXTS]
    for (text, hints), chances in zip(sentences, found, strict=True):
        if text:
            assert chances == pytest.approx(alone(text, hints), abs=1e-4)


def test_nothing_to_read_is_no_error():
    assert network.read([], NET) == []
    assert network.read([described("")], NET)[0].shape == (0, 5)


def test_a_name_is_likelier_in_a_name_than_between_names():
    text, hints = described("推进鹭洲公园二期、青石路小学建设。")
    outside = network.read([(text, hints)], NET)[0][:, 3]
    assert outside[text.index("鹭洲") : text.index("、")].max() < 0.5
    assert outside[text.index("推进")] > 0.5
    assert outside[text.index("。")] > 0.5
