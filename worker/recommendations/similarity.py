"""
What people's histories say of how titles belong together.

Two matrices of titles by titles; a person's scores are a row of weights times a matrix.

- `shared_taste`: which titles the same people watch. A linear autoencoder in closed form (Steck,
  "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): of all weights without a
  diagonal, those that best restore the history of all people from itself.
- `watched_together`: which titles people watch soon before or after one another, as a series of
  films or the favourites of a season.
"""

from itertools import pairwise

import numpy as np
from scipy import linalg, sparse

from worker.recommendations.interaction_history import Floats, History, Ints

#: Titles that `shared_taste` knows: the most watched ones. Memory grows by its square.
MAX_TITLES = 6000
#: Keeps titles that few people watched from being learnt by heart.
REGULARIZATION = 200.0
#: Rows and columns of a matrix that are mirrored at once: they fit into the processor's cache.
MIRRORED = 256
#: Viewings apart at which two titles still count as watched together, and how quickly that fades.
TOGETHER_WITHIN = 15
TOGETHER_FADES = 7.0
#: A title watched beside others this often says as much as it does not.
TOGETHER_SHRINK = 20.0
#: By how much titles that all people watch beside everything else count less.
POPULARITY_EXPONENT = 0.2
#: Interactions of one person that are looked at (the newest ones), and titles kept for each title.
TOGETHER_NEWEST, TOGETHER_TITLES = 500, 200


def most_watched(history: History) -> Ints:
    """Indexes of at most `MAX_TITLES` titles that anyone watched, ascending."""
    counts = np.bincount(history.title, minlength=history.title_count)
    order = np.argsort(-counts, kind="stable")[:MAX_TITLES]
    return np.sort(order[counts[order] > 0]).astype(np.int32)


def shared_taste(watched: sparse.csr_matrix) -> Floats:
    """Weights of titles by titles from people by titles of 0 and 1."""
    if not watched.nnz:
        return np.zeros((watched.shape[1], watched.shape[1]), np.float32)
    gram = (watched.T @ watched).astype(np.float32).toarray(order="F")
    gram[np.diag_indices_from(gram)] += REGULARIZATION
    # The inverse by Cholesky in the place of the matrix; only its upper half is written.
    factor, failed = linalg.lapack.spotrf(gram, overwrite_a=True)
    inverse, failed_too = linalg.lapack.spotri(factor, overwrite_c=True)
    if failed or failed_too:  # a sum of squares with a positive diagonal always has one
        raise ArithmeticError("the matrix of viewings has no inverse")
    mirror_upper(inverse)
    weights = inverse.T  # the same, with rows in one piece
    weights /= -weights.diagonal()
    np.fill_diagonal(weights, 0)
    return np.asarray(weights, np.float32)


def mirror_upper(matrix: Floats) -> None:
    """Make the lower half of a square matrix that of its upper one, in its place."""
    for begin in range(0, len(matrix), MIRRORED):
        end = begin + MIRRORED
        block = matrix[begin:end, begin:end]
        block[:] = np.triu(block) + np.triu(block, 1).T
        matrix[end:, begin:end] = matrix[begin:end, end:].T


def watched_together(history: History) -> sparse.csr_matrix:
    """Weights of titles by titles, of each title the `TOGETHER_TITLES` highest."""
    size = history.title_count
    recent = history.age < TOGETHER_NEWEST
    person, title = history.person[recent], history.title[recent]
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for apart in range(1, TOGETHER_WITHIN + 1):
        same = person[apart:] == person[:-apart]
        earlier, later = title[:-apart][same], title[apart:][same]
        weight = np.full(len(earlier), np.exp(-(apart - 1) / TOGETHER_FADES), np.float32)
        counts += sparse.csr_matrix((weight, (earlier, later)), (size, size))
    counts += counts.T
    total = np.asarray(counts.sum(axis=1)).ravel() + TOGETHER_SHRINK
    popularity = np.bincount(history.title, minlength=size) + 5.0
    counts = sparse.csr_matrix(counts)
    counts.data /= np.repeat(total.astype(np.float32), np.diff(counts.indptr))
    counts.data *= (popularity**-POPULARITY_EXPONENT).astype(np.float32)[counts.indices]
    return highest_of_rows(counts, TOGETHER_TITLES)


def highest_of_rows(matrix: sparse.csr_matrix, n: int) -> sparse.csr_matrix:
    """The matrix with at most `n` entries in a row."""
    for begin, end in pairwise(matrix.indptr):
        row = matrix.data[begin:end]
        if len(row) > n:
            row[np.argpartition(row, -n)[:-n]] = 0
    matrix.eliminate_zeros()
    return matrix
