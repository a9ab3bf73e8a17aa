"""Fixes: what is mended for customers, what for, what stands in the way, and each step that was told."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("done_means", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("sponsor", sa.String(length=64), nullable=True),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("alone", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("moment", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("moved_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("reached", sa.String(length=255), nullable=False),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("closed_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fixes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixes")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_fixes_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_fixes_workspace_id_number")),
    )
    with op.batch_alter_table("fixes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fixes_workspace_id_owner_state"), ["workspace_id", "owner", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_fixes_workspace_id_state_check_on"), ["workspace_id", "state", "check_on"], unique=False
        )

    op.create_table(
        "fix_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fix_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "fix_id"],
            ["fixes.workspace_id", "fixes.id"],
            name=op.f("fk_fix_evidence_workspace_id_fix_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fix_evidence_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_evidence")),
        sa.UniqueConstraint(
            "workspace_id", "fix_id", "kind", "record", name=op.f("uq_fix_evidence_workspace_id_fix_id_kind_record")
        ),
    )
    with op.batch_alter_table("fix_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fix_evidence_workspace_id_kind_record"), ["workspace_id", "kind", "record"], unique=False
        )

    op.create_table(
        "fix_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fix_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "fix_id"],
            ["fixes.workspace_id", "fixes.id"],
            name=op.f("fk_fix_steps_workspace_id_fix_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fix_steps_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_steps")),
    )
    with op.batch_alter_table("fix_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fix_steps_workspace_id_fix_id"), ["workspace_id", "fix_id"], unique=False)

    op.create_table(
        "fix_thanked",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fix_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "fix_id"],
            ["fixes.workspace_id", "fixes.id"],
            name=op.f("fk_fix_thanked_workspace_id_fix_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fix_thanked_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_thanked")),
        sa.UniqueConstraint("workspace_id", "fix_id", "member", name=op.f("uq_fix_thanked_workspace_id_fix_id_member")),
    )
    op.create_table(
        "fix_roadblocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fix_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("needs", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("sponsor", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_fix_roadblocks_letter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "fix_id"],
            ["fixes.workspace_id", "fixes.id"],
            name=op.f("fk_fix_roadblocks_workspace_id_fix_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fix_roadblocks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_roadblocks")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_fix_roadblocks_workspace_id_id")),
    )
    with op.batch_alter_table("fix_roadblocks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fix_roadblocks_workspace_id_fix_id"), ["workspace_id", "fix_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_fix_roadblocks_workspace_id_outcome_due"), ["workspace_id", "outcome", "due"], unique=False
        )


def downgrade() -> None:
    op.drop_table("fix_thanked")
    op.drop_table("fix_roadblocks")
    op.drop_table("fix_steps")
    op.drop_table("fix_evidence")
    op.drop_table("fixes")
