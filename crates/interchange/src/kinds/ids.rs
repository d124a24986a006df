//! The identities of what comes of a plan's file: the same file beside the same plan gives the same ids.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Options;

/// Makes ids from the file's bytes, the kind, what names the streams (sheet, programme, plan), and the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    seed: [u8; 32],
}

impl Ids {
    pub(super) fn new(bytes: &[u8], kind: &str, sheet: Option<&str>, options: &Options) -> Ids {
        let name = |name: &Option<hovedbok_core::Name>| name.as_ref().map_or(String::new(), ToString::to_string);
        let (programme, plan) = (name(&options.programme), name(&options.plan));
        let mut hash = Sha256::new();
        hash.update(Sha256::digest(bytes));
        for part in [kind, sheet.unwrap_or_default(), &programme, &plan] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        if let Some(map) = &options.map {
            map.seed().for_each(|part| {
                hash.update(part);
                hash.update([0]);
            });
        }
        Ids { seed: hash.finalize().into() }
    }

    /// The UUID of the `n`th thing that comes of a line (from 1), shaped as version 4.
    pub fn uuid(&self, line: usize, what: &str, n: u64) -> Uuid {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(format!("{line}\0{what}\0{n}"));
        let digest: [u8; 32] = hash.finalize().into();
        let (first, _) = digest.split_at(16);
        // A digest of 32 bytes has 16 to begin with.
        Uuid::from_slice(first)
            .map(|id| uuid::Builder::from_random_bytes(id.into_bytes()).into_uuid())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_bytes_kind_sheet_line_and_number_and_on_nothing_else() {
        let options = Options::default();
        let ids = Ids::new(b"a", "exits", None, &options);
        let first = ids.uuid(2, "entry", 0);
        assert_eq!(
            first,
            Ids::new(b"a", "exits", None, &Options { effective: "2010-01-01".parse().ok(), ..options.clone() })
                .uuid(2, "entry", 0)
        );
        assert_eq!(first.get_version_num(), 4);
        let others = [
            Ids::new(b"b", "exits", None, &options).uuid(2, "entry", 0),
            Ids::new(b"a", "intake", None, &options).uuid(2, "entry", 0),
            Ids::new(b"a", "exits", Some("mai"), &options).uuid(2, "entry", 0),
            Ids::new(b"a", "exits", None, &Options { programme: "KVP".parse().ok(), ..options.clone() })
                .uuid(2, "entry", 0),
            ids.uuid(3, "entry", 0),
            ids.uuid(2, "entry", 1),
        ];
        assert!(others.iter().all(|other| *other != first));
    }
}
