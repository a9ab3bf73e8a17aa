"""Complaints: what customers are unhappy about, and each step that was taken."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=255), nullable=True),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=True),
        sa.Column("took_stage", sa.Boolean(), nullable=True),
        sa.Column("took_category", sa.Boolean(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("customer_said", sa.String(length=255), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("affected", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=1024), nullable=True),
        sa.Column("confided", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("acknowledge_by", models.base.Instant(timezone=True), nullable=True),
        sa.Column("respond_by", models.base.Instant(timezone=True), nullable=True),
        sa.Column("close_by", models.base.Instant(timezone=True), nullable=True),
        sa.Column("due_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("taken_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("acknowledged_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("responded_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("first_closed_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("upheld", sa.String(length=8), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("will_tell", sa.Boolean(), nullable=True),
        sa.Column("duplicate_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_complaints_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_complaints_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_complaints_workspace_id_number")),
        sa.UniqueConstraint("workspace_id", "origin", "ref", name=op.f("uq_complaints_workspace_id_origin_ref")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(
            "ix_complaints_period",
            ["workspace_id", "counted", "on", "stage", "category", "origin", "source", "reporter"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_complaints_workspace_id_customer_id_on"), ["workspace_id", "customer_id", "on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_complaints_workspace_id_owner_state"), ["workspace_id", "owner", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_complaints_workspace_id_reporter"), ["workspace_id", "reporter"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_complaints_workspace_id_state_due_at"), ["workspace_id", "state", "due_at"], unique=False
        )
        for name, column, which in (
            ("duplicates", "duplicate_of", "duplicate_of IS NOT NULL"),
            ("unsure", "id", "stage = 'unsure'"),
            ("suggested", "at", "took_stage IS NOT NULL OR took_category IS NOT NULL"),
        ):
            batch_op.create_index(
                f"ix_complaints_{name}",
                ["workspace_id", column],
                unique=False,
                sqlite_where=sa.text(which),
                postgresql_where=sa.text(which),
            )

    op.create_table(
        "complaint_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "complaint_id"],
            ["complaints.workspace_id", "complaints.id"],
            name=op.f("fk_complaint_steps_workspace_id_complaint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_complaint_steps_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_steps")),
    )
    with op.batch_alter_table("complaint_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_steps_workspace_id_complaint_id_at"),
            ["workspace_id", "complaint_id", "at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_complaint_steps_workspace_id_at"), ["workspace_id", "at"], unique=False)

    op.create_table(
        "complaint_clocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", models.base.Instant(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_complaint_clocks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_clocks")),
    )
    with op.batch_alter_table("complaint_clocks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_clocks_workspace_id_since"), ["workspace_id", "since"], unique=False
        )


def downgrade() -> None:
    op.drop_table("complaint_clocks")
    op.drop_table("complaint_steps")
    op.drop_table("complaints")
