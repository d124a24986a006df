//! Exports for evaluators over random histories: the bitemporal table gives every stock, and courses say what the question
//! says.

use std::collections::BTreeSet;
use std::time::Duration;

use hovedbok_answers::Question;
use hovedbok_answers::questions::StateOf;
use hovedbok_core::{Day, Seq};
use hovedbok_interchange::exports::bitemporal::{Patch, Patches};
use hovedbok_interchange::exports::rows::{Course, Courses};
use hovedbok_interchange::exports::states::{State, runs};
use hovedbok_ledger::Reader;
use hovedbok_ledger::exports::{Asked, Ground};
use hovedbok_projection::At;
use hovedbok_register::{PseudonymKey, Release};
use proptest::prelude::*;

use crate::acts::{DAYS, everything, ledger_of, nth};
use crate::given::{World, cases};

fn reader(world: &World) -> Reader {
    Reader::open(world.path(), world.now, Duration::ZERO).unwrap()
}

fn release(world: &World) -> Release {
    let path = world.path().with_file_name("pseudonyms.key");
    PseudonymKey::open_or_new(&path, world.path(), [7; 32]).unwrap().release("a test")
}

/// The last day that anything is asked about.
fn last() -> Day {
    nth(DAYS + 4)
}

fn stock(world: &World, at: At) -> u64 {
    let question = Question::State(StateOf { selection: Default::default(), by: None });
    let projections = world.ledger().projections(question.needs(), at.known_at).unwrap();
    let answer = serde_json::to_value(projections.answer(&question, at).unwrap().result).unwrap();
    answer["participants"].as_u64().unwrap()
}

fn courses(world: &World, asked: &Asked, at: At) -> (Ground, Vec<Course>) {
    let mut all = |courses: &dyn Courses| {
        let mut all = Vec::new();
        let given = courses.each(&mut |course| {
            all.push(course.clone());
            Ok(())
        });
        given.map(|()| all)
    };
    let (ground, courses) = reader(world).courses(asked, at, &release(world), &mut all).unwrap();
    (ground, courses.unwrap())
}

fn patches(world: &World, asked: &Asked, at: At) -> Vec<Patch> {
    let mut all = |patches: &dyn Patches| {
        let mut all = Vec::new();
        let given = patches.each(&mut |patch| {
            all.push(patch.clone());
            Ok(())
        });
        given.map(|()| all)
    };
    reader(world).patches(asked, at, &release(world), &mut all).unwrap().1.unwrap()
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_bitemporal_table_has_the_stock_of_every_point_of_both_times(
        acts in everything(4..40),
        points in proptest::collection::vec((0..DAYS + 4, any::<u64>()), 16),
    ) {
        let world = ledger_of(&acts);
        // Nobody can read beside a ledger in which nothing was ever recorded: it has no views.
        prop_assume!(world.last() > 0);
        let end = At { as_of: last(), known_at: Seq(world.last()) };
        let patches = patches(&world, &Asked::default(), end);
        for (day, cut) in points {
            let at = At { as_of: nth(day), known_at: Seq(cut % (world.last() + 1)) };
            let inside = patches.iter().filter(|patch| {
                let what = &patch.what;
                what.kind == "status" && ["in_programme", "suspended"].contains(&what.code.as_str())
                    && patch.valid_from <= at.as_of && patch.valid_to.is_none_or(|to| at.as_of < to)
                    && patch.known_from <= at.known_at && patch.known_to.is_none_or(|to| at.known_at < to)
            });
            let found: BTreeSet<&str> = inside.map(|patch| patch.what.participant.as_str()).collect();
            prop_assert_eq!(found.len() as u64, stock(&world, at), "{:?}", at);
        }
    }

    #[test]
    fn the_states_of_courses_give_the_stock_and_every_course_is_there_once(acts in everything(4..40)) {
        let world = ledger_of(&acts);
        // Nobody can read beside a ledger in which nothing was ever recorded: it has no views.
        prop_assume!(world.last() > 0);
        let at = At { as_of: last(), known_at: Seq(world.last()) };
        let asked = Asked { with_events: true, ..Asked::default() };
        let (ground, courses) = courses(&world, &asked, at);
        prop_assert_eq!(ground.tree_head.size, world.last());
        let ids: BTreeSet<&str> = courses.iter().map(|course| course.enrolment.as_str()).collect();
        prop_assert_eq!(ids.len(), courses.len());
        prop_assert!(courses.is_sorted_by_key(|course| (course.participant.clone(), course.enrolment.clone())));
        let entries: Vec<&str> = courses.iter().flat_map(|course| &course.events).map(|event| event.id.as_str()).collect();
        prop_assert_eq!(entries.iter().collect::<BTreeSet<_>>().len(), entries.len(), "an entry is in one course");
        let inside = courses.iter().filter(|course| course.stays.iter().any(|stay| stay.to.is_none()));
        let found: BTreeSet<&str> = inside.map(|course| course.participant.as_str()).collect();
        prop_assert_eq!(found.len() as u64, stock(&world, at));
        for course in &courses {
            let runs = runs(course);
            prop_assert!(runs.windows(2).all(|pair| pair[0].to.is_some_and(|to| to <= pair[1].from)), "{:?}", runs);
            prop_assert!(runs.iter().all(|run| run.to.is_none_or(|to| run.from < to)));
            let left = course.stays.last().is_some_and(|stay| stay.to.is_some());
            let exit = runs.last().is_some_and(|run| matches!(run.state, State::Exit(_)));
            prop_assert!(!left || exit, "{:?}", course);
        }
    }
}
