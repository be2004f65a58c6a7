"""Triggers by which the database itself refuses to change or delete an entry."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE_UP = [
    f"""CREATE TRIGGER IF NOT EXISTS ledger_entry_no_{act} BEFORE {act} ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
    for act in ("UPDATE", "DELETE")
]
_SQLITE_DOWN = [f"DROP TRIGGER IF EXISTS ledger_entry_no_{act}" for act in ("UPDATE", "DELETE")]
_POSTGRESQL_UP = [
    """CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    "DROP TRIGGER IF EXISTS ledger_entry_append_only ON ledger_entry",
    """CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
]
_POSTGRESQL_DOWN = [
    "DROP TRIGGER IF EXISTS ledger_entry_append_only ON ledger_entry",
    "DROP FUNCTION IF EXISTS ledger_refuse()",
]
_UP = {"sqlite": _SQLITE_UP, "postgresql": _POSTGRESQL_UP}
_DOWN = {"sqlite": _SQLITE_DOWN, "postgresql": _POSTGRESQL_DOWN}


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; again is harmless.

    Raises: KeyError on a database that Handbill has no guard for.
    """
    _run(_UP[connection.vendor], connection)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; again is harmless. For taking the migration back and for emptying test databases."""
    _run(_DOWN[connection.vendor], connection)


def _run(statements: list[str], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
