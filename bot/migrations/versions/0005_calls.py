"""Calls to lost customers: who calls, whom in which month, what came of it, and what the company heard of it."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_absences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_absences_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_absences")),
    )
    with op.batch_alter_table("call_absences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_absences_workspace_id_member_first"), ["workspace_id", "member", "first"], unique=False
        )
    op.create_table(
        "call_clearances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("may", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_clearances_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_clearances")),
        sa.UniqueConstraint("workspace_id", "customer_id", name=op.f("uq_call_clearances_workspace_id_customer_id")),
    )
    op.create_table(
        "call_deals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("due_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("drafted_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("out_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(length=64), nullable=True),
        sa.Column("held_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("cuts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_deals_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_deals")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_deals_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "month", name=op.f("uq_call_deals_workspace_id_month")),
    )
    op.create_table(
        "call_holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("lifted_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_holds_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_holds")),
    )
    with op.batch_alter_table("call_holds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_holds_workspace_id_customer_id"), ["workspace_id", "customer_id"], unique=False
        )
    op.create_table(
        "call_enrolments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("asked_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column("assistant", sa.String(length=64), nullable=True),
        sa.Column("stand_in", sa.String(length=64), nullable=True),
        sa.Column("silence_asked_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("silence_from", sa.String(length=7), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_enrolments_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_enrolments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_enrolments")),
        sa.UniqueConstraint("workspace_id", "member", name=op.f("uq_call_enrolments_workspace_id_member")),
    )
    with op.batch_alter_table("call_enrolments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_enrolments_workspace_id_assistant"), ["workspace_id", "assistant"], unique=False
        )
    op.create_table(
        "call_packs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("meeting_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_packs_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_packs")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_packs_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "period", name=op.f("uq_call_packs_workspace_id_period")),
    )
    op.create_table(
        "call_sheets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sent_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("nudged", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nudge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_sheets_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["nudge_id"], ["letters.id"], name=op.f("fk_call_sheets_nudge_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["call_deals.workspace_id", "call_deals.id"],
            name=op.f("fk_call_sheets_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_sheets_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_sheets")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_sheets_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "month", "leader", name=op.f("uq_call_sheets_workspace_id_month_leader")),
    )
    op.create_table(
        "call_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_decisions_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pack_id"],
            ["call_packs.workspace_id", "call_packs.id"],
            name=op.f("fk_call_decisions_workspace_id_pack_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_decisions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_decisions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_decisions_workspace_id_id")),
    )
    with op.batch_alter_table("call_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_decisions_workspace_id_pack_id"), ["workspace_id", "pack_id"], unique=False
        )
    op.create_table(
        "call_holders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pack_id"],
            ["call_packs.workspace_id", "call_packs.id"],
            name=op.f("fk_call_holders_workspace_id_pack_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_holders_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_holders")),
        sa.UniqueConstraint(
            "workspace_id", "pack_id", "member", name=op.f("uq_call_holders_workspace_id_pack_id_member")
        ),
    )
    op.create_table(
        "call_names",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("holding", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("segment", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("to", sa.String(length=64), nullable=True),
        sa.Column("owner_asked_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("owner_note", sa.Text(), nullable=False),
        sa.Column("owner_letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("forgotten_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_letter_id"], ["letters.id"], name=op.f("fk_call_names_owner_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customers.workspace_id", "customers.id"],
            name=op.f("fk_call_names_workspace_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "sheet_id"],
            ["call_sheets.workspace_id", "call_sheets.id"],
            name=op.f("fk_call_names_workspace_id_sheet_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_names_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_names")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_names_workspace_id_id")),
    )
    with op.batch_alter_table("call_names", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_names_workspace_id_customer_id_month"),
            ["workspace_id", "customer_id", "month"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_call_names_workspace_id_leader_customer_id"),
            ["workspace_id", "leader", "customer_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_call_names_workspace_id_sheet_id"), ["workspace_id", "sheet_id"], unique=False
        )
        batch_op.create_index(
            "uq_call_names_holding",
            ["workspace_id", "customer_id"],
            unique=True,
            sqlite_where=sa.text("holding"),
            postgresql_where=sa.text("holding"),
        )
    op.create_table(
        "call_votes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pack_id"],
            ["call_packs.workspace_id", "call_packs.id"],
            name=op.f("fk_call_votes_workspace_id_pack_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_votes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_votes")),
        sa.UniqueConstraint(
            "workspace_id", "pack_id", "member", "reason", name=op.f("uq_call_votes_workspace_id_pack_id_member_reason")
        ),
    )
    op.create_table(
        "call_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("corrected_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("taken_back_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "name_id"],
            ["call_names.workspace_id", "call_names.id"],
            name=op.f("fk_call_attempts_workspace_id_name_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_attempts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_attempts")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_attempts_workspace_id_id")),
    )
    with op.batch_alter_table("call_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_attempts_workspace_id_at"), ["workspace_id", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_call_attempts_workspace_id_customer_id_on"),
            ["workspace_id", "customer_id", "on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_call_attempts_workspace_id_name_id"), ["workspace_id", "name_id"], unique=False
        )
    op.create_table(
        "call_conversations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("stated", sa.String(length=32), nullable=True),
        sa.Column("heard", sa.String(length=32), nullable=True),
        sa.Column("open_to_return", sa.String(length=8), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("withdrawn_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "attempt_id"],
            ["call_attempts.workspace_id", "call_attempts.id"],
            name=op.f("fk_call_conversations_workspace_id_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_conversations_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_conversations")),
        sa.UniqueConstraint("workspace_id", "attempt_id", name=op.f("uq_call_conversations_workspace_id_attempt_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_conversations_workspace_id_id")),
    )
    with op.batch_alter_table("call_conversations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_conversations_workspace_id_customer_id"), ["workspace_id", "customer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_call_conversations_workspace_id_name_id"), ["workspace_id", "name_id"], unique=False
        )
    op.create_table(
        "call_consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record", sa.Boolean(), nullable=True),
        sa.Column("play", sa.Boolean(), nullable=True),
        sa.Column("share", sa.Boolean(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("withdrawn_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["call_conversations.workspace_id", "call_conversations.id"],
            name=op.f("fk_call_consents_workspace_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_consents_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_consents")),
        sa.UniqueConstraint(
            "workspace_id", "conversation_id", name=op.f("uq_call_consents_workspace_id_conversation_id")
        ),
    )
    op.create_table(
        "call_plays",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("chosen_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("played_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["call_conversations.workspace_id", "call_conversations.id"],
            name=op.f("fk_call_plays_workspace_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_plays_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_plays")),
        sa.UniqueConstraint("workspace_id", "conversation_id", name=op.f("uq_call_plays_workspace_id_conversation_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_call_plays_workspace_id_id")),
    )
    with op.batch_alter_table("call_plays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_plays_workspace_id_week"), ["workspace_id", "week"], unique=False)
    op.create_table(
        "call_promises",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("stand_in", sa.String(length=64), nullable=True),
        sa.Column("promised_for", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_promises_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["call_conversations.workspace_id", "call_conversations.id"],
            name=op.f("fk_call_promises_workspace_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_promises_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_promises")),
        sa.UniqueConstraint(
            "workspace_id", "conversation_id", name=op.f("uq_call_promises_workspace_id_conversation_id")
        ),
    )
    with op.batch_alter_table("call_promises", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_promises_workspace_id_owner_due"), ["workspace_id", "owner", "due"], unique=False
        )
    op.create_table(
        "call_airings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("play_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_call_airings_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "play_id"],
            ["call_plays.workspace_id", "call_plays.id"],
            name=op.f("fk_call_airings_workspace_id_play_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_airings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_airings")),
        sa.UniqueConstraint(
            "workspace_id", "play_id", "channel", name=op.f("uq_call_airings_workspace_id_play_id_channel")
        ),
    )
    op.create_table(
        "call_listeners",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("play_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "play_id"],
            ["call_plays.workspace_id", "call_plays.id"],
            name=op.f("fk_call_listeners_workspace_id_play_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_listeners_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_listeners")),
        sa.UniqueConstraint(
            "workspace_id", "play_id", "member", name=op.f("uq_call_listeners_workspace_id_play_id_member")
        ),
    )


def downgrade() -> None:
    op.drop_table("call_listeners")
    op.drop_table("call_airings")
    op.drop_table("call_promises")
    op.drop_table("call_plays")
    op.drop_table("call_consents")
    op.drop_table("call_conversations")
    op.drop_table("call_attempts")
    op.drop_table("call_votes")
    op.drop_table("call_names")
    op.drop_table("call_holders")
    op.drop_table("call_decisions")
    op.drop_table("call_sheets")
    op.drop_table("call_packs")
    op.drop_table("call_enrolments")
    op.drop_table("call_holds")
    op.drop_table("call_deals")
    op.drop_table("call_clearances")
    op.drop_table("call_absences")
