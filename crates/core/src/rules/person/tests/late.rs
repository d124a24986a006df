//! What is recorded late when corrections take part.

use super::*;
use crate::rules::given::{Given, fact};

#[test]
fn a_correction_that_says_something_is_judged_by_its_own_recording() {
    let late = |when: &'static str, body: serde_json::Value| {
        let steps = [registered("2008-01-01"), applied("2008-01-10", E1)];
        let given = steps.iter().fold(Given::nothing(false), |given, (when, of, body)| {
            given.on(when, fact::<PersonEntry>(of, body.clone()))
        });
        let given = given.replaced(2, "2008-03-10", when, fact::<PersonEntry>("participant.applied", body));
        lines(&findings(&judge_rows(&given.rows())))
    };
    let says = |more: serde_json::Value| {
        let mut body = json!({"enrolment": E1, "programme": "KVP"});
        more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
        body
    };
    let told = "recorded_late [#3] 60: participant.applied of 2008-01-10 was recorded on 2008-03-10, 60 days after it \
                took effect";
    assert_eq!(late("2008-01-10", says(json!({}))), Vec::<String>::new());
    assert_eq!(late("2008-01-10", says(json!({"note": "checked"}))), Vec::<String>::new());
    assert_eq!(late("2008-01-10", says(json!({"committee": "North"}))), [told]);
    assert_eq!(late("2008-01-10", says(json!({"programme": "TIO"}))), [told]);
    assert_eq!(
        late("2008-01-08", says(json!({}))),
        ["recorded_late [#3] 62: participant.applied of 2008-01-08 was recorded on 2008-03-10, 62 days after it \
             took effect"]
    );
}

#[test]
fn what_was_recorded_late_stays_so_when_it_is_corrected() {
    let (_, of, body) = applied("2008-01-10", E1);
    let given = Given::nothing(false)
        .on("2008-01-01", fact::<PersonEntry>("participant.registered", json!({"office": "North"})))
        .recorded("2008-02-10", "2008-01-10", fact::<PersonEntry>(of, body.clone()))
        .replaced(2, "2008-02-11", "2008-02-10", fact::<PersonEntry>(of, body));
    assert_eq!(lines(&judge_rows(&given.rows())), Vec::<String>::new());
    assert_eq!(
        lines(&general::late_and_corrected(&given.corrected(), |_| None)),
        ["recorded_late [#2] 31: participant.applied of 2008-01-10 was recorded on 2008-02-10, 31 days after it took \
          effect; it has since been replaced or voided",]
    );
}

fn judge_rows(rows: &[&Row<PersonEntry>]) -> Vec<Violation> {
    person(rows, &Context::default())
}
