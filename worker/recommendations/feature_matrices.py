"""What titles are made of, and which ones a provider names beside another."""

import numpy as np
from scipy import sparse

from worker.recommendations.interaction_history import Catalogue


def feature_matrix(catalogue: Catalogue) -> sparse.csr_matrix:
    """
    Titles by features, rows of length 1 (or 0 where nothing is known).

    A feature that few titles have weighs more (inverse document frequency).
    """
    numbers: dict[str, int] = {}
    rows, columns, weights = [], [], []
    for row, title in enumerate(catalogue.titles):
        for name, weight in title.features.items():
            rows.append(row)
            columns.append(numbers.setdefault(name, len(numbers)))
            weights.append(weight)
    shape = (len(catalogue.titles), len(numbers))
    matrix = sparse.csr_matrix((np.asarray(weights, np.float32), (rows, columns)), shape)
    frequency = np.bincount(matrix.indices, minlength=shape[1])
    matrix = matrix @ sparse.diags_array(np.log1p(shape[0] / np.maximum(frequency, 1)))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.diags_array(1 / np.maximum(length, 1e-9))
    return sparse.csr_matrix(scale @ matrix, dtype=np.float32)


def similarity_matrix(catalogue: Catalogue) -> sparse.csr_matrix:
    """Titles by titles: 1 for the one named first, less for each after it."""
    index = {title_id: position for position, title_id in enumerate(catalogue.ids)}
    rows, columns, weights = [], [], []
    for row, title in enumerate(catalogue.titles):
        for position, other in enumerate(title.similar):
            if other in index:
                rows.append(row)
                columns.append(index[other])
                weights.append(1 / (1 + position / 10))
    shape = (len(index), len(index))
    return sparse.csr_matrix((np.asarray(weights, np.float32), (rows, columns)), shape)
