//! Participants who were merged, judged as one person.

use super::*;
use crate::rules::given::{Given, fact};

/// What some participants who are one person break, each with the positions after those of the one before.
fn together(streams: &[&[Step]]) -> Vec<String> {
    let first = |at: usize| u64::try_from(streams[..at].iter().map(|steps| steps.len()).sum::<usize>()).unwrap() + 1;
    let given: Vec<_> = streams
        .iter()
        .enumerate()
        .map(|(at, steps)| {
            steps.iter().fold(Given::from(first(at)), |given, (when, of, body)| {
                given.on(when, fact::<PersonEntry>(of, body.clone()))
            })
        })
        .collect();
    let members: Vec<Member<'_>> =
        given.iter().enumerate().map(|(at, given)| Member::of(someone(at), given.rows())).collect();
    lines(&group(&members, &Context::default()))
}

fn someone(number: usize) -> ParticipantId {
    ParticipantId(uuid::Uuid::from_u128(0x6f96_19ff_8b86_4d01_b42d_00cf_4fc9_6400 + u128::try_from(number).unwrap()))
}

fn merged_into(day: &'static str, number: usize) -> Step {
    (day, "participant.merged", json!({"into": someone(number).to_string()}))
}

#[test]
fn merged_participants_are_one_person_to_every_rule() {
    let alone = [registered("2008-01-01"), intake("2008-02-01", E2), merged_into("2008-03-01", 0)];
    let found = |stays: &[Step], merged: &[Step]| together(&[stays, &[&alone[..], merged].concat()]);
    assert_eq!(found(&[registered("2008-01-01")], &[]), Vec::<String>::new());
    // Two enrolments at once.
    assert_eq!(
        found(&[registered("2008-01-01"), intake("2008-02-10", E1)], &[]),
        ["enrolment_twice [#4 #2] 0: enrolment e1000000 begins on 2008-02-10 while enrolment e2000000 in the same \
          programme, begun on 2008-02-01, is still open",]
    );
    // The same benefit twice; an exit while a placement of the other stream is open; absences that overlap.
    let twice = [registered("2008-01-01"), paid("2008-02-20", "qualification_benefit")];
    assert_eq!(found(&twice, &[paid("2008-02-21", "qualification_benefit")]).len(), 1);
    let place: Step = {
        let (day, of, mut body) = started("2008-03-01");
        body["enrolment"] = json!(E2);
        (day, of, body)
    };
    let placed = [registered("2008-01-01"), place];
    assert_eq!(found(&placed, &[exited("2008-05-31", E2)])[0].split(' ').next(), Some("exit_with_open_placement"));
    let away = |period| absent(period, "medical", json!({}));
    let absences = [&placed[..], &[away("2008-03-03..2008-03-05")]].concat();
    assert_eq!(found(&absences, &[away("2008-03-05..2008-03-06")])[0].split(' ').next(), Some("absence_overlap"));
    // Of one who was registered twice the first registration counts.
    let earlier = [applied("2008-01-10", E1), registered("2008-02-01")];
    assert_eq!(together(&[&earlier]).len(), 1);
    assert_eq!(together(&[&earlier, &[registered("2008-01-01"), merged_into("2008-03-01", 0)]]), Vec::<String>::new());
}

#[test]
fn mergings_that_lead_back_are_a_ring() {
    let two = [registered("2008-01-01"), merged_into("2008-02-01", 1)];
    let ring = |back: usize| [registered("2008-01-01"), merged_into("2008-02-01", back)];
    assert_eq!(
        together(&[&two, &ring(0)]),
        ["merged_in_ring [#4 #2] 0: 2 merges form a circle, so no participant remains"]
    );
    let found = together(&[&two, &ring(2), &ring(0)]);
    assert_eq!(found, ["merged_in_ring [#6 #4 #2] 0: 3 merges form a circle, so no participant remains"]);
    // A merging into oneself is none, before another one and after it, as it is to every answer.
    let self_last = [registered("2008-01-01"), merged_into("2008-02-01", 1), merged_into("2008-02-02", 0)];
    let self_first = [registered("2008-01-01"), merged_into("2008-01-31", 0), merged_into("2008-02-01", 1)];
    for (steps, own) in [(self_last, 2), (self_first, 3)] {
        let found = together(&[&steps, &ring(0)]);
        let rings: Vec<&String> = found.iter().filter(|line| line.starts_with("merged_in_ring")).collect();
        assert_eq!(
            rings,
            [&format!("merged_in_ring [#5 #{own}] 0: 2 merges form a circle, so no participant remains")]
        );
    }
    // A chain has an end, and so has what leads into a ring.
    assert_eq!(together(&[&two, &ring(2), &[registered("2008-01-01")]]), Vec::<String>::new());
    assert_eq!(together(&[&ring(1), &ring(2), &ring(1)]).len(), 1);
}

