"""What a title is made of: its genres and its decade."""

import numpy as np
from scipy import sparse

from worker.recommendations.history import Catalogue


def feature_matrix(catalogue: Catalogue) -> sparse.csr_matrix:
    """
    Titles by features, rows of length 1 (or 0 where nothing is known).

    A feature that few titles have weighs more (inverse document frequency).
    """
    numbers: dict[str, int] = {}
    rows, columns = [], []
    for row, title in enumerate(catalogue.titles):
        names = {f"genre:{genre}" for genre in title.genres}
        if title.year is not None:
            names.add(f"decade:{title.year // 10}")
        for name in sorted(names):
            rows.append(row)
            columns.append(numbers.setdefault(name, len(numbers)))
    shape = (len(catalogue.titles), len(numbers))
    ones = np.ones(len(rows), np.float32)
    matrix = sparse.csr_matrix((ones, (rows, columns)), shape)
    frequency = np.asarray(matrix.sum(axis=0)).ravel()
    matrix = matrix @ sparse.diags_array(np.log1p(shape[0] / np.maximum(frequency, 1)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.diags_array(1 / np.maximum(length, 1e-9))
    return sparse.csr_matrix(scale @ matrix, dtype=np.float32)
