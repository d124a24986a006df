//! KVP against its report.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{Decision, Direction, NoBaseline, TargetKind};
use hovedbok_core::entries::programme::{Baseline, TargetSet};
use hovedbok_core::entries::{Fact, ParticipantEntry, PersonEntry, ProgrammeEntry};
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Month, Row, Seq};

use crate::folds::{DEMO, day};

fn stock(on: Day, known_at: Seq) -> i64 {
    let inside = DEMO.courses("KVP", on, known_at).iter().filter(|course| course.inside()).count();
    i64::try_from(inside).unwrap()
}

/// Rows about KVP persons as of a day and known at the end.
fn rows(as_of: Day) -> Vec<&'static Row<Fact>> {
    let of_kvp = |batch: &str| batch == "KVP";
    let seqs: std::collections::BTreeSet<Seq> = DEMO
        .entries
        .iter()
        .filter(|entry| of_kvp(entry.draft.migrated.as_ref().unwrap().batch.as_str()))
        .map(|entry| entry.seq)
        .collect();
    DEMO.persons().flat_map(|history| history.at(as_of, DEMO.end())).filter(|row| seqs.contains(&row.seq)).collect()
}

fn counted(year: i32, counts: impl Fn(&ParticipantEntry) -> bool) -> usize {
    rows(Day::MAX)
        .into_iter()
        .filter(|row| row.holds.year() == year)
        .filter(|row| matches!(&row.fact, Fact::Person(PersonEntry::Participant(entry)) if counts(entry)))
        .count()
}

#[test]
fn stocks_as_published() {
    let end = DEMO.end();
    assert_eq!(stock(day("2008-12-31"), end), 197);
    assert_eq!(stock(day("2009-12-31"), DEMO.known_at("2009-12-31")), 380);
    assert_eq!(stock(day("2009-12-31"), end), 383);
    assert_eq!(stock(day("2010-10-31"), end), 378);
    let ends: Vec<i64> = (1..=9).map(|month| stock(Month::new(2010, month).unwrap().last(), end)).collect();
    assert_eq!(ends.iter().sum::<i64>(), 3429, "{ends:?}");
    assert_eq!(basis_points(380, 337), Some(11_276));
}

#[test]
fn three_intakes_came_late_and_nothing_else() {
    let cut = DEMO.known_at("2009-12-31");
    let late: Vec<&Row<Fact>> = rows(day("2009-12-31")).into_iter().filter(|row| row.seq > cut).collect();
    assert_eq!(late.len(), 3);
    for row in late {
        assert_eq!(row.fact.type_name(), "participant.intake");
        assert!(row.recorded.to_string().starts_with("2010-01-15"));
        assert_eq!((row.holds.year(), row.holds.parts().1), (2009, 12));
    }
    // Of the whole archive nothing else but what the final report alone says: about no person, and no target of participants.
    let others = DEMO.entries.iter().filter(|entry| {
        let batch = entry.draft.migrated.as_ref().unwrap().batch.as_str();
        batch == "KVP" && entry.seq > cut && entry.draft.holds() < day("2010-01-01")
    });
    let (persons, rest): (Vec<_>, Vec<_>) =
        others.partition(|entry| matches!(entry.draft.stream, hovedbok_core::StreamId::Participant(_)));
    assert_eq!(persons.len(), 3);
    for entry in rest {
        assert!(entry.recorded.to_string().starts_with("2010-11-15"), "{}", entry.seq);
        let Fact::Programme(fact) = entry.draft.body.fact().unwrap() else { continue };
        assert!(!matches!(fact, ProgrammeEntry::TargetSet(target) if target.goal.as_str() == "participants"));
    }
}

#[test]
fn more_than_160_came_from_august_to_december_2008() {
    // Line 37, from whichever day of August.
    let at_the_end = stock(day("2008-12-31"), DEMO.end());
    for first in ["2008-07-31", "2008-08-31"] {
        assert!(at_the_end - stock(day(first), DEMO.end()) > 160, "{first}");
    }
}

#[test]
fn what_is_not_printed_is_no_figure() {
    // The shares of line 25 add up to 88 with the bound as 5; the rest has no share.
    let shares: Vec<_> = DEMO.figures("KVP").into_iter().filter(|f| f.indicator.as_str() == "exits_share").collect();
    assert_eq!(shares.len(), 6);
    assert_eq!(shares.iter().filter_map(|f| f.value).sum::<i64>(), 8300);
    let bound = shares.iter().find(|f| f.value.is_none()).unwrap();
    assert_eq!((bound.below, bound.part.as_ref().unwrap().as_str()), (Some(500), "destination=state_measure"));
    assert!(shares.iter().all(|f| f.denominator.is_none()));
}

#[test]
fn what_became_of_the_other_applications_is_not_recorded() {
    let rejected =
        |entry: &ParticipantEntry| matches!(entry, ParticipantEntry::Decided(d) if d.decision != Decision::Grant);
    assert_eq!((2008..=2010).map(|year| counted(year, rejected)).sum::<usize>(), 0);
}

