"""The ground that every table stands on: names of constraints, typed columns, moments that keep their zone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Refuses a time without a zone; SQLite stores none, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Number = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(Number, primary_key=True, autoincrement=True)]
Tenant = Annotated[int, mapped_column(Number, ForeignKey("workspaces.id", ondelete="CASCADE"))]
SlackId = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(255))]
Words = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Instant,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON,
    }


def claim(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert the row unless its unique key is taken. True for the one who got it, under any race."""
    insert = _insert_once(table, session.get_bind().dialect.name)
    return session.execute(insert, dict(values)).first() is not None


@cache
def _insert_once(table: type[Base], dialect: str) -> Any:
    """Built once: putting a statement together costs more than running it."""
    rows: Any = table.__table__
    insert: Any = sqlite.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
    return insert.on_conflict_do_nothing().returning(rows.c.id)


def insert_all(
    session: Session, of: type[Base], common: dict[str, Any], names: Sequence[str], rows: list[list[Any]]
) -> None:
    """All rows by one prepared statement. What is `common` to all is made fit for the database once."""
    table, connection = table_of(of), session.connection()
    dialect = connection.dialect
    fit = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in (*common, *names)}
    shared = [to(value) if (to := fit[name]) else value for name, value in common.items()]
    for place, name in enumerate(names):
        if to := fit[name]:
            for row in rows:
                row[place] = to(row[place])
    columns = ", ".join(dialect.identifier_preparer.quote(name) for name in (*common, *names))
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(fit))
    sql = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"
    connection.exec_driver_sql(sql, [(*shared, *row) for row in rows])


def table_of(of: type[Base]) -> Table:
    return cast(Table, of.__table__)


def reserved(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Numbers for new rows: known beforehand, so that the rows that hang on them can be written at once."""
    column = table_of(table).c.id
    if session.get_bind().dialect.name == "sqlite":  # the one writer has the file to itself
        first = (session.scalar(select(func.max(column))) or 0) + 1
        return range(first, first + count)
    sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
    return session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))).all()
