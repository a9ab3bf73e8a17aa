"""What people see of customer math: in the channel by itself, and when they ask."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import choices, customers, outbox, verbatims
from models.customers.ledger import Choices, Customer, Event, HeadCount
from models.customers.recording import Told, record
from models.outbox import Letter
from tests.harbour import CHANNELS

BERLIN = ZoneInfo("Europe/Berlin")
CARE = CHANNELS["care"]


def at(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


class Book:
    """`book.tells("lost", "2026-11-10", "service")` writes an event down; a new customer unless one is named."""

    def __init__(self, slack):
        self.slack, self.count = slack, 0

    def customer(self, session, here, name=None, **more):
        self.count += 1
        ref = name or f"C-{self.count}"
        one = Customer(
            workspace_id=here.id,
            ref=ref,
            name=ref,
            folded=ref.lower(),
            source="import",
            at=self.slack.time.now(),
            **more,
        )
        session.add(one)
        session.flush()
        return one

    def tells(self, kind, on, reason=None, *, when=None, value=None, of=None, many=1, **more):
        """Each loss and return is of somebody who was here before."""
        when = when or min(self.slack.time.now(), at(f"{on}T12:00"))
        with self.slack.writing() as (session, here):
            for _ in range(many):
                who = of and customers.by_ref(session, here, of)
                who = who or self.customer(session, here, of, **more)
                if kind in ("lost", "returned") and who.state is None:
                    self._lay(session, here, who, "here", "2020-01-01", when=when, value=value)
                if kind == "returned" and who.state == "here":
                    self._lay(session, here, who, "lost", "2020-06-01", when=when, reason="other")
                self._lay(session, here, who, kind, on, when=when, value=value, reason=reason)

    def _lay(self, session, here, who, kind, on, *, when, **more):
        told = Told(kind=kind, on=date.fromisoformat(on), source="import", **more)
        late = max(when, at(f"{on}T12:00"))
        return record(session, here, who, told, by=None, at=late)

    def stays(self, many):
        self.tells("here", "2020-01-01", many=many)

    def says(self, stage, words, ritual="complaints", number=1, audience="everyone", on="2026-11-12"):
        with self.slack.writing() as (session, here):
            verbatims.keep(session, here, ritual, number, words, at=at(f"{on}T12:00"), stage=stage, audience=audience)


def settle(slack, **chosen):
    with slack.writing() as (session, here):
        choices.write(
            session, here, Choices, {"on": True, "channels": [CARE], **chosen}, by="U0DANA0000", at=slack.time.now()
        )
    with slack.writing() as (session, here):
        slack.furnished.clock.plan(session, here, slack.time.now())


@pytest.fixture
def book(slack):
    """On Wednesday 18 November 2026; the closed week will be told on Monday the 23rd."""
    settle(slack)
    return Book(slack)


def a_week(book):
    """16 to 22 November: 12 gained, 9 lost, 2 back; of 1,208 customers."""
    book.stays(40)
    book.tells("gained", "2026-11-16", many=12, value=50_000)
    book.tells("returned", "2026-11-17", many=2)
    book.tells("lost", "2026-11-17", "price_value", many=4, value=80_000, segment="SMB")
    book.tells("lost", "2026-11-18", "service", many=1, value=80_000)
    book.tells("lost", "2026-11-18", "unknown", many=4, value=80_000)


def summaries(slack, channel="care"):
    return [one for one in slack.channel(channel).posts if "customer" in one.notice.lower()]


def pictures(said):
    return [block for block in said.message.blocks if block["type"] == "image"]


def test_monday_tells_the_closed_week(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Gained 12, lost 9, 2 came back: 54 customers, 5 more than last week.*" in told
    assert "49 + 12 gained + 2 returned - 9 lost = 54" in told
    assert "4 customers: Too expensive for what we get" in told and "1 customer: How we were served" in told
    assert "nobody asked 4 of them yet why they left" in told
    assert "Lost by segment: SMB 4" in told
    assert told.notice == "The week in customers: who came, who left, and why."


def test_a_channel_reads_no_money_and_no_names(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "EUR" not in told and "C-1" not in told and "worth" not in told


def test_money_in_the_channel_where_the_company_chose_so(slack, book):
    settle(slack, money="everyone in the company")
    a_week(book)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Value a month*: 6,000 EUR gained, 7,200 EUR lost." in told
    assert "Each customer we lost was worth 1.6 of each we won (of 9 lost and 12 gained whose value is known)." in told
    assert (
        "4 customers: Too expensive for what we get  ·  4 more than the 12-week average  ·  3,200 EUR a month" in told
    )


def test_the_bowl_is_a_picture_with_words(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    [bowl] = pictures(summaries(slack)[0])
    assert bowl["alt_text"] == (
        "Bowl of marbles: 16 to 22 November 2026. In the bowl 54, of them 12 gained and 2 came back; beside it 9 lost."
    )
    file = slack.workspace.files[bowl["slack_file"]["id"]]
    assert file.content.startswith(b"\x89PNG") and file.complete


def test_under_five_losses_a_channel_sees_counts_only(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-16", many=3)
    book.tells("lost", "2026-11-17", "price_value", many=4)
    book.says("pay", "Your invoice came twice.")
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "Gained 3, lost 4: 43 customers, 1 fewer than last week." in told
    assert "Too expensive" not in told and "invoice" not in told
    assert "So few were lost that reasons would point at somebody" in told


def test_a_week_of_few_is_one_line(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-05", many=4)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert told.says == ":bowl_with_spoon: *Gained 2, lost 0: 46 customers, 2 more than last week.*"


def test_a_quiet_company_hears_of_it_once_a_month(slack, book):
    book.stays(40)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2026-12-04T18:00")
    [told] = summaries(slack)
    assert "Gained 2, lost 0: 42 customers, 2 more than last month." in told and "November 2026" in told


def test_a_quiet_company_that_wants_no_months_gets_them_in_the_weeks_place(slack, book):
    settle(slack, monthly=False)
    book.stays(40)
    book.tells("gained", "2026-11-16", many=2)
    slack.push("2027-01-03T18:00")
    [told] = summaries(slack)
    assert "Gained 2, lost 0: 42 customers, 2 more than last month." in told


def test_nothing_on_record_is_silence_and_the_cx_lead_hears_the_next_step(slack, book):
    slack.push("2026-12-04T18:00")
    assert summaries(slack) == []
    assert any("Write down the first customer" in line for line in slack.dana.inbox)


def test_the_month_comes_on_its_first_working_day_and_the_week_keeps_monday(slack, book):
    """1 February 2027 is a Monday: the week has it, the month waits for Tuesday."""
    slack.push("2027-01-20T12:00")
    book.stays(40)
    book.tells("gained", "2027-01-13", many=6)
    book.tells("lost", "2027-01-26", "service", many=6, when=at("2027-01-27T09:00"))
    slack.push("2027-02-01T12:00")
    assert [one.says.split("\n")[0] for one in summaries(slack)][-1] == "Customers, 25 to 31 January 2027"
    slack.push("2027-02-02T12:00")
    month = summaries(slack)[-1]
    assert month.says.startswith("Customers, January 2027") and len(pictures(month)) == 2
    assert "Chart: Customers, Jan 2027 to Jan 2027" in pictures(month)[1]["alt_text"]


def test_the_quarter_where_it_is_wanted(slack, book):
    settle(slack, quarterly=True, weekly=False, monthly=False)
    a_week(book)
    slack.push("2027-01-04T18:00")
    [told] = summaries(slack)
    assert told.says.startswith("Customers, October to December 2026")
    assert "5 more than last quarter" in told


def test_the_days_of_the_clock_changes_are_counted_once(slack, book):
    """In Berlin the night of 25 October 2026 has 25 hours, that of 28 March 2027 has 23."""
    book.stays(10)
    slack.push("2027-03-29T08:00")
    for day in ("2027-03-22", "2027-03-28"):
        book.tells("gained", day, many=3)
    book.tells("gained", "2027-03-29", many=1)
    slack.push("2027-03-30T12:00")  # the Monday is Easter's
    assert "Gained 6, lost 0: 16 customers, 6 more than last week." in summaries(slack)[-1]


def test_weeks_that_were_missed_are_told_with_the_next(slack, book):
    a_week(book)
    slack.push("2026-11-23T10:00")
    book.tells("gained", "2026-11-23", many=5)
    slack.time.set(at("2026-12-06T10:00"))
    book.tells("gained", "2026-12-02", many=7)
    slack.push("2026-12-07T12:00")
    last = summaries(slack)[-1]
    assert "Gained 12, lost 0: 66 customers, 12 more than" in last
    assert last.says.startswith("Customers, 23 November to 6 December 2026") or "before 23 November" in last


def test_what_arrived_late_is_told_and_counted_where_it_belongs(slack, book):
    a_week(book)
    slack.push("2026-11-24T10:00")
    book.tells("gained", "2026-11-19", many=2, when=slack.time.now())
    book.tells("gained", "2026-11-24", many=6)
    slack.push("2026-11-30T10:00")
    told = summaries(slack)[-1]
    assert "+2 arrived late (2 gained): counted where they belong, in the time before" in told
    assert "56 + 6 gained + 0 returned - 0 lost = 62" in told


def test_a_head_count_that_differs_is_named(slack, book):
    a_week(book)
    with slack.writing() as (session, here):
        session.add(
            HeadCount(workspace_id=here.id, on=date(2026, 11, 22), count=56, source="import", at=slack.time.now())
        )
    slack.push("2026-11-23T10:00")
    assert "*unexplained: +2*: the source counted 56 customers at the end of 22 November" in summaries(slack)[0]


def test_many_are_told_as_shares_too(slack, book):
    with slack.writing() as (session, here):
        for number in range(260):
            one = book.customer(session, here)
            for kind, on in (("here", date(2020, 1, 1)), ("lost", date(2026, 11, 17))):
                session.add(Event(
                    workspace_id=here.id, customer_id=one.id, kind=kind, on=on, source="import", key=f"{kind}{number}",
                    reason=("service" if number < 130 else "switched") if kind == "lost" else None,
                    at=slack.time.now(),
                ))  # fmt: skip
        for _ in range(20):
            book.customer(session, here)
    slack.push("2026-11-23T10:00")
    told = summaries(slack)[0]
    assert "130 customers: How we were served, 50% (n = 260)" in told
    assert "One marble is 2 customers." in pictures(told)[0]["alt_text"]


def test_why_they_left_in_the_words_of_a_complaint(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice, and nobody answered.", number=7)
    book.says("pay", "An older one.", number=8, on="2026-11-10")
    book.says("help", "Only for leaders.", number=9, audience="leaders")
    book.says("help", "A shout-out is no evidence.", ritual="champions", number=1)
    slack.push("2026-11-23T10:00")
    [told] = summaries(slack)
    assert "*Too expensive for what we get* (4 lost), in the words of a complaint about “Pay and be billed”" in told
    assert "> Your invoice came twice, and nobody answered." in told
    assert "older one" not in told and "leaders." not in told.says and "shout-out" not in told


def test_withdrawn_words_leave_the_posts_that_quoted_them(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    slack.push("2026-11-23T10:00")
    with slack.writing() as (session, here):
        verbatims.withdraw(session, here, "complaints", 7)
        assert customers.retell(session, here, [("complaints", 7)], at=slack.time.now()) == 1
    slack.deliver()
    [told] = summaries(slack)
    assert "invoice" not in told and "Gained 12, lost 9" in told
    assert len(pictures(told)) == 1  # the one that was there
    assert len(slack.requests("files.getUploadURLExternal")) == 1
    with slack.writing() as (session, here):
        assert customers.retell(session, here, [("complaints", 7)], at=slack.time.now()) == 0
        kept = session.scalars(select(Letter)).all()
        assert not any("invoice" in str(letter.args) for letter in kept)


def test_an_old_post_whose_numbers_were_let_go_says_that_its_words_are_gone(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    slack.push("2026-11-23T10:00")
    with slack.writing() as (session, here):
        letter = outbox.standing_at(session, here, CARE, summaries(slack)[0].message.ts)
        letter.args = {}
    with slack.writing() as (session, here):
        customers.retell(session, here, [("complaints", 7)], at=slack.time.now())
    slack.deliver()
    last = slack.channel("care").last
    assert "invoice" not in last and "quoted somebody whose words were withdrawn since" in last


# --- asked for ------------------------------------------------------------------------------------


def test_this_week_so_far_for_everyone_and_with_value_for_leaders(slack, book):
    a_week(book)
    said = slack.ben.types("/customers")
    assert "So far: gained 12, lost 9, 2 came back: 54 customers, 5 more than last week." in said
    assert ":large_blue_circle:" in said and "EUR" not in said and "Who it was" not in said
    lead = slack.dana.types("/customers")
    assert "*Value a month*: 6,000 EUR gained, 7,200 EUR lost." in lead
    assert "*Who it was*" in lead and "*C-59*" in lead


def test_leaders_see_reasons_of_few(slack, book):
    book.stays(40)
    book.tells("lost", "2026-11-17", "price_value", many=2)
    assert "Too expensive" in slack.dana.types("/customers")
    assert "Too expensive" not in slack.ben.types("/customers")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("month", "Customers, 1 to 18 November 2026"), ("quarter", "Customers, 1 October to 18 November 2026"),
        ("year", "Customers, 1 January to 18 November 2026"), ("october", "Customers, October 2026"),
        ("oct 2025", "Customers, October 2025"), ("2026-09", "Customers, September 2026"),
        ("last week", "Customers, 9 to 15 November 2026"), ("last quarter", "Customers, July to September 2026"),
    ],
)  # fmt: skip
def test_any_stretch_of_time(slack, book, typed, title):
    a_week(book)
    assert slack.ben.types(f"/customers {typed}").says.startswith(title)


def test_who_asks_for_a_quiet_week_sees_all_of_it(slack, book):
    a_week(book)
    assert "As many as" not in (said := slack.ben.types("/customers last week")) and ":white_circle:" in said
    assert "Nobody gained or lost: 49 customers, as many as last week." in said


def test_before_anything_was_written_down(slack, book):
    assert "Nothing was written down yet." in slack.ben.types("/customers")
    said = slack.ben.types("/customers chart")
    assert "Nothing was written down yet, so there is no chart" in said


def test_the_meeting_opens_with_a_question(slack, book):
    a_week(book)
    book.says("pay", "Your invoice came twice.", number=7)
    shown = slack.ben.types("/customers meeting")
    assert "What will we do about the first?" in shown and "1.  Too expensive for what we get: 4" in shown
    assert summaries(slack) == []
    slack.ben.presses("Post it here", on=shown)
    posted = slack.channel("care").last
    assert "> Your invoice came twice." in posted and "EUR" not in posted
    assert "Gained 12, lost 9, 2 came back: 54 customers, 5 more than before 20 October 2026." in posted


def test_a_meeting_where_the_bot_is_not(slack, book):
    a_week(book)
    shown = slack.dana.types("/customers meeting", at="leaders")
    assert "I'm not in that channel" in shown and shown.buttons == []


def test_a_stretch_of_time_that_is_none(slack, book):
    said = slack.ben.types("/customers meeting yesterdayish")
    assert "I don't know which stretch of time “yesterdayish” is." in said
    assert "week, month, quarter, year" in said


def test_the_chart_and_its_table(slack, book):
    a_week(book)
    chart = slack.ben.types("/customers chart")
    [picture] = pictures(chart)
    assert picture["alt_text"].startswith(
        "Chart: Customers, Nov 2025 to Nov 2026. Customers at the end: 49 in November"
    )
    slack.ben.presses("Show it as a table", on=chart)
    assert "Nov 2026      12     2     9          54" in str(slack.ben.reads.message.blocks)


def test_each_number_says_how_it_is_counted(slack, book):
    a_week(book)
    said = slack.ben.types("/customers numbers")
    assert "*Value exchange*: for leaders and CX leads\n`(value lost / lost) / (value gained / gained)`" in said
    assert "*Closing*: 54\n`opening + gained + returned - lost`" in said
    assert "*Value exchange*: 1.6 (EUR)" in slack.dana.types("/customers numbers")
    shown = slack.ben.types("/customers")
    slack.ben.presses("How is this counted?", on=shown)
    assert "*Net customers*: +5" in str(slack.ben.modal.blocks)


def test_the_preview_is_the_weeks_own_message(slack, book):
    a_week(book)
    with slack.writing() as (session, here):
        template, told = customers.preview(session, here, at=at("2026-11-24T10:00"))
    said = slack.furnished.house.render(template, told)
    assert "Gained 12, lost 9, 2 came back" in str(said) and ":bowl_with_spoon:" in str(said)
