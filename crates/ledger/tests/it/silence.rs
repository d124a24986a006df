//! What an answer says of what it rests on: only those ends, of what nothing is recorded, and the day of the last entry.

use hovedbok_answers::Question;
use hovedbok_answers::questions::{
    BudgetOf, FiguresOf, FindingsOf, GoalsOf, MilestonesOf, PlacementsOf, PlansOf, StateOf, StatementOf,
};
use hovedbok_state::{PlacementFilter, PlacementsBy, Selection};
use serde_json::{Value, json};

use crate::given::{World, day, proposal};
use crate::reach::{answer, batch, moved_in, shown};

#[test]
fn an_answer_about_a_day_after_the_last_entry_names_the_day_of_that_entry() {
    let mut world = World::new();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let goal = json!({"goal": "many", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let target = json!({"goal": "many", "kind": "point", "value": 1, "unit": "persons",
        "period": {"start": "2010-01-01", "end": "2010-06-10"}});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2010-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2010-01-01", target),
            proposal(person, "participant.registered", "2010-05-01", json!({"office": "North"})),
            proposal(person, "participant.intake", "2010-05-01", intake),
        ])
        .unwrap();
    let asked = |world: &World, as_of: &str| {
        let answer = answer(world, &Question::Goals(GoalsOf { programme: None }), day(as_of), world.last());
        let goal = &answer["result"]["goals"][0];
        let until = answer["recorded_until"].as_str().map(str::to_owned);
        (until, answer["reach"].as_array().unwrap().len(), goal["answer"].clone(), goal["so_far"].clone())
    };
    // Recorded on 1 June: nobody can know yet who is there on the tenth.
    let until = Some("2010-06-01".to_owned());
    assert_eq!(asked(&world, "2010-06-01"), (None, 0, json!("reached"), json!(true)));
    assert_eq!(asked(&world, "2010-06-10"), (until.clone(), 0, json!("reached"), json!(true)));
    assert_eq!(asked(&world, "2010-07-02"), (until, 0, json!("reached"), json!(true)));
    // A month after, the records end: that row says it.
    assert_eq!(asked(&world, "2010-07-03"), (None, 1, json!("reached"), json!(true)));
    // Whatever is recorded on or after the day settles it.
    world.at("2010-06-12T10:00:00Z");
    let risk = json!({"number": "1", "text": "Too few places"});
    world.record(vec![proposal("risk/KVP", "risk.identified", "2010-06-12", risk)]).unwrap();
    assert_eq!(asked(&world, "2010-06-12"), (None, 0, json!("reached"), json!(false)));
}

#[test]
fn what_nothing_is_recorded_of_is_named_and_never_nought() {
    let mut world = moved_in();
    let established = json!({"owner": "NAV", "period": {"start": "2008-01-01", "end": "2012-12-31"}});
    let goal = json!({"goal": "many", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let target = json!({"goal": "many", "kind": "point", "value": 1, "unit": "persons",
        "period": {"start": "2009-01-01", "end": "2009-12-31"}});
    let figure = json!({"indicator": "participants_ever", "value": 7, "unit": "persons", "about": "2009-12-31",
        "certainty": "stated", "document": "final report"});
    batch(
        &mut world,
        "2010-01-20T11:00:00Z",
        vec![
            proposal("programme/TIO", "programme.established", "2008-01-01", established),
            proposal("programme/TIO", "programme.goal_set", "2008-01-01", goal),
            proposal("programme/TIO", "programme.target_set", "2009-01-01", target),
            proposal("figure/TIO", "figure.published", "2010-01-15", figure),
        ],
    );
    let tio = || Some("TIO".parse().unwrap());
    let lacking =
        |question: Question| answer(&world, &question, day("2010-01-20"), world.last())["not_recorded"].take();
    let row = |subject: &str| json!([{"programme": "TIO", "subject": subject}]);
    let selection = Selection { programme: tio(), ..Selection::default() };
    assert_eq!(lacking(Question::State(StateOf { selection, by: None })), row("participants"));
    let filter = PlacementFilter { programme: tio(), ..PlacementFilter::default() };
    assert_eq!(lacking(Question::Placements(PlacementsOf { filter, by: PlacementsBy::Year })), row("participants"));
    let filter = hovedbok_budgets::Filter { programme: tio(), ..hovedbok_budgets::Filter::default() };
    assert_eq!(lacking(Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Line })), row("money"));
    assert_eq!(lacking(Question::Plans(PlansOf {})), row("plan"));
    assert_eq!(lacking(Question::Goals(GoalsOf { programme: tio() })), row("participants"));
    assert_eq!(lacking(Question::Figures(FiguresOf { programme: None })), row("participants"));
    // Of what is recorded nothing is said, nor of what no number stands for.
    assert_eq!(lacking(Question::Milestones(MilestonesOf { plan: "KVP".parse().unwrap() })), Value::Null);
    assert_eq!(lacking(Question::Findings(FindingsOf { programme: tio(), kind: None })), Value::Null);
    let all = lacking(Question::Statement(StatementOf { programme: None }));
    assert_eq!(all.as_array().unwrap().len(), 3, "{all}");
    let result = |question: Question| answer(&world, &question, day("2010-01-20"), world.last())["result"].take();
    let goal = result(Question::Goals(GoalsOf { programme: tio() }))["goals"][0].take();
    assert_eq!((&goal["answer"], &goal["derived"]), (&json!("not_answerable"), &Value::Null));
    assert_eq!(goal["because"], "nothing is recorded about the participants of TIO");
    let figure = result(Question::Figures(FiguresOf { programme: tio() }))["figures"][0].take();
    assert_eq!((&figure["derived"], &figure["derived_on"]), (&Value::Null, &Value::Null));
}

