"""Place names in running text of many scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbill.places import gazetteer, place_key
from handbill.values import Span


def heard(text: str, least: float = 0.0) -> list[tuple[str, int]]:
    """Return the mentions of *text* with their first candidate."""
    mentions = gazetteer().mentions(text)
    return [(mention.name, mention.places[0].geonameid) for mention in mentions if mention.weight >= least]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vigil at St Helens' town hall", [("St Helens", 2638785)]),
        ("İzmir'de buluşuyoruz", [("İzmir", 311046)]),
        ("Eskişehir’de bulusma", [("Eskişehir", 315202)]),
        ("New York'ta", [("New York", 5128581)]),
        ("rassemblement d'Avignon", [("Avignon", 3035681)]),
        ("il corteo dell'Aquila e di L'Aquila", [("L'Aquila", 3175121)]),
        ("from Rio de Janeiro's beach to São Paulo", [("Rio de Janeiro", 3451190), ("São Paulo", 3448439)]),
        ("a march to the Hague", [("the Hague", 2747373)]),
        ("in 's-Hertogenbosch", [("s-Hertogenbosch", 2747351)]),
        ("Митинг: Алматы", [("Алматы", 1526384)]),
        ("הפגנה בחיפה", [("חיפה", 294801)]),
        ("ובתל אביב", [("תל אביב", 293397)]),
        ("مسيرة في بيروت وبالقاهرة", [("بيروت", 276781), ("القاهرة", 360630)]),
        ("札幌市の大通公園と名古屋で", [("札幌市", 2128295), ("名古屋", 1856057)]),
        ("서울에서 만나요", [("서울", 1835848)]),
        ("ชุมนุมที่เชียงใหม่ค่ะ", [("เชียงใหม่", 1153671)]),
        ("በአዲስ አበባ", [("አዲስ አበባ", 344979)]),
        ("मुंबई में", [("मुंबई", 1275339)]),
        ("LONDON", [("LONDON", 2643743)]),
        ("rally in london", [("london", 2643743)]),
    ],
)
def test_names_are_found_with_their_suffixes_and_prefixes_left_out(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert heard(text, least=0.3) == expected


@pytest.mark.parametrize(
    "text",
    [
        "we are reading together",  # lower case in a cased line of its own is weak
        "write to paris@example.org or see https://example.org/Berlin",
        "follow @Berlin",
        "パリパリ",  # crisp, not Paris twice
        "a b c",
        "",
    ],
)
def test_what_is_no_place_is_not_heard_loudly(text: str) -> None:
    assert heard(text, least=0.3) == []


def test_a_name_does_not_cross_the_end_of_a_line() -> None:
    assert heard("New\nYork", least=0.3) == [("York", 2633352)]


def test_everyday_words_weigh_little() -> None:
    weights = {mention.name: mention.weight for mention in gazetteer().mentions("Reading and Bristol")}
    assert weights["Reading"] < 0.3 < 0.7 < weights["Bristol"]


def test_a_name_that_the_text_also_uses_as_a_word_weighs_less() -> None:
    alone = next(gazetteer().mentions("Meet in Buffalo")).weight
    beside_the_word = next(gazetteer().mentions("Meet in Buffalo, we saw a buffalo")).weight
    assert beside_the_word < alone / 2


def test_only_the_span_is_read_and_counted_in_the_whole_text() -> None:
    text = "Paris, London, Berlin"
    found = [mention.span for mention in gazetteer().mentions(text, span=Span(7, 13))]
    assert found == [Span(7, 13)]


def test_main_tells_own_names_from_exonyms() -> None:
    found = {
        mention.name: mention.main
        for mention in gazetteer().mentions("Köln, Colonia Agrippina, Londres, 札幌")
    }
    assert (found["Köln"], found["札幌"], found["Londres"]) == (True, True, False)


RUSSIAN = ("е>а", "е>", "у>а", "а>", "и>ь", "ем>ий", "ой>а")
POLISH = ("u>", "owie>ów", "i>", "ie>a", "ym>y", "ej>a", "rze>ra", "u>o")
CZECH = ("ě>o", "ci>ec", "é>á", "ře>ra", "ech>y", "ých>y")


@pytest.mark.parametrize(
    ("text", "endings", "expected"),
    [
        ("Встреча в Москве, потом в Казани", RUSSIAN, [("Москва", 524901), ("Казань", 551487)]),
        ("Поезд идёт до Самары", ("ы>а",), [("Самара", 499099)]),
        ("Ярмарка в Нижнем Новгороде", RUSSIAN, [("Нижний Новгород", 520555)]),
        ("Хода у Києві", ("єві>їв",), [("Київ", 703448)]),
        ("w Krakowie i w Łodzi", POLISH, [("Kraków", 3094802), ("Łódź", 3093133)]),
        ("spotkanie w Nowym Sączu", POLISH, [("Nowy Sącz", 763534)]),
        ("w Zielonej Górze", POLISH, [("Zielona Góra", 3080165)]),
        ("v Hradci Králové", CZECH, [("Hradec Králové", 3074967)]),
        ("v Karlových Varech", CZECH, [("Karlovy Vary", 3073803)]),
        ("Moskovassa ja Tampereella", ("ssa>", "ella>"), [("Moskova", 524901), ("Tampere", 634963)]),
    ],
)
def test_an_ending_is_undone_where_a_place_bears_the_name(
    text: str, endings: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    found = gazetteer().mentions(text, endings=endings)
    assert [(m.name, m.places[0].geonameid) for m in found if m.weight >= 0.2] == expected


def test_of_two_names_that_an_ending_may_hide_the_main_one_is_heard() -> None:
    """What another language calls Niš, "Nišo", would weigh more."""
    found = next(gazetteer().mentions("u Nišu", endings=("u>o", "u>")))
    assert (found.name, found.main) == ("Niš", True)


def test_the_span_of_an_inflected_name_is_the_word_as_written() -> None:
    text = "Встреча в Нижнем Новгороде!"
    assert [m.span for m in gazetteer().mentions(text, endings=RUSSIAN)] == [Span(10, 26)]


def test_an_inflected_name_weighs_a_little_less_than_the_name_itself() -> None:
    inflected = next(gazetteer().mentions("в Москве", endings=RUSSIAN)).weight
    itself = next(gazetteer().mentions("Москва", endings=RUSSIAN)).weight
    assert itself * 0.7 < inflected < itself


@pytest.mark.parametrize(
    ("text", "endings", "name"),
    [
        ("Meet in Paris", ("is>a",), "Paris"),  # Para is a city too
        ("Rio", ("o>", "io>oma"), "Rio"),  # two letters are no stem
        ("в Столе", RUSSIAN, None),  # no place is called so
    ],
)
def test_an_ending_does_not_hide_what_stands_there(
    text: str, endings: tuple[str, ...], name: str | None
) -> None:
    assert next((m.name for m in gazetteer().mentions(text, endings=endings)), None) == name


def test_without_endings_an_inflected_name_is_not_heard() -> None:
    assert heard("в Нижнем Новгороде") == []


SCRAPS = st.lists(
    st.one_of(
        st.sampled_from(
            ["London", "St.", "Helens'", "İzmir'de", "札幌", "서울에서", "ובתל", "אביב", "\n", "l'"]
        ),
        st.text(max_size=8),
    )
).map(" ".join)


@given(SCRAPS)
def test_mentions_are_in_order_inside_the_text_and_known_by_their_words(text: str) -> None:
    end = 0
    for mention in gazetteer().mentions(text):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.name == mention.span.of(text)
        assert gazetteer().postings(place_key(mention.name))
        end = mention.span.end
