"""The methods, their rules and their ties in words, for people who have never heard of any of them."""

from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import Electorate, Reasons
from goforum.voting.rules.majorities import Base, Majority

METHOD_NAMES: dict[str, Words] = {
    "position": _l("For or against"),
    "consent": _l("Consent"),
    "plurality": _l("One choice"),
    "approval": _l("All that suit you"),
    "score": _l("Marks"),
    "dots": _l("Dots to share out"),
    "schulze": _l("Ranking, compared in pairs"),
    "irv": _l("Ranking, by elimination"),
    "stv": _l("Several seats, in proportion"),
    "dates": _l("A date"),
}
METHOD_HELP: dict[str, Words] = {
    "position": _l("One question, answered for, against, by abstaining or by a reasoned objection. To adopt a text."),
    "consent": _l("Adopted unless somebody objects and says why. For what the whole group must be able to live with."),
    "plurality": _l("Everyone marks one option; the most marks win. Simple, but similar options hurt each other."),
    "approval": _l("Everyone marks every option they could accept; the most marks win. Finds what suits most people."),
    "score": _l("Everyone gives each option a mark; the highest total wins. Good for setting priorities."),
    "dots": _l("Everyone shares out some dots among the options. Good for a list of topics or actions."),
    "schulze": _l("Everyone ranks the options; each is compared with each other one. The option that beats the others "
                  "wins, and similar options do not hurt each other (Schulze's method)."),
    "irv": _l("Everyone ranks the options; the weakest leave one after the other and their ballots pass on, until one "
              "has more than half."),
    "stv": _l("Everyone ranks the candidates; seats go to all who reach the quota, so that minorities have theirs too "
              "(single transferable vote, as in Scottish councils)."),
    "dates": _l("Everyone says when they can come; the date most people can make is chosen. Times are shown on the "
                "clock of each reader."),
}
METHOD_RULES: dict[str, Words] = {
    "consent": _l("Adopted if at least one person consents and nobody objects; an abstention stands aside."),
    "plurality": _l("The option with the most ballots is chosen; a blank ballot counts for the quorum only."),
    "approval": _l("The options with the most approvals are chosen; a blank ballot counts for the quorum only."),
    "score": _l("The options with the highest totals are chosen; an option without a mark counts as zero, a blank "
                "ballot for the quorum only."),
    "dots": _l("The options with the most dots are chosen; dots not given are given up, a blank ballot counts for the "
               "quorum only."),
    "schulze": _l("Each two options are compared: the one more ballots rank higher wins the pair. An option left out "
                  "is below all ranked ones; equal places are allowed. A chain of wins is as strong as its weakest "
                  "link, and the option with the stronger chains is ahead."),
    "irv": _l("More than half of the ballots still counted wins. Until then the options with the fewest ballots leave, "
              "and those ballots pass to their next choice."),
    "stv": _l("Whoever reaches the quota is elected; what is beyond it passes on in proportion to five decimals. "
              "When nobody reaches it, the one with the fewest votes leaves. (Scottish Local Government Elections "
              "Order 2007)"),
    "dates": _l("The date most people can make is chosen; of equal ones that with more plain yes, then the earlier."),
}
MAJORITY_NAMES: dict[str, Words] = {
    Majority.SIMPLE: _l("More for than against"),
    Majority.ABSOLUTE: _l("More than half"),
    Majority.TWO_THIRDS: _l("At least two thirds"),
}
BASE_NAMES: dict[str, Words] = {
    Base.EXPRESSED: _l("of the votes for and against"),
    Base.CAST: _l("of all ballots, abstentions included"),
    Base.ELECTORATE: _l("of everyone on the list of voters"),
}
HOLDER_NAMES: dict[str, Words] = {
    Electorate.PERSON: _l("Each member has one vote"),
    Electorate.ORGANISATION: _l("Each organisation has one vote, cast by its titular or alternate"),
}
COLLEGE_NAMES: dict[str, Words] = {
    "civil_society": _l("Civil society"),
    "public_bodies": _l("Public bodies"),
}


REASON_NAMES: dict[str, Words] = {
    Reasons.OFF: _l("No reasons"),
    Reasons.OPTIONAL: _l("If one likes"),
    Reasons.OBJECTION: _l("If one likes; required with an objection"),
}
# Why the site itself ended a vote that was planned; the reasons of people stand in their own words.
SITE_REASONS: dict[str, Words] = {
    "site:late": _l("It could not be opened in time: its deadline came first."),
    "site:opener": _l("Whoever planned it may no longer open votes in this group."),
    "site:roll": _l("When it was to open, the group no longer had the voters it asks for."),
}


def rule_words(method: str, majority: str, majority_of: str) -> Words:
    """When the poll carries or chooses, in one sentence."""
    if method in METHOD_RULES:
        return METHOD_RULES[method]
    if majority == Majority.SIMPLE:
        return _l("Accepted if more vote for than against; an objection counts as against, an abstention as neither.")
    return {
        (Majority.ABSOLUTE, Base.EXPRESSED): _l("Accepted if more than half of the votes for and against are for; an "
                                                "objection counts as against."),
        (Majority.ABSOLUTE, Base.CAST): _l("Accepted if more than half of all ballots are for, abstentions included in "
                                           "the count; an objection counts as against."),
        (Majority.ABSOLUTE, Base.ELECTORATE): _l("Accepted if more than half of everyone on the list votes for."),
        (Majority.TWO_THIRDS, Base.EXPRESSED): _l("Accepted if at least two thirds of the votes for and against are "
                                                  "for; an objection counts as against."),
        (Majority.TWO_THIRDS, Base.CAST): _l("Accepted if at least two thirds of all ballots are for, abstentions "
                                             "included in the count; an objection counts as against."),
        (Majority.TWO_THIRDS, Base.ELECTORATE): _l("Accepted if at least two thirds of everyone on the list vote for."),
    }[Majority(majority), Base(majority_of)]


def tie_words(tie: dict[str, Any]) -> Words:
    """What decided between options that the ballots left level."""
    return {
        "earlier-round": _l("The most recent round in which they differed decided."),
        "opposition": _l("The chains with less opposition decided (Schulze's second criterion)."),
        "status-quo": _l("Level with a change, leaving things as they are goes first."),
        "lot": _l("The published lot decided: the order of SHA-256 of its seed and each option's key."),
        "earliest": _l("The earlier date goes first."),
    }[tie["broken_by"]]
