//! Where the register is at hand no text that is recorded names one of its cases, and no message repeats one (H11).

use hovedbok_core::cases::Cases;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Seq, Text};
use hovedbok_ledger::LedgerError;
use hovedbok_ledger::correct::Why;
use serde_json::{Value, json};

use crate::given::{World, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

fn register() -> Cases {
    ["00131", "2009/17 A", "7", "2010"].into_iter().collect()
}

/// Somebody registered, at position 2, and money.
fn world() -> World {
    let mut world = World::new();
    let money = json!({"amount_ore": 10_000});
    world
        .record(vec![
            about("participant.registered", "2010-01-04", json!({"office": "North"})),
            proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-01-01", money),
        ])
        .unwrap();
    world
}

fn about(type_name: &str, when: &str, fields: Value) -> Proposal {
    proposal(KARI, type_name, when, fields)
}

#[test]
fn a_note_on_a_new_name_repeats_no_number_of_a_person() {
    for (office, shown) in [("South", "'South'"), ("7", "a case number"), ("120562 South", "a text with 6 digits")] {
        let (mut world, mut notes) = (world(), Vec::new());
        world
            .work(|work, edge| {
                work.keep_out(register());
                work.propose(about("participant.details_changed", "2010-02-01", json!({"office": office})), edge)?;
                notes = work.notices().iter().map(ToString::to_string).collect();
                Ok(())
            })
            .unwrap();
        assert_eq!(notes, [format!("the ledger has no office named {shown} yet")]);
    }
}

/// The notes on a proposal with the register at hand, or the refusal.
fn noted(proposal: Proposal) -> Result<Vec<String>, LedgerError> {
    let (mut world, mut notes) = (world(), Vec::new());
    world.work(|work, edge| {
        work.keep_out(register());
        work.propose(proposal, edge)?;
        notes = work.notices().iter().map(ToString::to_string).filter(|note| note.contains("register")).collect();
        Ok(())
    })?;
    Ok(notes)
}

fn changed(note: &str) -> Proposal {
    about("participant.details_changed", "2010-02-01", json!({"sex": "female", "note": note}))
}

#[test]
fn a_text_that_names_a_case_is_refused() {
    let source = |text: &str| Proposal { source: Some(Text::from(text)), ..changed("") };
    let risk = json!({"number": "1", "text": "as in 2009/17 A"});
    let planned = json!({"section": "2010", "number": "4", "title": "Talk about sak 7"});
    let money = json!({"amount_ore": 100, "purpose": "travel, sak nr. 7", "supplier": "Taxi"});
    let applied = json!({"programme": "KVP", "committee": "00131"});
    let review = json!({"review": "2010", "findings": ["all well", "but see 00131"], "enrolment": "e1000000-0000-4000-8000-000000000000"});
    for (proposal, field) in [
        (changed("sak 00131"), "note"),
        (changed("the same as 00131, moved"), "note"),
        (changed("SAK 7"), "note"),
        (source("letter, 2009/17 a"), "source"),
        (proposal("risk/KVP", "risk.identified", "2010-02-01", risk), "text"),
        (proposal("plan/KVP", "plan.milestone_planned", "2010-02-01", planned), "title"),
        (proposal("fund/KVP/2010/municipal", "fund.spent", "2010-02-01", money), "purpose"),
        (about("participant.applied", "2010-02-01", applied), "committee"),
        (about("participant.reviewed", "2010-02-01", review), "findings"),
    ] {
        let type_name = proposal.type_name.clone();
        let error = noted(proposal).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{type_name}: the text in '{field}' contains a case number of the register")
        );
        assert_eq!(error.code().word(), "names_case");
    }
}

#[test]
fn a_number_that_may_be_a_case_is_said_and_others_are_not() {
    let said = |type_name: &str, field: &str| {
        vec![format!(
            "{type_name}: the text in '{field}' contains a word that is also a case number in the register; if it \
             means that case, remove it with `replace`: entries never identify a person by case number"
        )]
    };
    for note in ["away 7 days", "since 2010", "vedlegg nr 7"] {
        assert_eq!(noted(changed(note)).unwrap(), said("participant.details_changed", "note"), "{note}");
    }
    // Names and numbers of something else can be the same, and so can the names of documents.
    let office = |name: &str| about("participant.details_changed", "2010-02-01", json!({"office": name}));
    let money = json!({"amount_ore": 100, "purpose": "travel", "voucher": "00131", "supplier": "Taxi 00131 AS"});
    let other = Proposal { source: Some(Text::from("archive 2009/18 B")), ..changed("away 17 days, 131 kroner") };
    for fair in [office("Office 7"), proposal("fund/KVP/2010/municipal", "fund.spent", "2010-02-01", money), other] {
        let what = format!("{} {:?}", fair.type_name, fair.fields);
        assert_eq!(noted(fair).unwrap(), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn the_reason_of_a_correction_names_no_case() {
    let mut world = world();
    let target = world.ledger().entry(Seq(2)).unwrap().draft.id;
    let why = |note: &str| Why { reason: "other".parse().unwrap(), note: Some(Text::from(note)), id: None };
    let mut void = |note: &str| {
        world.work(|work, edge| {
            work.keep_out(register());
            work.void(target, why(note), edge)
        })
    };
    assert_eq!(
        void("it belongs to 00131").unwrap_err().to_string(),
        "entry.voided: the text in 'note' contains a case number of the register"
    );
    void("it belongs to somebody else").unwrap();
}

#[test]
fn without_a_register_at_hand_nothing_is_searched_for() {
    world().record(vec![changed("sak 00131")]).unwrap();
}

#[test]
fn a_field_that_cannot_be_read_is_not_repeated_where_it_can_name_somebody() {
    for (fields, told) in [
        (json!({"sex": "120562"}), "participant.details_changed: unknown variant a number of 6 digits, expected "),
        (json!({"sex": "00131"}), "participant.details_changed: unknown variant a case number, expected "),
        (
            json!({"office": 120_562_123}),
            "participant.details_changed: invalid type: integer a number of 9 digits, expected ",
        ),
        (json!({"2009/17 a": "x"}), "participant.details_changed: unknown field a case number, expected "),
        (json!({"sex": "woman"}), "participant.details_changed: unknown variant `woman`, expected "),
    ] {
        let error = noted(about("participant.details_changed", "2010-02-01", fields)).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}
