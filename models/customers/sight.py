"""Who sees a customer by name: the one rule that every surface asks, and the list of those surfaces."""

from typing import Any

from sqlalchemy import false, true
from sqlalchemy.orm import Session

from models import choices, rights
from models.customers.ledger import MONEY, NAMES, Choices, Customer, find
from models.errors import Refusal
from models.members import Member
from models.workspaces import Workspace

# Everything that can show a customer's name, contact or words. A surface that is added is added here, and
# tests/test_customers_sight.py has to show that it keeps to the rule.
SURFACES = (
    "card",  # /customers <name>
    "type-ahead",  # the list under the name while somebody writes
    "entry",  # the form, opened by a command
    "recorded",  # what is said after an entry, and its Undo and Edit
    "details",  # the form with a customer's own data
    "proposal",  # what waits for a CX lead's yes
    "outcome",  # what the proposer hears
    "mine",  # the list of those whom somebody owns
    "home",  # the section of the Home tab
    "export",  # both files
    "summary",  # *Who it was*, in the numbers that somebody asks for
)
KIND_NO = (
    "Customers' names and records are for leaders, CX leads and the colleague who looks after them. "
    "`/customers` shows everyone the numbers."
)


def sees_all(session: Session, here: Workspace, member: Member) -> bool:
    """Every customer by name: leaders and CX leads, and every colleague where the company chose so."""
    if rights.may(session, here, member, "see customers"):
        return True
    open_to_all = choices.read(session, here, Choices).names == NAMES[1]
    return open_to_all and rights.may(session, here, member, "take part")


def sees(session: Session, here: Workspace, member: Member, customer: Customer) -> bool:
    """This customer by name: those who see all, and always the colleague who owns them."""
    if customer.workspace_id != here.id:
        return False
    own = customer.owner == member.slack_id and rights.may(session, here, member, "take part")
    return own or sees_all(session, here, member)


def sees_money(session: Session, here: Workspace, member: Member) -> bool:
    """What customers pay: leaders and CX leads, and every colleague where the company chose so."""
    if rights.may(session, here, member, "see customers"):
        return True
    open_to_all = choices.read(session, here, Choices).money == MONEY[1]
    return open_to_all and rights.may(session, here, member, "take part")


def visible(session: Session, here: Workspace, member: Member) -> Any:
    """The same rule as a condition on customers: none, one's own, or all."""
    if sees_all(session, here, member):
        return true()
    return Customer.owner == member.slack_id if rights.may(session, here, member, "take part") else false()


def require(session: Session, here: Workspace, member: Member, customer: Customer) -> None:
    """Refuses kindly, and in the same words whether there is such a customer or not."""
    rights.require(session, here, member, "take part")
    if not sees(session, here, member, customer):
        raise Refusal(KIND_NO)


def seen(session: Session, here: Workspace, member: Member, customer_id: int, *, to_change: bool = False) -> Customer:
    """A customer for this person, as `require` allows it."""
    customer = find(session, here, customer_id, to_change=to_change)
    require(session, here, member, customer)
    return customer


def leads(session: Session, here: Workspace, member: Member) -> bool:
    """Whether this person looks after customers for the company: decides, lifts marks, erases."""
    return rights.may(session, here, member, "look after customers")
