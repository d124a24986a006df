//! The plans of TIO, HUSK and TRAPPA against the questions.

use std::collections::BTreeMap;

use hovedbok_core::entries::{Fact, PlanEntry, ProgrammeEntry};
use hovedbok_core::{Day, MilestoneId, Period};

use crate::folds::{DEMO, day};

#[derive(Debug, Clone, Default)]
struct Milestone {
    label: String,
    due: Option<Period>,
    completed: Option<Period>,
    status: &'static str,
    words: Option<String>,
    order: Vec<(bool, MilestoneId)>,
}

fn plan(name: &str, as_of: &str) -> BTreeMap<MilestoneId, Milestone> {
    let mut plan: BTreeMap<MilestoneId, Milestone> = BTreeMap::new();
    let on = day(as_of);
    for row in DEMO.stream(&format!("plan/{name}"), on) {
        let Fact::Plan(entry) = &row.fact else { panic!("not about a plan") };
        match entry {
            PlanEntry::MilestonePlanned(m) => {
                let number = m.number.as_ref().map_or("", |number| number.as_str());
                let follows = m.must_follow.iter().map(|id| (true, *id));
                let milestone = Milestone {
                    label: format!("{}/{number}", m.section.as_str()),
                    due: m.due.clone(),
                    words: m.status_as_written.as_ref().map(|words| words.as_str().to_owned()),
                    order: follows.chain(m.not_after.iter().map(|id| (false, *id))).collect(),
                    ..Milestone::default()
                };
                assert!(plan.insert(m.milestone, milestone).is_none());
            }
            PlanEntry::MilestoneCompleted(m) => {
                let milestone = plan.get_mut(&m.milestone).unwrap();
                milestone.completed = Some(row.effective.clone());
                milestone.status = "completed";
            }
            PlanEntry::MilestonePostponed(m) => plan.get_mut(&m.milestone).unwrap().status = "postponed",
            PlanEntry::MilestoneCancelled(m) => plan.get_mut(&m.milestone).unwrap().status = "cancelled",
            PlanEntry::MilestoneDropped(m) => plan.get_mut(&m.milestone).unwrap().status = "dropped",
            PlanEntry::VersionApproved(_) | PlanEntry::MilestoneContinuedBy(_) => {}
            other => panic!("{}", other.type_name()),
        }
    }
    for milestone in plan.values_mut().filter(|milestone| milestone.status.is_empty()) {
        let passed = milestone.due.as_ref().is_some_and(|due| due.end() < on);
        milestone.status = if passed { "overdue" } else { "planned" };
    }
    plan
}

fn labels(plan: &BTreeMap<MilestoneId, Milestone>, status: &str) -> Vec<String> {
    let mut labels: Vec<String> = plan.values().filter(|m| m.status == status).map(|m| m.label.clone()).collect();
    labels.sort();
    labels
}

fn late(plan: &BTreeMap<MilestoneId, Milestone>) -> BTreeMap<String, i64> {
    plan.values()
        .filter_map(|m| Some((m.label.clone(), m.completed.as_ref()?.end().days_since(m.due.as_ref()?.end()))))
        .filter(|(_, days)| *days > 0)
        .collect()
}

#[test]
fn tio_as_of_its_document() {
    let plan = plan("TIO", "2007-08-27");
    assert_eq!(plan.len(), 58);
    let section = |name: &str| plan.values().filter(|m| m.label.starts_with(name)).count();
    assert_eq!((section("2006/"), section("2007/"), section("2008/")), (13, 30, 15));
    assert_eq!(labels(&plan, "completed").len(), 24);
    assert_eq!(labels(&plan, "postponed").len(), 5);
    assert_eq!(labels(&plan, "dropped"), ["2007/29"]);
    assert_eq!(labels(&plan, "overdue"), ["2006/6", "2007/13", "2007/7"]);
    assert_eq!(labels(&plan, "planned").len(), 25);
    let expected = [
        ("2006/12", 20),
        ("2006/13", 91),
        ("2007/3", 7),
        ("2007/5", 5),
        ("2007/6", 5),
        ("2007/11", 31),
        ("2007/12", 47),
        ("2007/17", 19),
        ("2007/18", 14),
    ];
    assert_eq!(late(&plan), expected.into_iter().map(|(label, days)| (label.to_owned(), days)).collect());
}

