"""Being a customer: who takes part, which exercise comes in which month, and what they found."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exercise_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("named", sa.String(length=255), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_accounts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_accounts")),
        sa.UniqueConstraint("workspace_id", "named", name=op.f("uq_exercise_accounts_workspace_id_named")),
    )
    op.create_table(
        "exercise_audits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("artifact", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("fix", sa.Boolean(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("taken_back_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_audits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_audits")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_exercise_audits_workspace_id_id")),
    )
    with op.batch_alter_table("exercise_audits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exercise_audits_workspace_id_quarter"), ["workspace_id", "quarter"], unique=False
        )

    op.create_table(
        "exercise_enrolments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("left_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("welcome", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_enrolments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_enrolments")),
        sa.UniqueConstraint("workspace_id", "member", name=op.f("uq_exercise_enrolments_workspace_id_member")),
    )
    op.create_table(
        "exercise_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("test_note", sa.Text(), nullable=False),
        sa.Column("cost_note", sa.Text(), nullable=False),
        sa.Column("takes_time", sa.Boolean(), nullable=False),
        sa.Column("needs_route", sa.Boolean(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("team_lead", sa.String(length=64), nullable=True),
        sa.Column("retired_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_entries_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_entries")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_exercise_entries_workspace_id_key")),
    )
    op.create_table(
        "exercise_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=False),
        sa.Column("best", sa.Text(), nullable=False),
        sa.Column("worst", sa.Text(), nullable=False),
        sa.Column("put_up", sa.Boolean(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("fix", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("edited_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("taken_back_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_notes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_notes")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_exercise_notes_workspace_id_id")),
    )
    with op.batch_alter_table("exercise_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exercise_notes_workspace_id_member"), ["workspace_id", "member"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_exercise_notes_workspace_id_month"), ["workspace_id", "month"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_exercise_notes_workspace_id_stage_at"), ["workspace_id", "stage", "at"], unique=False
        )

    op.create_table(
        "exercise_pauses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_pauses_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_pauses")),
    )
    with op.batch_alter_table("exercise_pauses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exercise_pauses_workspace_id_member_first"),
            ["workspace_id", "member", "first"],
            unique=False,
        )

    op.create_table(
        "exercise_quotes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_exercise_quotes_letter_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "note_id"],
            ["exercise_notes.workspace_id", "exercise_notes.id"],
            name=op.f("fk_exercise_quotes_workspace_id_note_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_quotes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_quotes")),
        sa.UniqueConstraint(
            "workspace_id", "letter_id", "note_id", name=op.f("uq_exercise_quotes_workspace_id_letter_id_note_id")
        ),
    )
    with op.batch_alter_table("exercise_quotes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exercise_quotes_workspace_id_note_id_channel"),
            ["workspace_id", "note_id", "channel"],
            unique=False,
        )

    op.create_table(
        "exercise_rounds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=True),
        sa.Column("opened_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("lead_told", sa.String(length=64), nullable=True),
        sa.Column("closed_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_rounds_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_rounds")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_exercise_rounds_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "month", name=op.f("uq_exercise_rounds_workspace_id_month")),
    )
    op.create_table(
        "exercise_turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=True),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("answered_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("nudged_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("nudge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_exercise_turns_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["nudge_id"], ["letters.id"], name=op.f("fk_exercise_turns_nudge_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "round_id"],
            ["exercise_rounds.workspace_id", "exercise_rounds.id"],
            name=op.f("fk_exercise_turns_workspace_id_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_exercise_turns_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_turns")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_exercise_turns_workspace_id_id")),
        sa.UniqueConstraint(
            "workspace_id", "month", "member", name=op.f("uq_exercise_turns_workspace_id_month_member")
        ),
    )
    with op.batch_alter_table("exercise_turns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exercise_turns_workspace_id_member"), ["workspace_id", "member"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_exercise_turns_workspace_id_round_id"), ["workspace_id", "round_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_exercise_turns_workspace_id_week"), ["workspace_id", "week"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exercise_turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_turns_workspace_id_week"))
        batch_op.drop_index(batch_op.f("ix_exercise_turns_workspace_id_round_id"))
        batch_op.drop_index(batch_op.f("ix_exercise_turns_workspace_id_member"))

    op.drop_table("exercise_turns")
    op.drop_table("exercise_rounds")
    with op.batch_alter_table("exercise_quotes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_quotes_workspace_id_note_id_channel"))

    op.drop_table("exercise_quotes")
    with op.batch_alter_table("exercise_pauses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_pauses_workspace_id_member_first"))

    op.drop_table("exercise_pauses")
    with op.batch_alter_table("exercise_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_notes_workspace_id_stage_at"))
        batch_op.drop_index(batch_op.f("ix_exercise_notes_workspace_id_month"))
        batch_op.drop_index(batch_op.f("ix_exercise_notes_workspace_id_member"))

    op.drop_table("exercise_notes")
    op.drop_table("exercise_entries")
    op.drop_table("exercise_enrolments")
    with op.batch_alter_table("exercise_audits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_audits_workspace_id_quarter"))

    op.drop_table("exercise_audits")
    op.drop_table("exercise_accounts")