#[test]
fn facts_of_one_person_that_nothing_changes_are_the_same() {
    let known = |body: Value| -> Step {
        let mut all = json!({"office": "Gjøvik"});
        body.as_object().unwrap().iter().for_each(|(key, value)| all[key] = value.clone());
        ("2008-01-01", "participant.registered", all)
    };
    let changed = |body: Value| -> Step { ("2008-02-01", "participant.details_changed", body) };
    let merged = || merged_into("2008-03-01", 0);
    let found = |stays: &[Step], other: &[Step]| together(&[stays, &[other, &[merged()]].concat()]);
    let born = |month: &str| known(json!({"birth_month": month}));
    assert_eq!(found(&[born("1970-01")], &[born("1970-01")]), Vec::<String>::new());
    assert_eq!(
        found(&[registered("2008-01-01")], &[born("1970-01")]),
        Vec::<String>::new(),
        "one of them says nothing"
    );
    assert_eq!(
        found(&[born("1970-01")], &[born("1971-01")]),
        ["merged_facts_differ [#2 #1] 0: #1 and #2 give different facts about the same person: month of birth; #1 \
          counts"]
    );
    // The last word of each counts, and another fact is another finding.
    let both = |month: &str, sex: &str| known(json!({"birth_month": month, "sex": sex}));
    assert_eq!(
        found(&[both("1970-01", "female")], &[both("1971-01", "male"), changed(json!({"birth_month": "1970-01"}))]),
        ["merged_facts_differ [#2 #1] 0: #1 and #2 give different facts about the same person: sex; #1 counts"]
    );
    assert_eq!(
        found(
            &[born("1970-01"), changed(json!({"sex": "male"}))],
            &[changed(json!({"sex": "female"})), born("1970-01")]
        ),
        ["merged_facts_differ [#3 #2] 0: #2 and #3 give different facts about the same person: sex; #2 counts"]
    );
    // Of three, each that differs from the one who stays.
    let chain = together(&[
        &[born("1970-01")],
        &[born("1970-02"), merged_into("2008-03-01", 0)],
        &[born("1970-02"), merged_into("2008-03-01", 1)],
    ]);
    assert_eq!(
        chain,
        [
            "merged_facts_differ [#2 #1] 0: #1 and #2 give different facts about the same person: month of birth; #1 \
             counts",
            "merged_facts_differ [#4 #1] 0: #1 and #4 give different facts about the same person: month of birth; #1 \
             counts",
        ]
    );
    // Of the one who stays nothing is recorded: the latest counts, whoever it was recorded of.
    let later = || -> Step { ("2008-02-15", "participant.details_changed", json!({"birth_month": "1970-02"})) };
    let two = |first: &[Step], second: &[Step]| {
        together(&[&[registered("2008-01-01")], &[first, &[merged()]].concat(), &[second, &[merged()]].concat()])
    };
    assert_eq!(
        two(&[born("1970-01")], &[born("1970-02")]),
        ["merged_facts_differ [#4 #2] 0: #4 and #2 give different facts about the same person: month of birth; #4 \
          counts"]
    );
    assert_eq!(
        two(&[registered("2008-01-01"), later()], &[born("1970-01")]),
        ["merged_facts_differ [#5 #3] 0: #3 and #5 give different facts about the same person: month of birth; #3 \
          counts"]
    );
    // The one who stays need not be the lowest id; a merging on a day to come counts as well.
    let stays_last = together(&[&[born("1970-01"), merged_into("2008-03-01", 1)], &[born("1970-02")]]);
    assert_eq!(
        stays_last,
        ["merged_facts_differ [#3 #1] 0: #3 and #1 give different facts about the same person: month of birth; #3 \
          counts"]
    );
    let steps = [born("1970-01"), born("1970-02")];
    let given: Vec<Given<PersonEntry>> = steps
        .iter()
        .zip(1..)
        .map(|((when, of, body), at)| Given::from(at).on(when, fact::<PersonEntry>(of, body.clone())))
        .collect();
    let cut: Vec<Member<'_>> = given
        .iter()
        .enumerate()
        .map(|(at, given)| Member { into: (at == 0).then(|| someone(1)), ..Member::of(someone(at), given.rows()) })
        .collect();
    assert_eq!(
        lines(&group(&cut, &Context::default())),
        ["merged_facts_differ [#2 #1] 0: #2 and #1 give different facts about the same person: month of birth; #2 \
          counts"]
    );
    // Where nobody is said to stay in fact, nothing is said of one alone.
    assert_eq!(together(&[&[born("1970-01")]]), Vec::<String>::new());
}
