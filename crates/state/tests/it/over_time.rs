//! Nothing that was true of a day changes when the day of the question moves on, at one state of knowledge.
//!
//! Left out are the age bands, which are those of the day of the question, and mergings, from whose day on two are one.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome};
use hovedbok_core::{Day, ParticipantId, PersonEntry, Seq};
use hovedbok_projection::At;
use hovedbok_state::{By, Indicator, Membership, Scope, Selection, Wanted, derive, derive_all, members};
use proptest::prelude::*;

use crate::given::*;

const MONTHS: u32 = 4;

/// What happens: to whom, on which day of which month, which kind of thing, and two numbers that say more.
type Step = (u128, u32, u32, u8, u8, u8);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (1..4u128, 1..=MONTHS, 1..28u32, 0..14u8, 0..4u8, 0..4u8);
    prop::collection::vec(step, 1..60)
}

fn entry(person: u128, kind: u8, a: u8, b: u8) -> PersonEntry {
    let e = person * 10 + u128::from(a % 2);
    let p = e * 10 + u128::from(b % 2);
    let office = ["North", "South", "East", "North"][usize::from(b)];
    let destination = if b.is_multiple_of(2) { Destination::Work } else { Destination::Unknown };
    match kind {
        0 => registered(office),
        1 => applied(e, "KVP"),
        2 => decided(e, if b == 0 { Decision::Reject } else { Decision::Grant }),
        3..=5 => intake_of(e, "KVP", office, if a < 2 { "young" } else { "adults" }, if b < 2 { &["c"] } else { &[] }),
        6 => exited(e, destination),
        7 => counsellor(e, if b < 2 { "c1" } else { "c2" }),
        8 => suspended(e),
        9 => started(p, e, if b < 2 { "ASVO" } else { "Landmo" }),
        10 => ended(p, if b < 2 { Outcome::Work } else { Outcome::Continued }),
        11 => paid(BenefitKind::SocialAssistanceFull, "2010-02-01..2010-02-28"),
        12 => waitlisted(e, "KVP"),
        _ => resumed(e),
    }
}

fn told(steps: &[Step]) -> Given {
    let mut given = Given::default();
    for (person, month, day, kind, a, b) in steps {
        given.put(*person, &format!("2010-{month:02}-{day:02}"), entry(*person, *kind, *a, *b));
    }
    given
}

/// Without what speaks of an enrolment before it is applied for, of which nobody can say then what programme it is in.
fn in_order(steps: Vec<Step>) -> Vec<Step> {
    let begins = |step: &Step| step.3 == 1;
    let same = |a: &Step, b: &Step| (a.0, a.4 % 2) == (b.0, b.4 % 2);
    let begun = |step: &Step| {
        steps.iter().any(|first| begins(first) && same(first, step) && (first.1, first.2) <= (step.1, step.2))
    };
    steps.iter().filter(|step| matches!(step.3, 0 | 1 | 11) || begun(step)).copied().collect()
}

fn ever(membership: Membership) -> BTreeMap<String, Vec<ParticipantId>> {
    let groups = membership.groups.into_iter().map(|(key, of)| (key, of.ever));
    groups.chain([(String::new(), membership.total.ever)]).collect()
}

fn selections() -> Vec<Selection> {
    let office = |office: &str| Selection { office: Some(office.into()), ..Selection::default() };
    let north = Selection { programme: Some(name("KVP")), ..office("North") };
    let cohort = Selection { cohort: Some(name("c")), ..Selection::default() };
    let receiving = Selection { receiving: true, ..office("South") };
    vec![Selection::default(), office("South"), north, cohort, receiving]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_ever_stood_in_a_group_stands_there_for_ever(steps in steps(), first in 1..28u32, month in 1..MONTHS, later in 1..90i64) {
        let given = told(&steps);
        let before = given.at(&format!("2010-{month:02}-{first:02}"));
        let after = given.at(&before.as_of.plus_days(later).to_string());
        for selection in selections() {
            for by in By::ALL.iter().filter(|by| **by != By::AgeBand) {
                let then = ever(members(&given.timeline, before, &selection, Some(*by)));
                let now = ever(members(&given.timeline, after, &selection, Some(*by)));
                for (key, persons) in then {
                    let kept = now.get(&key).cloned().unwrap_or_default();
                    prop_assert!(persons.iter().all(|id| kept.contains(id)), "{:?} {:?} {}", selection, by, key);
                }
            }
        }
    }

    #[test]
    fn what_a_month_counted_it_counts_for_ever(
        steps in steps().prop_map(in_order), month in 1..=MONTHS, later in 0..90i64,
    ) {
        let given = told(&steps);
        let about = period(&format!("2010-{month:02}-01..2010-{month:02}-28"));
        let programme = name("KVP");
        for part in ["", "office=North", "office=South", "target_group=young", "cohort=c", "office=North;cohort=c"] {
            for indicator in ["intakes", "exits", "exits_work_or_education", "applications", "grants", "still_in_measure",
                "placements_work_or_education", "participants_in_programme", "participants_ever", "receiving", "cohort_size"] {
                let scope = Scope { part: Some(part), ..Scope::programme(&programme) };
                let counted =
                    |as_of: Day| derive(indicator, &given.timeline, &scope, &about, given.at(&as_of.to_string()));
                // Ends of the last day take hold the day after.
                let then = counted(about.end().next());
                let now = counted(about.end().next().plus_days(later));
                prop_assert_eq!(then, now, "{} {}", indicator, part);
            }
        }
    }

    #[test]
    fn several_indicators_at_once_are_each_as_alone(
        steps in steps(),
        asked in prop::collection::vec(
            (
                (1..=MONTHS, 1..28u32, 0..40u64),
                prop::sample::select(Indicator::ALL),
                prop::sample::select(vec!["", "office=North", "provider=ASVO", "year=2010", "cohort=c", "nonsense=x"]),
                prop::sample::select(vec!["2010-02-01..2010-03-15", "2010-02-28", "2011-01-01"]),
            ),
            1..12,
        ),
    ) {
        let given = told(&steps);
        let programme = name("KVP");
        let wanted: Vec<_> = asked.into_iter().map(|((month, first, back), indicator, part, about)| {
            let now = given.at(&format!("2010-{month:02}-{first:02}"));
            let at = At { known_at: Seq(now.known_at.0.saturating_sub(back)), ..now };
            let scope = Scope { part: Some(part), ..Scope::programme(&programme) };
            Wanted { indicator: indicator.word(), scope, about: period(about), at }
        }).collect();
        let alone = wanted.iter().map(|w| derive(w.indicator, &given.timeline, &w.scope, &w.about, w.at));
        prop_assert_eq!(derive_all(&given.timeline, &wanted), alone.collect::<Vec<_>>());
    }
}
