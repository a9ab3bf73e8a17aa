"""Trends of complaints: what was found to rise with our decision about it, and the bases kept while we act."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_alerts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("look", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("newest", sa.JSON(), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_complaint_alerts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_alerts")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_complaint_alerts_workspace_id_id")),
        sa.UniqueConstraint(
            "workspace_id", "stage", "category", "look", "day",
            name=op.f("uq_complaint_alerts_workspace_id_stage_category_look_day"),
        ),
    )  # fmt: skip
    with op.batch_alter_table("complaint_alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_alerts_workspace_id_day"), ["workspace_id", "day"], unique=False)
    op.create_table(
        "complaint_bases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("beyond", sa.Date(), nullable=False),
        sa.Column("since", models.base.Instant(timezone=True), nullable=False),
        sa.Column("until", models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "alert_id"],
            ["complaint_alerts.workspace_id", "complaint_alerts.id"],
            name=op.f("fk_complaint_bases_workspace_id_alert_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_complaint_bases_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_bases")),
    )
    with op.batch_alter_table("complaint_bases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_bases_workspace_id_stage_category"),
            ["workspace_id", "stage", "category"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("complaint_bases")
    op.drop_table("complaint_alerts")
