"""Rules to retire: anyone nominates one, everyone votes, a leader decides in writing, and those who asked hear it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import choices, rights
from models.complaints import Complaint
from models.errors import Refusal
from models.fixes import Choices, rule_list, rule_record, rules
from models.outbox import Letter
from tests.conftest import INSTALLED
from tests.harbour import IDS, Refused

RULE, HURTS = "No exchange without the original carton", "They threw it away, as everybody does, and pay for a new one"


@pytest.fixture
def house(session, workspace, people):
    rights.give(session, workspace, rights.LEADER, [people.kareem.slack_id], by="operator", at=INSTALLED)
    choices.write(session, workspace, Choices, {"on": True, "channels": ["C0CARE0000"]}, by="operator", at=INSTALLED)
    return session


def nominate(session, here, who, rule=RULE, **more):
    return rules.nominate(session, here, rule=rule, hurts=HURTS, by=who, at=INSTALLED, **more)


def decide(session, here, one, who, decision, why):
    return rules.decide(session, here, one.id, decision, why, by=who, at=INSTALLED)


def letters(session, template):
    return session.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id)).all()


def complaint(session, here, **more):
    row = Complaint(
        workspace_id=here.id, number=12, what="They want the box.", stage="use", category="policy", on=INSTALLED.date(),
        at=INSTALLED, teams=[], named=[], **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_nomination_is_posted_and_reaches_who_answers_for_the_rule(house, workspace, people):
    one = nominate(house, workspace, people.ben, answers=people.ana.slack_id)
    [post] = letters(house, "fixes.rule")
    assert post.address == "C0CARE0000" and post.args["rule"] == RULE and post.args["votes"] == 0
    assert [letter.address for letter in letters(house, "fixes.rule_owned")] == [people.ana.slack_id]
    assert one.letters == [str(post.id)]


def test_what_is_missing_is_said_all_at_once(house, workspace, people):
    with pytest.raises(Refusal) as no:
        rules.nominate(
            house, workspace, rule="No", hurts="", instead="x" * 1001, answers=people.tom.slack_id, by=people.ben,
            at=INSTALLED,
        )  # fmt: skip
    assert no.value.fields.keys() == {"rule", "hurts", "instead", "answers"}
    with pytest.raises(Refusal, match="members of the company"):
        nominate(house, workspace, people.noor)


def test_a_rule_is_nominated_once_until_it_is_decided(house, workspace, people):
    one = nominate(house, workspace, people.ben)
    with pytest.raises(Refusal, match="nominated already"):
        nominate(house, workspace, people.ana, rule=f"  {RULE.upper()} ")
    rules.decide(house, workspace, one.id, "kept", "The carton protects it.", by=people.kareem, at=INSTALLED)
    assert nominate(house, workspace, people.ana).id != one.id


def test_from_a_complaint_only_its_number_is_told(house, workspace, people):
    row = complaint(house, workspace)
    assert rules.quoted(house, workspace, people.ben, row.id) == "They want the box."
    nominate(house, workspace, people.ben, complaint=row.id)
    [post] = letters(house, "fixes.rule")
    assert post.args["complaint"] == 12 and "They want the box." not in str(post.args)


def test_nobody_nominates_from_a_complaint_that_they_may_not_read(house, workspace, people):
    row = complaint(house, workspace, restricted=True)
    for ask in (
        lambda: rules.quoted(house, workspace, people.ben, row.id),
        lambda: nominate(house, workspace, people.ben, complaint=row.id),
    ):
        with pytest.raises(Refusal, match="CX leads and one chosen person"):
            ask()


def test_a_vote_counts_once_and_can_be_taken_back(house, workspace, people):
    one = nominate(house, workspace, people.ben)
    stands = [rules.vote(house, workspace, one.id, by=who, at=INSTALLED) for who in (people.ana, people.ben)]
    assert stands == [True, True] and rules.card(house, workspace, one)["votes"] == 2
    assert rules.vote(house, workspace, one.id, by=people.ana, at=INSTALLED) is False
    [post] = letters(house, "fixes.rule")
    assert post.args["votes"] == 1 and rules.voters(house, workspace, one) == [people.ben.slack_id]


def test_the_most_votes_come_first_a_page_at_a_time(house, workspace, people):
    made = [nominate(house, workspace, people.ben, rule=f"Rule number {n} of the house") for n in range(8)]
    rules.vote(house, workspace, made[7].id, by=people.ana, at=INSTALLED)
    first = rule_list.listed(house, workspace, people.ana)
    assert [one["nomination"] for one in first["open"]][:2] == [made[7].id, made[0].id] and first["more"]
    assert first["open"][0]["voted"] and not first["open"][1]["voted"] and first["open"][0]["by"] == "Ben Okafor"
    rest = rule_list.listed(house, workspace, people.ana, skip=6)
    assert len(rest["open"]) == 2 and not rest["more"] and not rest["decides"]


def test_a_decision_is_written_and_heard_by_those_who_asked(house, workspace, people):
    one = nominate(house, workspace, people.ben, answers=people.chloe.slack_id)
    for who in (people.ana, people.ben, people.kareem):
        rules.vote(house, workspace, one.id, by=who, at=INSTALLED)
    for who, why in ((people.ben, "Because it hurts."), (people.kareem, "so")):
        with pytest.raises(Refusal):
            rules.decide(house, workspace, one.id, "retired", why, by=who, at=INSTALLED)
    decided, told = decide(house, workspace, one, people.kareem, "retired", "Gone from 1 February.")
    heard = [letter.address for letter in letters(house, "fixes.rule_decided")]
    assert told == 3 and heard == [people.ben.slack_id, people.ana.slack_id, people.chloe.slack_id]
    assert letters(house, "fixes.rule")[0].args["decision"] == "retired" and decided.why == "Gone from 1 February."
    with pytest.raises(Refusal, match="decided already"):
        rules.vote(house, workspace, one.id, by=people.ana, at=INSTALLED)
    assert decide(house, workspace, one, people.kareem, "retired", "Gone from 2 February.")[1] == 0
    assert decide(house, workspace, one, people.kareem, "kept", "The law wants it so.")[1] == 3


def test_its_nominator_says_it_better_or_takes_it_back(house, workspace, people):
    one = nominate(house, workspace, people.ben)
    with pytest.raises(Refusal, match="Only the person who nominated it"):
        rules.reword(house, workspace, one.id, rule=RULE, hurts=HURTS, by=people.ana, at=INSTALLED)
    rules.reword(house, workspace, one.id, rule=f"{RULE}, ever", hurts=HURTS, by=people.ben, at=INSTALLED)
    assert letters(house, "fixes.rule")[0].args["rule"] == f"{RULE}, ever"
    with pytest.raises(Refusal):
        rules.take_rule_back(house, workspace, one.id, by=people.ana, at=INSTALLED)
    rules.take_rule_back(house, workspace, one.id, by=people.ben, at=INSTALLED)
    assert letters(house, "fixes.rule")[0].status == "dropped"
    with pytest.raises(Refusal, match="not nominated any more"):
        rules.vote(house, workspace, one.id, by=people.ana, at=INSTALLED)
    assert rule_list.listed(house, workspace, people.ana)["open"] == []


def test_the_month_asks_for_rules_and_falls_silent_where_nobody_has_any(house, workspace, people):
    quiet = INSTALLED.replace(month=8)
    assert rule_list.round_of(house, workspace, at=quiet) is None
    assert rule_list.round_of(house, workspace, at=quiet.replace(month=7)) == {"open": [], "waiting": 0, "decided": []}
    one = nominate(house, workspace, people.ben)
    told = rule_list.round_of(house, workspace, at=INSTALLED + timedelta(days=3))
    assert told["open"] == [{"nomination": one.id, "rule": RULE, "votes": 0, "days": 3}] and told["waiting"] == 1
    rules.decide(house, workspace, one.id, "changed", "A photo is enough.", by=people.kareem, at=INSTALLED)
    told = rule_list.round_of(house, workspace, at=INSTALLED + timedelta(days=3))
    assert told["open"] == [] and told["decided"][0]["decision"] == "changed"


def test_whoever_is_erased_is_named_nowhere_and_their_vote_is_gone(house, workspace, people):
    one = nominate(house, workspace, people.ben, answers=people.ana.slack_id)
    for who in (people.ben, people.chloe):
        rules.vote(house, workspace, one.id, by=who, at=INSTALLED)
    ben = people.ben.slack_id
    held = rule_record.rules_belongings(house, workspace, ben)
    assert held["rules to retire"][0]["rule"] == RULE and len(held["voted for"]) == 1
    rule_record.forget_in_rules(house, workspace, ben, "XNOBODY", at=INSTALLED)
    assert rule_record.rules_belongings(house, workspace, ben) == {}
    [post], [owned] = letters(house, "fixes.rule"), letters(house, "fixes.rule_owned")
    assert post.args["votes"] == 1 and post.args["by"] == owned.args["by"] == "XNOBODY"
    assert ben not in str(list(rule_record.export_rules(house, workspace)))


# --- in Slack --------------------------------------------------------------------------------------


def test_a_rule_from_the_nomination_to_the_decision_in_slack(slack):
    with slack.writing() as (session, here):
        typed = {"on": True, "channels": ["C0CARE0000"]}
        choices.write(session, here, Choices, typed, by=IDS["dana"], at=slack.time.now())
    slack.ben.presses("Nominate a rule", on=slack.ben.types("/fixes rules"))
    with pytest.raises(Refused, match="Write how it hurts customers"):
        slack.ben.fills("fixes.enter_rule", rule=RULE, hurts="It hurts")
    slack.ben.fills("fixes.enter_rule", rule=RULE, hurts=HURTS, answers=slack.chloe)
    post = slack.channel("care").last
    assert RULE in post and "@chloe answers for the rule" in post and "carton" not in post.notice
    slack.ana.presses("It should go", on=post)
    assert "Your vote counts" in slack.ana.reads and "It should go (1)" in slack.channel("care").last.buttons
    shown = slack.ana.types("/fixes rules")
    assert "1 vote, yours among them" in shown and "Decide…" not in shown.buttons
    slack.ben.presses("Edit", on=slack.ben.inbox[-1])
    slack.ben.fills("fixes.amend_rule", rule=f"{RULE}, ever")
    assert f"{RULE}, ever" in slack.channel("care").last
    leads = slack.dana.types("/fixes rules")
    slack.dana.presses("Decide…", on=leads)
    slack.dana.fills("fixes.record_rule", decision="retired", why="Gone from Monday on.")
    assert "Retired" in slack.channel("care").last and "Gone from Monday on." in slack.channel("care").last
    for person in (slack.ana, slack.ben, slack.chloe):
        assert "Gone from Monday on." in person.inbox[-1] and "Gone" not in person.inbox[-1].notice
    assert "Retired: No exchange" in slack.ana.types("/fixes rules").says.replace(":scissors: ", "")
