//! Archives that somebody changed: a drill names the place and does not pass it over.

use crate::support::Folder;

#[test]
fn a_drill_names_the_first_entry_that_was_changed_and_fails() {
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
        folder.write(name, &format!("{first}{changed}{last}"));
        let done = folder.run("archive copy --drill");
        assert_eq!(done.code, 1, "{}", done.stderr);
        assert!(done.stderr.contains(&format!("from entry {last_entry} on")), "{}", done.stderr);
        // It was put right, as without a drill.
        assert_eq!(folder.read(name), sound);
        folder.ok("archive copy --drill");
        folder.write(name, &format!("{first}{changed}{last}"));
        assert!(folder.ok("archive copy").stderr.contains("was missing or damaged"));
    }
}
