"""Ways in for other systems, what they were answered, and what Stripe showed of each subscription."""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=255), nullable=False),
        sa.Column("old_key", sa.String(length=64), nullable=True),
        sa.Column("old_secret", sa.String(length=255), nullable=True),
        sa.Column("old_until", models.base.Instant(timezone=True), nullable=True),
        sa.Column("made_at", models.base.Instant(timezone=True), nullable=False),
        sa.Column("used_at", models.base.Instant(timezone=True), nullable=True),
        sa.Column("arrived", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_hooks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        sa.UniqueConstraint("key", name=op.f("uq_hooks_key")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_hooks_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_hooks_workspace_id_name")),
    )
    with op.batch_alter_table("hooks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hooks_old_key"), ["old_key"], unique=False)

    op.create_table(
        "stripe_sights",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("customer", sa.String(length=255), nullable=False),
        sa.Column("subscription", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("created", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("interval", sa.String(length=8), nullable=False),
        sa.Column("ending", sa.Boolean(), nullable=False),
        sa.Column("paid_before", sa.Boolean(), nullable=False),
        sa.Column("amount_before", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("said", sa.String(length=255), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_stripe_sights_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_sights")),
        sa.UniqueConstraint("workspace_id", "event", name=op.f("uq_stripe_sights_workspace_id_event")),
    )
    with op.batch_alter_table("stripe_sights", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stripe_sights_workspace_id_customer"), ["workspace_id", "customer"], unique=False
        )

    op.create_table(
        "hook_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hook_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("at", models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "hook_id"],
            ["hooks.workspace_id", "hooks.id"],
            name=op.f("fk_hook_answers_workspace_id_hook_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_hook_answers_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_answers")),
        sa.UniqueConstraint(
            "workspace_id", "hook_id", "key", "part", name=op.f("uq_hook_answers_workspace_id_hook_id_key_part")
        ),
    )
    with op.batch_alter_table("hook_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hook_answers_at"), ["at"], unique=False)


def downgrade() -> None:
    for table in ("stripe_sights", "hook_answers", "hooks"):
        op.drop_table(table)
