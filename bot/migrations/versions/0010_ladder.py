"""The reliability ladder of moments of truth, and rules to retire with their votes."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rungs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moment", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        sa.Column("undone_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rungs_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rungs")),
    )
    with op.batch_alter_table("rungs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rungs_workspace_id_moment_on"), ["workspace_id", "moment", "on"], unique=False
        )

    op.create_table(
        "nominations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("hurts", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=False),
        sa.Column("answers", sa.String(length=64), nullable=True),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("taken_back_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_nominations_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_nominations_workspace_id_id")),
    )
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nominations_workspace_id_decision_at"), ["workspace_id", "decision", "at"], unique=False
        )

    op.create_table(
        "rule_votes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "nomination_id"],
            ["nominations.workspace_id", "nominations.id"],
            name=op.f("fk_rule_votes_workspace_id_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rule_votes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_votes")),
        sa.UniqueConstraint(
            "workspace_id", "nomination_id", "member", name=op.f("uq_rule_votes_workspace_id_nomination_id_member")
        ),
    )
    with op.batch_alter_table("rule_votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_votes_workspace_id_member"), ["workspace_id", "member"], unique=False)


def downgrade() -> None:
    for table in ("rule_votes", "nominations", "rungs"):
        op.drop_table(table)
