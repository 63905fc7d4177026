"""Which passages the others agree with: LexRank, the continuous variant (Erkan & Radev 2004, "LexRank: Graph-based
Lexical Centrality as Salience in Text Summarization", JAIR 22).

The graph of all pairs is never built. With X the matrix of TF-IDF vectors, similarity is X·Xᵀ, and a step of the power
iteration is two products with X: linear in the length of the text.
"""

from collections import Counter
from collections.abc import Sequence

from bot.core.salience.terms import Vector

JUMP = 0.15  # the paper's damping factor d: the share of a rank that comes from nowhere
STEPS = 20
SETTLED = 1e-3  # the mean change of a rank at which the iteration ends


def lexrank(vectors: Sequence[Vector]) -> list[float]:
    """The rank of each passage relative to the highest, 0 to 1. Passages that share no term with another are lowest."""
    if not vectors:
        return []
    shared = _shared_only(vectors)
    own = [sum(value * value for value in vector.values()) for vector in shared]
    degree = _agreement(shared, own, [1.0] * len(shared))
    ranks = [1.0] * len(shared)
    for _ in range(STEPS):
        flow = [rank / out if out > 0 else 0.0 for rank, out in zip(ranks, degree, strict=True)]
        fresh = [JUMP + (1 - JUMP) * got for got in _agreement(shared, own, flow)]
        moved = sum(abs(new - old) for new, old in zip(fresh, ranks, strict=True)) / len(ranks)
        ranks = fresh
        if moved < SETTLED:
            break
    top = max(ranks)
    return [rank / top for rank in ranks]


def _shared_only(vectors: Sequence[Vector]) -> list[Vector]:
    """The vectors without the terms that only one of them has: on those nothing agrees."""
    seen = Counter(term for vector in vectors for term in vector)
    return [{term: value for term, value in vector.items() if seen[term] > 1} for vector in vectors]


def _agreement(vectors: Sequence[Vector], own: Sequence[float], weights: Sequence[float]) -> list[float]:
    """For each vector the sum of its products with all others, each times the other's weight; `own` are the squares."""
    total: dict[str, float] = {}
    for vector, weight in zip(vectors, weights, strict=True):
        for term, value in vector.items():
            total[term] = total.get(term, 0.0) + value * weight
    return [
        max(0.0, sum(value * total[term] for term, value in vector.items()) - square * weight)
        for vector, square, weight in zip(vectors, own, weights, strict=True)
    ]