#[test]
fn only_what_an_answer_rests_on_ends_in_it() {
    let mut world = moved_in();
    let ends = json!({"reason": "the papers end"});
    let established = json!({"owner": "NAV", "period": {"start": "2008-01-01", "end": "2012-12-31"}});
    batch(
        &mut world,
        "2010-01-20T11:00:00Z",
        vec![
            proposal("programme/TIO", "programme.established", "2008-01-01", established),
            proposal("programme/TIO", "programme.records_end", "2009-12-31", ends),
            proposal("risk/TIO", "risk.identified", "2009-06-01", json!({"number": "9", "text": "Too few places"})),
            proposal(
                "plan/TIO",
                "plan.milestone_planned",
                "2009-01-01",
                json!({"section": "2009", "title": "Report", "due": "2010-02-01"}),
            ),
        ],
    );
    let subjects = |question: Question| -> Vec<String> {
        let reach = shown(&answer(&world, &question, day("2010-03-01"), world.last()));
        reach.into_keys().map(|(programme, subject)| format!("{programme} {subject}")).collect()
    };
    // An end that is stated for everything ends only what there is.
    let all = Question::State(StateOf { selection: Selection::default(), by: None });
    assert_eq!(subjects(all), ["KVP participants"]);
    assert_eq!(subjects(Question::Goals(GoalsOf { programme: None })), ["KVP participants"]);
    assert_eq!(subjects(Question::Figures(FiguresOf { programme: None })), Vec::<String>::new());
    assert_eq!(subjects(Question::Plans(PlansOf {})), ["KVP plan", "TIO plan"]);
    let filter = hovedbok_budgets::Filter { year: Some(2010), ..hovedbok_budgets::Filter::default() };
    assert_eq!(subjects(Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Year })), ["KVP money"]);
    let filter = hovedbok_budgets::Filter { year: Some(2009), ..hovedbok_budgets::Filter::default() };
    assert_eq!(subjects(Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Year })), Vec::<String>::new());
    let found = Question::Findings(FindingsOf { programme: Some("TIO".parse().unwrap()), kind: None });
    assert_eq!(subjects(found), ["TIO plan", "TIO risks"]);
    let question = Question::Findings(FindingsOf {
        programme: Some("TIO".parse().unwrap()),
        kind: Some("records_end".to_owned()),
    });
    let ends = answer(&world, &question, day("2010-03-01"), world.last())["result"]["findings"].take();
    let whats: Vec<&str> = ends.as_array().unwrap().iter().map(|row| row["what"].as_str().unwrap()).collect();
    assert_eq!(
        whats,
        [
            "the records of TIO about the plan end on 2009-12-31, as stated; open then: 1 milestone",
            "the records of TIO about risks end on 2009-12-31, as stated; open then: 1 risk",
        ]
    );
}
