//! What is recorded of days alone that the records do not reach.

use hovedbok_answers::questions::MilestonesOf;
use hovedbok_answers::{AskError, Question};
use hovedbok_core::Seq;
use hovedbok_ledger::LedgerError;
use hovedbok_projection::At;
use serde_json::json;

use crate::given::{World, day, proposal};

#[test]
fn what_is_recorded_only_of_days_after_the_records_is_not_unknown() {
    let mut world = World::new();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let planned = json!({"section": "2011", "title": "Agreement", "due": "2011-03-01"});
    let applied = json!({"programme": "STEP"});
    world
        .record(vec![
            proposal("plan/STEP.second", "plan.milestone_planned", "2011-01-01", planned),
            proposal(person, "participant.registered", "2010-06-01", json!({"office": "North"})),
            proposal(person, "participant.applied", "2010-12-01", applied),
        ])
        .unwrap();
    // A month after they were recorded the records end.
    let ask = |question: &Question, as_of: &str, known_at: u64| {
        world.ledger().ask(question, At { as_of: day(as_of), known_at: Seq(known_at) })
    };
    let name = |text: &str| text.parse().unwrap();
    for as_of in ["2010-06-02", "2010-07-02", "2011-01-15", "2012-01-01"] {
        let plan = ask(&Question::Milestones(MilestonesOf { plan: name("STEP.second") }), as_of, world.last()).unwrap();
        assert_eq!(serde_json::to_value(&plan.result).unwrap()["milestones"], json!([]), "{as_of}");
        assert_eq!(plan.reach.is_empty(), as_of <= "2010-07-02", "{as_of}: it says where the records end");
        // What is asked for by mistake is nearest to it.
        let error =
            ask(&Question::Milestones(MilestonesOf { plan: name("STEP.secnd") }), as_of, world.last()).unwrap_err();
        let LedgerError::Ask(AskError::Nothing { known, .. }) = &error else { panic!("{error}") };
        assert_eq!(known[..], ["STEP.second".to_owned()], "{as_of}");
    }
    let before = ask(&Question::Milestones(MilestonesOf { plan: name("STEP.second") }), "2011-01-15", 1).unwrap_err();
    assert_eq!(before.code().word(), "nothing", "it was not recorded yet");
}
