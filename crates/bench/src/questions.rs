//! Every question, asked as widely as it can be: what is measured when no single question is meant.

use hovedbok_answers::Question;
use hovedbok_core::{Day, ParticipantId, Seq};
use hovedbok_projection::At;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

use crate::error::Error;

/// The form in which a signed answer has each of them; `PERSON` and `PLAN` are replaced by some of the ledger's.
const ALL: [&str; 34] = [
    r#"{"state":{"selection":{"programme":null,"cohort":null,"receiving":false,"office":null},"by":"status"}}"#,
    r#"{"participant":{"id":"PERSON"}}"#,
    r#"{"placements":{"filter":{"programme":null,"provider":null,"year":null},"by":"provider"}}"#,
    r#"{"trajectories":{"filter":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"provider":null},"observed_from":null}}"#,
    r#"{"trajectory":{"id":"PERSON","observed_from":null}}"#,
    r#"{"outcomes":{"filter":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"from":null,"to":null}}}"#,
    r#"{"attendance":{"filter":{"programme":null,"provider":null,"from":null,"to":null},"by":"month"}}"#,
    r#"{"absence":{"filter":{"programme":null,"provider":null,"from":null,"to":null},"by":"kind"}}"#,
    r#"{"conditions":{"filter":{"programme":null,"office":null,"from":null,"to":null,"status":[]}}}"#,
    r#"{"flows":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"by":"provider"}}"#,
    r#"{"milestones":{"plan":"PLAN"}}"#,
    r#"{"plans":{}}"#,
    r#"{"budget":{"filter":{"programme":null,"year":null,"source":null,"chapter":null,"item":null},"by":"line"}}"#,
    r#"{"programmes":{"municipality":null}}"#,
    r#"{"bodies":{"programme":null}}"#,
    r#"{"staff":{"programme":null}}"#,
    r#"{"reports":{"programme":null}}"#,
    r#"{"agreements":{"programme":null}}"#,
    r#"{"risks":{"programme":null}}"#,
    r#"{"surveys":{"programme":null}}"#,
    r#"{"duties":{"programme":null,"status":[],"by":null}}"#,
    r#"{"offices":{"programme":null}}"#,
    r#"{"recommendations":{"programme":null,"status":[]}}"#,
    r#"{"cohorts":{"programme":null}}"#,
    r#"{"goals":{"programme":null}}"#,
    r#"{"figures":{"programme":null}}"#,
    r#"{"findings":{"programme":null,"kind":null}}"#,
    r#"{"series":{"filter":{"programme":null,"indicator":"stock","by":"month","group":null,"from":null,"to":null,"cumulative":false}}}"#,
    r#"{"survival":{"filter":{"selection":{"programme":null,"cohort":null,"office":null,"target_group":null},"first":false,"by":null,"to":"exit","at":[91,365]},"observed_from":null}}"#,
    r#"{"list":{"programme":null,"office":null,"counsellor":null,"status":[],"target_group":null,"provider":null,"missing":[]}}"#,
    r#"{"due":{"within_days":30,"programme":null,"office":null,"counsellor":null,"kinds":[]}}"#,
    r#"{"draw":{"n":20,"seed":"2026","of":"closed","year":null,"programme":null,"office":null,"by_office":false}}"#,
    r#"{"lag":{"programme":null}}"#,
    r#"{"statement":{"programme":null}}"#,
];

/// Every question, about this person and this plan where it is about one.
///
/// # Errors
/// When a form is no question, which would be a fault here.
pub fn all(person: ParticipantId, plan: &str) -> Result<Vec<Question>, Error> {
    let question = |form: &str| {
        let form = form.replace("PERSON", &person.to_string()).replace("PLAN", plan);
        serde_json::from_str(&form).map_err(|error| Error::Writer(format!("{form} is no question: {error}")))
    };
    ALL.into_iter().map(question).collect()
}

/// Questions at points of both times, any question, day and position as likely as another.
pub fn random(questions: &[Question], (first, last): (Day, Day), end: Seq, count: usize) -> Vec<(Question, At)> {
    const SEED: u64 = 3;
    let mut random = ChaCha12Rng::seed_from_u64(SEED);
    let one = |_| {
        let question = questions.get(random.random_range(0..questions.len().max(1)))?.clone();
        let as_of = first.plus_days(random.random_range(0..=last.days_since(first)));
        Some((question, At { as_of, known_at: Seq(random.random_range(1..=end.0)) }))
    };
    (0..count).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_question_is_asked() {
        let person = ParticipantId(Uuid::from_u128(0x4000_8000_0000_0000_0000));
        let all = all(person, "SYN1.2006").unwrap();
        let names: BTreeSet<&str> = all.iter().map(Question::name).collect();
        assert_eq!(names, Question::NAMES.iter().copied().collect());
        assert_eq!(names.len(), all.len());
        let days = ("2006-01-01".parse().unwrap(), "2007-01-01".parse().unwrap());
        let drawn = random(&all, days, Seq(9), 500);
        assert_eq!(drawn.iter().map(|(question, _)| question.name()).collect::<BTreeSet<_>>(), names);
        assert_eq!(drawn, random(&all, days, Seq(9), 500));
    }
}
