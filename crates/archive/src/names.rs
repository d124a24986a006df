//! The names of the files of an archive, and how much they hold.

/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// The name of the archive's own checkpoint.
pub const CHECKPOINT: &str = "checkpoint";

/// The name of the page that says how to read an archive.
pub const README: &str = "README.txt";

/// The page itself.
pub const PAGE: &str = include_str!("README.txt");

/// The entries of a full segment; no segment has more.
pub const SEGMENT_ENTRIES: u64 = 65_536;

/// The most bytes of an entry's head and body together (H4).
pub const ENTRY_BYTES_MAX: usize = 16 * 1024;

/// The most bytes of a line, including its line feed: everything around head and body takes 60.
pub(crate) const LINE_BYTES_MAX: usize = ENTRY_BYTES_MAX + 60;

/// The name of a segment's file.
pub fn segment_name(first: u64, last: u64) -> String {
    format!("entries-{first:010}-{last:010}.jsonl")
}

/// Whether a name is that of some segment's file.
pub fn is_segment_name(name: &str) -> bool {
    let number = |digits: &str| digits.len() >= 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let between = name.strip_prefix("entries-").and_then(|rest| rest.strip_suffix(".jsonl"));
    between.and_then(|rest| rest.split_once('-')).is_some_and(|(first, last)| number(first) && number(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_known_by_their_names() {
        assert_eq!(segment_name(65_537, 131_072), "entries-0000065537-0000131072.jsonl");
        assert!(is_segment_name(&segment_name(1, 1)) && is_segment_name(&segment_name(1, u64::MAX)));
        for other in
            ["entries-1-2.jsonl", "entries-0000000001.jsonl", "entries-000000000a-0000000002.jsonl", "entries.jsonl"]
        {
            assert!(!is_segment_name(other), "{other}");
        }
    }
}
