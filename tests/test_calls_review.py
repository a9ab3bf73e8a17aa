"""The month's end and the loss review: the numbers, the votes, what is decided, and what becomes of withdrawn words."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.pages import page
from bot.templating import Render
from models import calls, choices, customers, outbox
from models.calls import closing, review
from models.calls.heard import Conversation
from models.calls.shared import Holder
from models.errors import Refusal
from tests.lost import calling, event, lose
from tests.test_calls_logging import DUE, letters

NOVEMBER, LATER = date(2026, 11, 5), datetime(2026, 11, 20, 10, tzinfo=UTC)
ENDED = datetime(2026, 12, 1, 9, tzinfo=UTC)
PACKED = datetime(2026, 12, 7, 8, tzinfo=UTC)  # three days before the tenth
YES = calls.Agreed(record=True, play=True, share=True)
WORDS = "The price went up <twice> & nobody told us."


@pytest.fixture
def month(session, workspace, people):
    """Chloé, Ana and Dana were dealt five names each. Chloé spoke with two and missed one; Ana rang one; Dana none."""
    lost = lose(session, workspace, date(2026, 10, 10), 30, reason="switched", owner=people.ben.slack_id)
    lose(session, workspace, NOVEMBER, 4, reason="price_value", value=120000)
    lose(session, workspace, NOVEMBER, 2, reason="unknown")
    calling(session, workspace, people.chloe, people.ana, people.dana, lead=people.dana)
    calls.deal(session, workspace, at=DUE)
    mine = names(session, workspace, people.chloe)
    promise = calls.Promised(what="Send the last invoice again", owner=people.ben.slack_id, due=date(2026, 11, 24))
    log(session, workspace, people.chloe, mine[0], words=WORDS, stage="pay", heard="price_value", consent=YES,
        promise=promise)  # fmt: skip
    log(session, workspace, people.chloe, mine[1], words="Keep this to yourselves.", heard="switched")
    log(session, workspace, people.chloe, mine[2], outcome="no answer")
    log(session, workspace, people.ana, names(session, workspace, people.ana)[0], outcome="left message")
    return lost


def names(session, here, who):
    return calls.names_of(session, here, calls.mine(session, here, who.slack_id, at=DUE))


def log(session, here, who, name, outcome="reached", **more):
    told = calls.Told(outcome=outcome, on=date(2026, 11, 6), **more)
    return calls.log(session, here, name.id, told, by=who, at=LATER)


def choose(session, here, **values):
    values = {"leaders": "G0LEADERS0", **values}
    for name, value in values.items():
        choices._keep(session, here, "calls", name, value, by="operator", at=DUE)
    session.flush()


def one(session, template):
    [letter] = letters(session, template)
    return letter


def tell(session, here, at=PACKED, **chosen):
    choose(session, here, **chosen)
    review.tell(session, here, at=at)
    return letters(session, "calls.pack")[-1]


def said(letter):
    blocks = Render()(letter.template, letter.args)
    return str(blocks["blocks"]), blocks["text"]


def test_the_month_ends_in_whole_numbers_and_shames_nobody(session, workspace, people, month):
    choose(session, workspace)
    closing.close_month(session, workspace, at=ENDED)
    posted = one(session, "calls.month_end")
    facts = {name: posted.args[name] for name in ("called", "spoken", "leaders", "changed", "both", "promised", "kept")}
    assert facts == {"called": 4, "spoken": 2, "leaders": 3, "changed": 1, "both": 2, "promised": 1, "kept": 0}
    text, notice = said(posted)
    assert "Leaders called 4 lost customers and spoke with 2." in text and posted.address == "G0LEADERS0"
    assert "Keep this to yourselves" not in text and "nobody told us" in text and WORDS not in notice
    assert not any(who.slack_id in text or who.name in text for who in (people.chloe, people.ana, people.dana))
    alone = one(session, "calls.silent")
    assert (alone.address, alone.args["names"]) == (people.dana.slack_id, [people.dana.name])


def test_a_month_without_calls_says_nothing(session, workspace, people):
    choose(session, workspace)
    assert closing.close_month(session, workspace, at=ENDED) == []


def test_without_a_channel_only_the_cx_leads_hear_of_the_month(session, workspace, people, month):
    told = closing.close_month(session, workspace, at=ENDED)
    assert [one.template for one in told] == ["calls.month_alone", "calls.silent"]
    assert {one.address for one in told} == {people.dana.slack_id}
    assert "Leaders called 4 lost customers and spoke with 2." in said(told[0])[0]


def test_the_pack_counts_what_the_ledger_holds(session, workspace, people, month):
    told = tell(session, workspace).args
    assert (told["period"], told["lost"], told["gained"], told["returned"]) == ("November 2026", 6, 0, 0)
    assert [(one["key"], one["lost"], one["stated"], one["heard"]) for one in told["reasons"]] == [
        ("price_value", 4, 0, 1), ("switched", 0, 2, 1),
    ]  # fmt: skip
    assert [(one["key"], one["lost"]) for one in told["more"]] == [("unknown", 2)]
    assert told["reasons"][0]["worth"] == "4,800 EUR" and told["worth_known"] == 6
    assert told["pairs"] == [
        {"stated": "Went to someone else", "heard": "Too expensive for what we get", "count": 1}
    ]  # fmt: skip
    assert (told["called"], told["spoken"], told["promised"], told["until"]) == (4, 2, 1, None)
    text, _ = said(letters(session, "calls.pack")[0])
    assert "6 customers" in text and "Keep this to yourselves" not in text


def test_asked_twice_the_pack_is_posted_once_and_chosen_away_never(session, workspace, people, month):
    tell(session, workspace)
    assert review.tell(session, workspace, at=PACKED) == [] and len(letters(session, "calls.pack")) == 1
    choose(session, workspace, pack="no")
    assert review.tell(session, workspace, at=datetime(2027, 1, 7, 8, tzinfo=UTC)) == []


def test_a_quarter_is_one_pack(session, workspace, people, month):
    told = tell(session, workspace, at=datetime(2027, 1, 7, 8, tzinfo=UTC), pack="quarterly").args
    assert (told["period"], told["lost"], told["called"]) == ("October to December 2026", 36, 4)


def test_without_a_channel_the_leads_get_the_pack_itself_and_it_follows(session, workspace, people, month):
    review.tell(session, workspace, at=PACKED)
    letter = one(session, "calls.pack_alone")
    text, _ = said(letter)
    assert letter.address == people.dana.slack_id and "6 customers" in text
    pack = review.newest(session, workspace, people.chloe)
    review.vote(session, workspace, pack.id, letter.args["reasons"][0]["key"], by=people.chloe, at=PACKED)
    assert letter.args["reasons"][0]["votes"] == 1
    quoted = [record for _, record in letter.args["quotes"]]
    assert quoted
    who = session.get(Conversation, quoted[0]).customer_id
    calls.withdraw(session, workspace, who, by=people.ben, at=PACKED)
    assert quoted[0] not in [record for _, record in letter.args["quotes"]]
    assert review.newest(session, workspace, people.chloe).period == "2026-11"
    with pytest.raises(Refusal, match="Only leaders"):
        review.newest(session, workspace, people.ben)


def test_votes_rank_the_reasons_one_a_person(session, workspace, people, month):
    pack = tell(session, workspace).args["pack"]
    for who in (people.chloe, people.ana):
        assert review.vote(session, workspace, pack, "switched", by=who, at=PACKED)
    assert review.vote(session, workspace, pack, "price_value", by=people.ana, at=PACKED)
    ranked = [(one["key"], one["votes"]) for one in one(session, "calls.pack").args["reasons"]]
    assert ranked == [("switched", 2), ("price_value", 1)]
    assert not review.vote(session, workspace, pack, "price_value", by=people.ana, at=PACKED)
    assert one(session, "calls.pack").args["reasons"][1]["votes"] == 0
    with pytest.raises(Refusal, match="not in this pack"):
        review.vote(session, workspace, pack, "made_up", by=people.ana, at=PACKED)
    with pytest.raises(Refusal, match="Only leaders"):
        review.vote(session, workspace, pack, "switched", by=people.ben, at=PACKED)


def decide(session, here, pack, people, **more):
    told = {"fix": "Tell prices a month before", "owner": people.ben.slack_id, "teams": ["Billing", "Support"],
            "due": date(2026, 12, 30), "reason": "price_value", **more}  # fmt: skip
    return review.decide(session, here, pack, by=people.chloe, at=PACKED, **told)


def test_the_next_pack_opens_with_what_was_decided(session, workspace, people, month):
    first = tell(session, workspace)
    kept = decide(session, workspace, first.args["pack"], people)
    moved = decide(session, workspace, first.args["pack"], people, fix="Answer within a day")
    assert [one["fix"] for one in first.args["decided"]] == ["Tell prices a month before", "Answer within a day"]
    assert {one.address for one in letters(session, "calls.decided")} == {people.ben.slack_id}
    later = datetime(2026, 12, 21, 9, tzinfo=UTC)
    review.finish(session, workspace, kept.id, by=people.ben, at=later)
    with pytest.raises(Refusal, match="Only leaders"):
        review.postpone(session, workspace, moved.id, date(2027, 2, 1), by=people.priya, at=later)
    with pytest.raises(Refusal, match="from today on"):
        review.postpone(session, workspace, moved.id, date(2026, 12, 20), by=people.ben, at=later)
    review.postpone(session, workspace, moved.id, date(2027, 2, 1), by=people.ben, at=later)
    second = tell(session, workspace, at=datetime(2027, 1, 7, 8, tzinfo=UTC))
    assert [(one["fix"], one["done_on"], one["late"], one["moved"]) for one in second.args["before"]] == [
        ("Tell prices a month before", "2026-12-21", False, 0), ("Answer within a day", None, False, 1),
    ]  # fmt: skip
    assert second.args["decided"] == []
    review.finish(session, workspace, moved.id, by=people.chloe, at=datetime(2027, 2, 3, 9, tzinfo=UTC))
    assert second.args["before"][1]["done_on"] == "2027-02-03" and second.args["before"][1]["late"]
    third = tell(session, workspace, at=datetime(2027, 2, 7, 8, tzinfo=UTC))
    assert [one["fix"] for one in third.args["before"]] == ["Answer within a day"]
    for letter in (first, second, third):
        said(letter)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("fix", " "), ("owner", "U0NOBODY00"), ("teams", ["Billing"]), ("teams", ["Billing", "billing "]),
     ("due", date(2026, 12, 1)), ("due", None), ("reason", "made_up")],
)  # fmt: skip
def test_a_decision_needs_a_fix_an_owner_two_teams_and_a_day(session, workspace, people, month, field, wrong):
    pack = tell(session, workspace).args["pack"]
    with pytest.raises(Refusal) as refused:
        decide(session, workspace, pack, people, **{field: wrong})
    assert set(refused.value.fields) == {field}


def test_the_pack_on_paper_stands_alone(session, workspace, people, month):
    first = tell(session, workspace).args["pack"]
    decide(session, workspace, first, people, fix="<script>alert(1)</script>")
    letter = review.hand_paper(session, workspace, first, by=people.dana, at=PACKED)
    assert (letter.kind, letter.attachment["name"]) == ("file", "loss-review-2026-11.html")
    html = page(letter.attachment["page"], letter.attachment["shown"])
    assert "<script" not in html and "http" not in html and "&lt;script&gt;" in html
    assert "nobody told us" in html and "Keep this to yourselves" not in html
    names, whom = html.partition("by name")[::2]
    assert "Kunde" not in names and whom.count("Kunde") == 6
    first_of = letter.attachment["shown"]["whom"][0]
    assert (first_of["worth"], first_of["months"], first_of["stated"]) == (
        "1,200 EUR",
        13,
        "Too expensive for what we get",
    )
    caller = review.hand_paper(session, workspace, first, by=people.chloe, at=PACKED)  # no leader's role: no names
    assert "Kunde" not in page(caller.attachment["page"], caller.attachment["shown"])
    with pytest.raises(Refusal, match="Only leaders"):
        review.hand_paper(session, workspace, first, by=people.ben, at=PACKED)


def test_withdrawn_words_leave_the_posts_and_papers_and_holders_hear_it(session, workspace, people, month):
    choose(session, workspace)
    closing.close_month(session, workspace, at=ENDED)
    pack = tell(session, workspace)
    paper = review.hand_paper(session, workspace, pack.args["pack"], by=people.ana, at=PACKED)
    gone = outbox.file(session, workspace, people.ana.slack_id, review.PAPER, name="x.html", page="loss_review",
                       shown=paper.attachment["shown"], at=PACKED, period="x", named=False)  # fmt: skip
    gone.status = outbox.SENT
    who = names(session, workspace, people.chloe)[0].customer_id
    done = calls.withdraw(session, workspace, who, by=people.ben, at=PACKED)
    assert (done.posts, done.holders) == (2, [people.ana.slack_id])
    assert gone.attachment is None and "nobody told us" not in str(paper.attachment)
    for letter in (pack, one(session, "calls.month_end")):
        assert "nobody told us" not in said(letter)[0] and letter.args["quotes"] == []
    assert one(session, "calls.pack_withdrawn").address == people.ana.slack_id
    review.vote(session, workspace, pack.args["pack"], "switched", by=people.ana, at=PACKED)
    assert "nobody told us" not in said(pack)[0]
    assert len(session.scalars(select(Holder)).all()) == 1


def test_an_erased_customer_is_quoted_nowhere(session, workspace, people, month):
    pack = tell(session, workspace)
    who = names(session, workspace, people.chloe)[0].customer_id
    customers.erase(session, workspace, who, by=people.dana, at=PACKED)
    assert "nobody told us" not in said(pack)[0]


def test_who_came_back_is_told_of_those_whose_days_have_passed(session, workspace, people, month):
    back = lose(session, workspace, date(2026, 8, 3), 2)
    event(session, workspace, back[0], "returned", date(2026, 9, 1))
    told = tell(session, workspace).args["back"]
    assert (told["from"], told["to"], told["others"], told["others_back"], told["complete"]) == (
        "2026-08-01", "2026-08-31", 2, 1, True,
    )  # fmt: skip
