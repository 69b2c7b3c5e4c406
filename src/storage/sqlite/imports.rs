//! Calls that were imported, and how far their records were read.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row, sqlite::Sqlite as Db};

use super::{Sqlite, rows::micros};
use crate::{api::ImportPlace, domain::CallId, storage::StoreError};

impl Sqlite {
    pub async fn known_calls(&self, calls: &[CallId]) -> Result<HashSet<CallId>, StoreError> {
        let mut query = QueryBuilder::<Db>::new("SELECT id FROM calls WHERE id IN (");
        let mut list = query.separated(", ");
        for call in calls {
            list.push_bind(call.0);
        }
        let rows = query.push(")").build().fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok(CallId(row.try_get("id")?))).collect()
    }

    pub async fn import_place(&self, source: &str) -> Result<ImportPlace, StoreError> {
        let select = sqlx::query("SELECT line, byte FROM imports WHERE source = $1").bind(source);
        let Some(row) = select.fetch_optional(&self.readers).await? else {
            return Ok(ImportPlace::default());
        };
        let (line, byte): (i64, i64) = (row.try_get("line")?, row.try_get("byte")?);
        Ok(ImportPlace { line: line.cast_unsigned(), byte: byte.cast_unsigned() })
    }

    pub async fn note_import(
        &self,
        source: &str,
        place: ImportPlace,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let upsert = "INSERT INTO imports (source, line, byte, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (source) DO UPDATE SET line = excluded.line, byte = excluded.byte, at = excluded.at";
        let upsert = sqlx::query(upsert).bind(source).bind(place.line.cast_signed());
        let upsert = upsert.bind(place.byte.cast_signed()).bind(micros(at));
        upsert.execute(&mut *self.writer.lock().await).await?;
        Ok(())
    }
}
