//! Reading an entry whose head the log itself has put together: only what the log does not know is parsed.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Body, Draft, Entry, FormerBody, Given, Migrated};
use crate::day::Period;
use crate::entries::Read;
use crate::ids::{EntryId, Name, Seq};
use crate::instant::Instant;
use crate::stream::StreamId;
use crate::text::Text;

/// The fields of a head between its stream and its commitment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest<'a> {
    #[serde(rename = "type", borrow)]
    type_name: Cow<'a, str>,
    schema: u16,
    effective: Period,
    actor: Name,
    on_behalf_of: Option<Name>,
    source: Option<Text>,
    target: Option<EntryId>,
    migrated: Option<Migrated>,
}

/// How a head ends behind the digits of its commitment, and how many digits these are.
const END: &[u8] = b"\"}";
const DIGITS: usize = 64;

impl Given<'_> {
    /// The entry that [`Entry::decode`] reads, from the log's own fields and what the head has between them. Nothing where that
    /// is not enough to say so: the whole head decides then.
    pub(super) fn short(&self) -> Option<Entry> {
        let fields = self.between?.strip_suffix(b",")?;
        if self.stream.chars().any(char::is_control) {
            return None;
        }
        let mut object = Vec::with_capacity(fields.len() + 2);
        object.push(b'{');
        object.extend_from_slice(fields);
        object.push(b'}');
        let rest: Rest<'_> = serde_json::from_slice(&object).ok()?;
        let Read { what, former } = Body::read(&rest.type_name, rest.schema, self.body).ok()?;
        let former = former.map(|json| Box::new(FormerBody { schema: rest.schema, json }));
        let (_, digits) = self.head.strip_suffix(END)?.split_last_chunk::<DIGITS>()?;
        let draft = Draft {
            id: EntryId(self.id),
            stream: StreamId::stored(self.stream)?,
            effective: rest.effective,
            actor: rest.actor,
            on_behalf_of: rest.on_behalf_of,
            source: rest.source,
            target: rest.target,
            migrated: rest.migrated,
            body: what,
        };
        Some(Entry {
            seq: Seq(self.seq),
            recorded: Instant::from_micros(self.recorded)?,
            version: self.version,
            draft,
            body_sha256: std::str::from_utf8(digits).ok()?.into(),
            former,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const HEAD: &str = r#"{"seq":7,"recorded":"2026-01-05T09:30:00.000001Z","version":2,"id":"2c5ea4c0-4067-41e9-8bad-9b1deb4d3b7d","stream":"ledger","#;
    const FIELDS: &str = r#""type":"ledger.opened","schema":1,"effective":"2026-01-05","actor":"a","migrated":{"batch":"b","written":"2026-01-05T09:30:00.000000Z"},"#;

    fn both(fields: &str, body: &str) -> (Option<Entry>, Result<Entry, super::super::DecodeError>) {
        let head = format!("{HEAD}{fields}\"body_sha256\":\"{}\"}}", "0a".repeat(32));
        let given = Given {
            seq: 7,
            recorded: 1_767_605_400_000_001,
            version: 2,
            id: Uuid::parse_str("2c5ea4c0-4067-41e9-8bad-9b1deb4d3b7d").unwrap(),
            stream: "ledger",
            head: head.as_bytes(),
            body: body.as_bytes(),
            between: Some(fields.as_bytes()),
        };
        assert_eq!(given.entry(), Given { between: None, ..given }.entry(), "{fields}");
        (given.short(), Entry::decode(head.as_bytes(), body.as_bytes()))
    }

    #[test]
    fn what_the_log_put_together_is_read_as_the_whole_head_is() {
        let (short, whole) = both(FIELDS, "{}");
        assert_eq!(short, whole.ok());
        assert!(short.is_some());
    }

    #[test]
    fn where_the_fields_are_others_the_whole_head_decides() {
        let twice = format!(r#"{FIELDS}"seq":8,"#);
        let open = FIELDS.trim_end_matches(',');
        for (fields, body) in [(twice.as_str(), "{}"), (open, "{}"), ("", "{}"), (FIELDS, "[]"), (FIELDS, "{")] {
            let (short, _) = both(fields, body);
            assert_eq!(short, None, "{fields} {body}");
        }
    }
}
