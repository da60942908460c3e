#!/bin/sh
# Once, when the database is made: the user whom the program signs in as. Salle lets it in at its first start.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$PROGRAM_PASSWORD" <<'SQL'
CREATE ROLE salle_program LOGIN PASSWORD :'password';
SQL