#[test]
fn tio_versions_and_lineage() {
    let version = |on: &str| {
        let of = |row: &&hovedbok_core::Row<Fact>| match &row.fact {
            Fact::Plan(PlanEntry::VersionApproved(v)) => Some(v.version.as_str().to_owned()),
            _ => None,
        };
        DEMO.stream("plan/TIO", day(on)).iter().filter_map(of).next_back()
    };
    assert_eq!(version("2006-09-30").as_deref(), Some("0.0.2"));
    assert_eq!(version("2007-09-01").as_deref(), Some("0.0.3"));
    assert_eq!(version("2006-07-04"), None);
    let plan = plan("TIO", "2007-09-01");
    let mut next: BTreeMap<String, String> = BTreeMap::new();
    for row in DEMO.stream("plan/TIO", day("2007-08-27")) {
        if let Fact::Plan(PlanEntry::MilestoneContinuedBy(link)) = &row.fact {
            next.insert(plan[&link.milestone].label.clone(), plan[&link.continued_by].label.clone());
        }
    }
    let mut lineage = vec!["2006/6".to_owned()];
    while let Some(label) = next.get(lineage.last().unwrap()) {
        lineage.push(label.clone());
    }
    assert_eq!(lineage, ["2006/6", "2007/4", "2007/20", "2008/2"]);
    assert_eq!(next.len(), 5);
}

#[test]
fn husk_sections_and_the_two_out_of_order() {
    let plan = plan("HUSK", "2009-12-31");
    let section = |name: &str| plan.values().filter(|m| m.label.starts_with(name)).count();
    assert_eq!(plan.len(), 114);
    assert_eq!(["2006/", "2007/", "2008/", "2009/", "2010/"].map(section), [27, 40, 28, 18, 1]);
    assert_eq!(labels(&plan, "cancelled"), ["2007/54", "2007/64", "2007/65"]);
    assert_eq!(plan.values().filter(|m| m.label == "2007/35").count(), 2);
    assert_eq!(plan.values().filter(|m| m.label == "2010/").count(), 1);
    let done = |id: &MilestoneId| plan[id].completed.as_ref().map(Period::end);
    let mut wrong: Vec<(String, i64)> = Vec::new();
    for milestone in plan.values() {
        let Some(mine) = milestone.completed.as_ref().map(Period::end) else { continue };
        for (follows, other) in &milestone.order {
            let Some(other) = done(other) else { continue };
            if if *follows { mine < other } else { mine > other } {
                wrong.push((milestone.label.clone(), mine.days_since(other)));
            }
        }
    }
    wrong.sort();
    assert_eq!(wrong, [("2006/17".to_owned(), -21), ("2007/50".to_owned(), 14)]);
    assert_eq!(plan.values().map(|m| m.order.len()).sum::<usize>(), 4);
}

#[test]
fn trappa_says_in_words_how_it_went() {
    let plan = plan("TRAPPA", "2017-12-31");
    assert_eq!(plan.len(), 30);
    // The eleven that are done; the four whose words are read so (lines 554, 557, 560 and 580); the result report of the turn
    // of the year (line 563); the plan of 2017 (lines 191 and 571).
    assert_eq!(labels(&plan, "completed").len(), 11 + 4 + 1 + 2);
    // Evaluating and closing moved with the extension (lines 161, 565, 566).
    assert_eq!(labels(&plan, "postponed"), ["2016/HA12", "2016/HA13"]);
    assert_eq!(labels(&plan, "dropped"), ["2017/HA04", "2017/HA10"]);
    let done: Vec<Day> = plan.values().filter_map(|m| m.completed.as_ref().map(Period::end)).collect();
    let days = ["2017-01-01", "2017-01-31", "2017-03-31", "2017-11-15"].map(day);
    assert!(done.iter().all(|on| days.contains(on)), "{done:?}");
    let partly = plan.values().find(|m| m.label == "2017/HA07").unwrap();
    assert_eq!(partly.words.as_deref(), Some("partly done"));
}

fn meetings(programme: &str) -> BTreeMap<(String, i32), usize> {
    let mut met = BTreeMap::new();
    for (row, entry) in DEMO.programme(programme, "2009-12-31") {
        if let ProgrammeEntry::BodyMet(body) = entry {
            *met.entry((body.body.as_str().to_owned(), row.holds.year())).or_default() += 1;
        }
    }
    met
}

#[test]
fn bodies_met_as_the_list_says() {
    let met = meetings("TIO");
    let of = |body: &str, year: i32| met.get(&(body.to_owned(), year)).copied().unwrap_or(0);
    assert_eq!((of("Network gathering", 2006), of("Network gathering", 2007)), (1, 1));
    assert_eq!((of("Internal working group", 2006), of("Internal working group", 2007)), (0, 0));
    let met = meetings("HUSK");
    let of = |body: &str, year: i32| met.get(&(body.to_owned(), year)).copied().unwrap_or(0);
    assert_eq!((of("Project managers forum", 2007), of("Project managers forum", 2008)), (4, 4));
    // The two days of May 2008 are one meeting (line 148).
    assert_eq!((of("Expert group", 2008), of("Network gathering", 2008)), (3, 1));
    let gathering = DEMO
        .programme("TIO", "2007-12-31")
        .into_iter()
        .find_map(|(row, entry)| match entry {
            ProgrammeEntry::BodyEstablished(body) if body.body.as_str() == "Network gathering" => {
                Some((row.holds, body.meetings_per_year, body.until))
            }
            _ => None,
        })
        .unwrap();
    assert_eq!(gathering, (day("2006-07-05"), Some(2), Some(day("2008-12-31"))));
}
