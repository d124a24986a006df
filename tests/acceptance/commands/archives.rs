//! Archives that somebody changed: the place is named, and the evidence stays as it is.

use crate::support::Folder;

#[test]
fn the_first_entry_that_was_changed_is_named_and_nothing_is_written() {
    let folder = Folder::empty();
    for (number, text) in [(1, "too late"), (2, "too few places")] {
        let words = format!("risk.identified --programme P1 --number {number} --text '{text}' --effective 2026-01-05");
        folder.ok(&format!("record {words}"));
    }
    folder.ok("archive copy");
    let last_entry = folder.ask("status")["entries"].as_u64().unwrap();
    let name = &format!("copy/entries-0000000001-{last_entry:010}.jsonl");
    let sound = folder.read(name);
    folder.ok("archive copy --drill");
    // The last entry, with as many letters as before; then with one less.
    let (first, last) = sound.rsplit_once("too few places").expect("the text of the last entry");
    for changed in ["too many peers", "too few place"] {
        let changed = format!("{first}{changed}{last}");
        folder.write(name, &changed);
        for words in ["archive copy --drill", "archive copy"] {
            let done = folder.run(words);
            assert_eq!(done.code, 1, "{words}: {}", done.stderr);
            assert!(done.stderr.contains(&format!("from entry #{last_entry} on")), "{words}: {}", done.stderr);
            assert_eq!(folder.read(name), changed, "{words}");
        }
        folder.write(name, &sound);
        folder.ok("archive copy --drill");
    }
}
