"""Let the database itself refuse to change what is evidence, whatever code asks for it.

SQLite drops the triggers of a table that a later migration rebuilds: such a migration must run
`install_triggers` again, and a test counts the triggers after the last migration.
"""

from django.db import migrations

# table -> columns that never change once written
EVIDENCE = {
    "reviewapp_translation": ("original", "segment_id", "system_id"),
    "reviewapp_revision": ("translation_id", "number", "text", "author_id", "created_at"),
    "reviewapp_event": ("translation_id", "actor_id", "action", "reason", "details", "at", "operation"),
    "reviewapp_error": ("translation_id", "side", "start", "end", "marked_text", "text_number", "author_id"),
}


def _trigger(table):
    return f"{table}_is_evidence"


def install_triggers(apps, schema_editor):
    """Create one trigger a table."""
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION reviewapp_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is evidence and cannot be changed', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,  # the per cent sign is the function's own
        )
    for table, columns in EVIDENCE.items():
        named = ", ".join(f'"{column}"' for column in columns)
        differs = "IS DISTINCT FROM" if postgres else "IS NOT"
        # PostgreSQL has no equality for json; jsonb, which Django uses, has.
        changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
        if postgres:
            body = "EXECUTE FUNCTION reviewapp_refuse_change()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{table} is evidence and cannot be changed'); END"
        when = f"FOR EACH ROW WHEN ({changed}) {body}"
        schema_editor.execute(f"CREATE TRIGGER {_trigger(table)} BEFORE UPDATE OF {named} ON {table} {when}")


def remove_triggers(apps, schema_editor):
    """Drop what `install_triggers` made."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in EVIDENCE:
        schema_editor.execute(f"DROP TRIGGER {_trigger(table)}" + (f" ON {table}" if postgres else ""))
    if postgres:
        schema_editor.execute("DROP FUNCTION reviewapp_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("reviewapp", "0001_tables_of_review")]

    operations = [migrations.RunPython(install_triggers, remove_triggers)]
