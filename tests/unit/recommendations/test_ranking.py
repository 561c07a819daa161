"""The ranking core on made-up people whose taste is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.recommendations.models import MAX_REASONS
from tests.tastes import Tastes, ndcg, popular_titles
from worker.recommendations.interaction_history import Catalogue, History, Interaction, Title
from worker.recommendations.ranking import Ranking, recommend
from worker.recommendations.reasons import MAX_KNOWN, NONE, Reasons
from worker.recommendations.similarity import shared_taste


def best(viewings, catalogue, n=5):
    return dict(recommend(History.of(viewings, catalogue), catalogue, n))


def watched(person, *titles):
    return [Interaction(person, title, 1.0, moment) for moment, title in enumerate(titles)]


LETTERS = Catalogue([Title(letter) for letter in "abcdefgh"])


def test_titles_that_people_of_the_same_taste_watched_come_first():
    viewings = []
    for number in range(20):
        viewings += watched(f"left{number}", "a", "b", "c")
        viewings += watched(f"right{number}", "f", "g", "h")
    viewings += watched("left", "a", "b") + watched("right", "g", "h")

    found = best(viewings, LETTERS, n=1)

    assert (found["left"], found["right"]) == (["c"], ["f"])


def test_nothing_a_person_watched_is_recommended_however_often():
    viewings = watched("one", "a", "a", "b", "a") + watched("other", "a", "b", "c")

    found = best(viewings, LETTERS)

    assert set(found["one"]) & {"a", "b"} == set()
    assert found["one"][0] == "c"


def test_what_was_watched_last_counts_most():
    viewings = []
    for number in range(30):
        viewings += watched(f"left{number}", "a", "b", "c")
        viewings += watched(f"right{number}", "f", "g", "h")
    viewings += watched("was left", "a", "f") + watched("was right", "h", "b")

    found = best(viewings, LETTERS, n=1)

    assert found["was left"][0] in {"g", "h"}
    assert found["was right"][0] in {"a", "c"}


def test_a_title_that_was_not_liked_counts_less():
    viewings = []
    for number in range(30):
        viewings += watched(f"left{number}", "a", "b")
        viewings += watched(f"right{number}", "g", "h")
    undecided = [Interaction("undecided", "a", 1.0, 1), Interaction("undecided", "g", 0.2, 2)]

    assert best([*viewings, *undecided], LETTERS, n=1)["undecided"] == ["b"]


def test_what_is_like_a_refused_title_comes_last():
    viewings = []
    for number in range(30):
        viewings += watched(f"left{number}", "a", "b")
        viewings += watched(f"right{number}", "g", "h")
    viewings += [Interaction("one", "a", -0.5, 1), Interaction("one", "g", 1.0, 2)]

    found = best(viewings, LETTERS, n=6)["one"]

    assert (found[0], found[-1]) == ("h", "b")


def test_a_title_that_a_provider_names_beside_a_watched_one_comes_first():
    catalogue = Catalogue([Title("a", similar=["d", "c"]), Title("b"), Title("c"), Title("d")])

    assert best(watched("one", "a"), catalogue)["one"] == ["d", "c", "b"]


def test_people_without_a_history_get_what_others_think_well_of():
    catalogue = Catalogue([Title("a", appeal=0.1), Title("b", appeal=0.9), Title("c", appeal=0.5)])

    assert best(watched("new", "unknown"), catalogue)["new"] == ["b", "c", "a"]


def test_a_score_is_explained_by_what_the_person_knows():
    catalogue = Catalogue(
        [
            Title("noir", {"genre:noir": 1.0}),
            Title("western", {"genre:western": 1.0}),
            Title("other noir", {"genre:noir": 1.0}),
            Title("named", similar=()),
            Title("game", similar=["named"]),
        ]
    )
    history = History.of(watched("one", "western", "noir", "game"), catalogue)

    ranking = Ranking(history, catalogue)
    scored = ranking.scored(slice(0, 1))
    titles = np.array([[2, 3, NONE]], np.int32)
    scores = np.append(scored.scores, [[-np.inf]], axis=1)[:, [2, 3, -1]]
    reasons = Reasons(ranking).strongest(scored, titles, scores)

    strongest = [catalogue.ids[of_title[0]] for of_title in reasons[0, :2]]
    assert (strongest, reasons[0, 2].tolist()) == (["noir", "game"], [NONE, NONE])


def test_a_title_that_is_like_many_is_explained_by_the_one_that_counts_most():
    known = [f"noir {number}" for number in range(20)]
    titles = [Title(each, {"genre:noir": 1.0}) for each in [*known, "new noir"]]
    catalogue = Catalogue([*titles, Title("western", {"genre:western": 1.0}, appeal=1.0)])
    ranking = Ranking(History.of(watched("one", *known), catalogue), catalogue)
    scored = ranking.scored(slice(0, 1))
    titles = np.array([[20, 21]], np.int32)

    reasons = Reasons(ranking).strongest(scored, titles, scored.scores[:, [20, 21]])

    assert reasons[0, 0].tolist() == [19, *[NONE] * (MAX_REASONS - 1)]  # the newest
    assert reasons[0, 1].tolist() == [NONE] * MAX_REASONS


def test_parts_add_up_to_the_score_and_what_is_known_adds_up_to_the_parts():
    tastes = Tastes(people=60, titles=40, seed=2, mean_viewings=8)
    history = History.of(tastes.viewings, tastes.catalogue)
    ranking = Ranking(history, tastes.catalogue)
    people = slice(10, 20)
    scored = ranking.scored(people)
    titles = np.tile(np.arange(40, dtype=np.int32), (10, 1))

    reasons = Reasons(ranking)
    known, old, new = reasons.known(scored)
    added = reasons.added(scored, titles, known, old, new)

    new_ones = np.isfinite(scored.scores)
    assert np.allclose(sum(scored.parts.values())[new_ones], scored.scores[new_ones], atol=1e-5)
    few = np.diff(ranking.weighted(people)[0].indptr) <= MAX_KNOWN  # else some are left out
    assert few.any()
    without_appeal = sum(part for name, part in scored.parts.items() if name != "appeal")
    total = np.where(np.isfinite(added), added, 0).sum(axis=1)
    assert np.allclose(total[few], without_appeal[few], atol=1e-4)


def test_one_person_alone_gets_titles_of_the_same_genres():
    catalogue = Catalogue(
        [
            Title("seen", {"genre:noir": 1.0, "decade:195": 1.0}),
            Title("far", {"genre:western": 1.0, "decade:201": 1.0}),
            Title("near", {"genre:noir": 1.0, "decade:195": 1.0}),
            Title("half", {"genre:noir": 1.0, "genre:western": 1.0}),
        ]
    )

    assert best(watched("alone", "seen"), catalogue)["alone"] == ["near", "half", "far"]


def test_a_person_without_known_titles_gets_the_popular_ones():
    viewings = watched("one", "b", "c") + watched("two", "b") + watched("new", "unknown")

    assert best(viewings, LETTERS, n=2)["new"] == ["b", "c"]


@pytest.mark.parametrize("catalogue", [Catalogue([]), LETTERS])
def test_nobody_and_nothing_are_no_error(catalogue):
    assert best([], catalogue) == {}
    found = best(watched("one", "a"), catalogue, n=20)
    assert len(found["one"]) == max(0, len(catalogue.titles) - 1)


def test_the_autoencoder_is_the_closed_form_of_its_paper():
    """Against the plain formula in double precision: B = I - P / diag(P)."""
    tastes = Tastes(people=60, titles=25, seed=3)
    history = History.of(tastes.viewings, tastes.catalogue)
    matrix = history.matrix(np.ones(len(history.title), np.float32))
    dense = matrix.toarray().astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + 200.0 * np.eye(25))
    expected = np.eye(25) - inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)

    assert np.allclose(shared_taste(matrix), expected, atol=1e-4)


def test_held_out_viewings_are_found_far_better_than_by_popularity():
    tastes = Tastes(people=400, titles=300, seed=1)
    known, held_out = tastes.leave_last_out(5)
    found = best(known, tastes.catalogue, n=10)

    ours = ndcg(found, held_out)
    popularity = ndcg(popular_titles(known, 10), held_out)

    assert ours > 1.5 * popularity > 0


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("pqr"),
            st.sampled_from("abcdefghxy"),
            st.floats(-1, 2),
            st.integers(0, 9),
        ),
        max_size=30,
    )
)
def test_any_history_is_answered_alike_each_time(rows):
    viewings = [Interaction(*row) for row in rows]

    found = best(viewings, LETTERS)

    assert found == best(viewings, LETTERS)
    assert set(found) == {person for person, *_ in rows}
    for person, titles in found.items():
        mine = {title for other, title, *_ in rows if other == person}
        assert not mine & set(titles)
        assert len(titles) == len(set(titles)) == min(5, 8 - len(mine & set("abcdefgh")))
