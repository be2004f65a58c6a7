"""What a language model may add: values whose words stand in the text, where the rules found none.

A model is asked for words, never for values. Its words are looked for in the announcement; what they say
is read by our own rules. So it can point at what the rules missed, and cannot invent.
"""

from collections.abc import Sequence
from dataclasses import replace

from handbill.errors import BadAnswer, BudgetSpent, ModelUnavailable
from handbill.languages import LanguageWords
from handbill.reading.checking import Check
from handbill.reading.localities import Localities
from handbill.reading.merging import is_same_telling
from handbill.reading.proposals import Proposal, Proposer
from handbill.reading.vocabulary import Vocabulary
from handbill.values import Announcement, Draft, Problem, Reading

_MOST = 50
"""Proposals of one answer that are looked at."""
_MOST_REFUSED = 20


def with_proposals(
    reading: Reading,
    proposer: Proposer,
    announcement: Announcement,
    words: LanguageWords,
    vocabulary: Vocabulary,
    localities: Localities,
) -> Reading:
    """Return *reading* with what *proposer* adds to it and the text bears out.

    What rules found stays as it is. A proposal fills empty fields of a draft, or is a new one where it has
    a day and a name. What the text does not bear out is kept as the problem "model.unsupported". Nobody is
    asked about an announcement that states its events as data.
    """
    check = Check(announcement, reading.language, words, vocabulary, localities)
    text = "\n".join(run.of(announcement.text) for run in check.runs)
    if announcement.stated or not text.strip():
        return reading
    try:
        given = proposer.propose(
            text,
            language=reading.language,
            received=announcement.received,
            home=announcement.home,
            drafts=reading.drafts,
        )
    except BudgetSpent as error:
        return _with_problem(reading, Problem("model.budget_spent", detail=error.reason))
    except ModelUnavailable as error:
        return _with_problem(reading, Problem("model.unavailable", detail=error.reason))
    except BadAnswer as error:
        return _with_problem(reading, Problem("model.bad_answer", detail=error.reason))
    drafts = list(reading.drafts)
    for proposal in given[:_MOST]:
        _take(proposal, drafts, check, found_by_rules=len(reading.drafts))
    refused = tuple(Problem("model.unsupported", detail=why) for why in check.refused[:_MOST_REFUSED])
    return replace(
        reading, drafts=_in_order(drafts, len(reading.drafts)), problems=(*reading.problems, *refused)
    )


def _with_problem(reading: Reading, problem: Problem) -> Reading:
    return replace(reading, problems=(*reading.problems, problem))


def _take(proposal: Proposal, drafts: list[Draft], check: "Check", *, found_by_rules: int) -> None:
    """Fill a draft of *drafts* from *proposal*, or add one; what is refused is noted by *check*."""
    number = proposal.draft
    if number is not None and not 0 <= number < found_by_rules:
        check.refuse("draft", "there is no such draft")
        return
    if number is None:
        begun = check.begun(proposal)
        if begun is None:
            return
        number = next((n for n, draft in enumerate(drafts) if _tells_of(draft, begun)), None)
        if number is None:
            number = len(drafts)
            drafts.append(begun)
    drafts[number] = check.filled(drafts[number], proposal)


def _tells_of(draft: Draft, new: Draft) -> bool:
    """Whether *new* is one more telling of *draft*: alike, or at the same hour by the same words."""
    if draft.dtstart is None or new.dtstart is None:
        return False
    same = draft.dtstart.value == new.dtstart.value
    ours, theirs = draft.dtstart.span, new.dtstart.span
    return is_same_telling(draft, new) or bool(same and ours and theirs and ours.overlaps(theirs))


def _in_order(drafts: Sequence[Draft], found_by_rules: int) -> tuple[Draft, ...]:
    """Return *drafts*, the new ones among the others by where their start stands in the text."""
    ordered = list(drafts[:found_by_rules])
    for new in drafts[found_by_rules:]:
        later = (n for n, draft in enumerate(ordered) if _place_of(draft) > _place_of(new))
        ordered.insert(next(later, len(ordered)), new)
    return tuple(ordered)


def _place_of(draft: Draft) -> int:
    return draft.dtstart.span.start if draft.dtstart and draft.dtstart.span else 0
