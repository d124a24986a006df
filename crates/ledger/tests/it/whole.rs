//! What refuses a commit as a whole: an entry that is too large, an id that stands twice.

use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_ledger::Kind;
use serde_json::json;

use crate::given::{World, entry_id, hint, proposal};

#[test]
fn an_entry_too_large_is_refused_and_nothing_else_of_the_commit_stands() {
    let mut world = World::new();
    let size = world.last();
    let text = "long ".repeat(4000);
    let small = proposal("risk/KVP", "risk.closed", "2010-02-01", json!({"number": "1"}));
    let large = proposal("risk/KVP", "risk.identified", "2010-02-01", json!({"number": "2", "text": text}));
    let origin = Origin { file: "risks.csv".to_owned(), line: 7 };
    let from_row = Proposal { origin: Some(origin), ..large.clone() };
    for (large, place) in [(large, ""), (from_row, "risks.csv, line 7: ")] {
        let error = world.record(vec![small.clone(), large]).unwrap_err();
        let told = error.to_string();
        assert!(told.starts_with(&format!("{place}risk.identified: the entry has 20")), "{told}");
        assert!(told.ends_with("more than the limit of 16384; its longest text is in 'text'"), "{told}");
        assert_eq!((error.code().word(), error.kind(), world.last()), ("too_large", Kind::Refused, size));
    }
}

#[test]
fn an_id_twice_in_one_commit_is_refused() {
    let mut world = World::new();
    let closed = |number: &str| Proposal {
        id: Some(entry_id(1)),
        ..proposal("risk/KVP", "risk.closed", "2010-02-01", json!({"number": number}))
    };
    let error = world.record(vec![closed("1"), closed("2")]).unwrap_err();
    assert_eq!(error.to_string(), format!("id {} occurs twice in one commit", entry_id(1)));
    assert_eq!(hint(&error), "give every entry its own id, or none");
}
