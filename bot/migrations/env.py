"""Alembic's entry: it works on the transaction that bot.database opened for it."""

from alembic import context

from bot.rituals import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables(),
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