#[test]
fn applications_and_grants_as_published() {
    let applied = |entry: &ParticipantEntry| matches!(entry, ParticipantEntry::Applied(_));
    let granted =
        |entry: &ParticipantEntry| matches!(entry, ParticipantEntry::Decided(d) if d.decision == Decision::Grant);
    assert_eq!((counted(2008, applied), counted(2008, granted)), (232, 211));
    assert_eq!((counted(2009, applied), counted(2009, granted)), (349, 281));
}

#[test]
fn exits_in_the_published_shares() {
    let courses = DEMO.courses("KVP", Day::MAX, DEMO.end());
    let mut by_destination: BTreeMap<&str, usize> = BTreeMap::new();
    for (last, destination) in courses.iter().filter_map(|course| course.exit) {
        let aap = destination.word() == "aap";
        let before = destination.word() == "rehabilitation_benefit";
        assert!(!aap || last >= day("2010-03-01"), "{last}");
        assert!(!before || last < day("2010-03-01"), "{last}");
        *by_destination.entry(destination.word()).or_default() += 1;
    }
    let all: usize = by_destination.values().sum();
    assert_eq!(all, 200);
    let share = |words: &[&str]| words.iter().filter_map(|word| by_destination.get(word)).sum::<usize>() * 100 / all;
    assert_eq!(share(&["work"]), 38);
    assert_eq!(share(&["education"]), 8);
    // "Nearly 5 %" is a bound (line 25): 9 of 200.
    assert_eq!(by_destination["state_measure"], 9);
    assert_eq!(share(&["aap", "rehabilitation_benefit"]), 26);
    assert!(by_destination["aap"] > 0 && by_destination["rehabilitation_benefit"] > 0);
    assert_eq!(share(&["disability_pension"]), 3);
    assert_eq!(share(&["social_assistance"]), 8);
    // Of the rest nothing is printed.
    assert_eq!(by_destination["unknown"], 25);
}

#[test]
fn each_step_follows_the_one_before() {
    for history in DEMO.persons() {
        let facts: Vec<_> = history.in_force(DEMO.end()).collect();
        let at = |name: &str| facts.iter().position(|row| row.fact.type_name() == name);
        assert_eq!(at("participant.registered"), Some(0));
        if let (Some(applied), Some(decided)) = (at("participant.applied"), at("participant.decided")) {
            assert!(applied < decided);
            assert!(at("participant.intake").is_none_or(|intake| decided < intake));
        }
        if let Some(exited) = at("participant.exited") {
            assert!(at("participant.intake").unwrap() < exited);
        }
    }
}

#[test]
fn targets_stand_from_the_first_of_january() {
    let targets: Vec<TargetSet> = DEMO
        .programme("KVP", "2010-12-31")
        .into_iter()
        .filter_map(|(row, entry)| match entry {
            ProgrammeEntry::TargetSet(target) if target.goal.as_str() == "participants" => {
                assert_eq!(row.holds, target.period.start());
                assert_eq!(target.direction, Some(Direction::AtLeast));
                Some(target.as_ref().clone())
            }
            ProgrammeEntry::GoalSet(goal) => {
                assert!(matches!(goal.baseline, Baseline::Missing(NoBaseline::NotApplicable)), "{}", goal.goal);
                None
            }
            _ => None,
        })
        .collect();
    let said: Vec<_> = targets.iter().map(|target| (target.holds_year(), target.kind, target.value)).collect();
    assert_eq!(
        said,
        [
            (2008, TargetKind::Point, 200),
            (2009, TargetKind::Point, 337),
            (2010, TargetKind::Point, 349),
            (2010, TargetKind::Average, 349)
        ]
    );
}

trait HoldsYear {
    fn holds_year(&self) -> i32;
}

impl HoldsYear for TargetSet {
    fn holds_year(&self) -> i32 {
        self.period.start().year()
    }
}

#[test]
fn both_counts_of_one_day_are_published() {
    let figures = DEMO.figures("KVP");
    let of_2009: Vec<Option<i64>> = figures
        .iter()
        .filter(|f| f.indicator.as_str() == "participants_in_programme" && f.about.end() == day("2009-12-31"))
        .map(|f| f.value)
        .collect();
    assert_eq!(of_2009, [Some(380), Some(383)]);
    let pages: Vec<_> = figures.iter().map(|f| f.page.as_ref().map_or("", |page| page.as_str())).collect();
    assert!(pages.iter().all(|page| page.starts_with("chapter ")), "{pages:?}");
    let mean = figures.iter().find(|f| f.indicator.as_str().ends_with("_mean")).unwrap();
    assert_eq!((mean.value, mean.about.start(), mean.about.end()), (Some(381), day("2010-01-01"), day("2010-09-30")));
}
