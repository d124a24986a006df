//! `staff`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::compare::ComparedRow;
use hovedbok_answers::explain::place::Step;
use hovedbok_answers::questions::StaffOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section, words};
use serde::Serialize;
use serde_json::Value;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the posts of programmes, how many of them are filled on the day, and the participants for each post.
#[derive(Debug, Args)]
pub struct Staff {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of posts.
const COLUMNS: [&str; 6] = ["programme", "role", "office", "share_bp", "from", "last_day"];

/// The columns of what is filled.
const FILLED: [&str; 6] = ["programme", "on", "role", "posts", "share_bp", "share_unknown"];

/// What people read instead of a share of several posts.
const FULL_POSTS: &str = "full_posts_hundredths";

/// The column that programs see instead.
const SHARE: &str = "share_bp";

/// Basis points of a post as hundredths, rounded half up.
fn hundredths(share: i64) -> i64 {
    (share + 50).div_euclid(100)
}

/// A row of a comparison as people read it: what posts come to in full posts, as in the table.
pub fn compared_in_full_posts(row: &ComparedRow) -> ComparedRow {
    let mut row = row.clone();
    let is_sum = match row.place.steps.as_mut_slice() {
        [.., Step::Item { list, .. }, Step::Field(field)] if SUMS.contains(&list.as_str()) && field == SHARE => {
            FULL_POSTS.clone_into(field);
            true
        }
        _ => false,
    };
    if is_sum {
        let in_posts = |value: &Value| value.as_i64().map_or_else(|| value.clone(), |share| hundredths(share).into());
        (row.a, row.b) = (row.a.as_ref().map(in_posts), row.b.as_ref().map(in_posts));
        let number = |side: &Option<Value>| side.as_ref().and_then(Value::as_i64);
        row.difference = number(&row.a).zip(number(&row.b)).and_then(|(a, b)| b.checked_sub(a));
    }
    row
}

/// Whether people read the rows.
fn for_people(global: &Global) -> bool {
    matches!(global.format, Format::Table | Format::Xlsx)
}

/// The lists in which shares are sums over posts.
const SUMS: [&str; 2] = ["filled", "caseloads"];

/// Columns with full posts in the place of shares, for people.
fn in_posts<'c>(global: &Global, columns: &[&'c str]) -> Vec<&'c str> {
    let for_people = for_people(global);
    let named = |column: &'c str| if for_people && column == SHARE { FULL_POSTS } else { column };
    columns.iter().copied().map(named).collect()
}

/// Rows with full posts in hundredths beside shares in basis points, for people. What posts come to is known only if the share
/// of one of them is.
fn in_full_posts(global: &Global, mut section: Section) -> Section {
    if for_people(global) {
        section.change(|_, fields| {
            let number = |key: &str| fields.get(key).and_then(Value::as_i64);
            let is_known = number("share_unknown").unwrap_or_default() < number("posts").unwrap_or_default();
            let hundredths = number(SHARE).map(hundredths);
            let shown = hundredths.filter(|hundredths| is_known || *hundredths != 0);
            fields.insert(FULL_POSTS.to_owned(), shown.into());
        });
    }
    section
}

/// The columns of participants for each post.
const CASELOADS: [&str; 10] = [
    "programme",
    "on",
    "role",
    "office",
    "participants",
    "posts",
    "share_bp",
    "per_post_hundredths",
    "norm",
    "within_norm",
];

/// The columns that a narrow table of participants for each post gives up, the first one first.
pub const SPARE_OF_CASELOADS: [GivenUp<&str>; 4] =
    [GivenUp::Below("on"), GivenUp::Out("posts"), GivenUp::Below("office"), GivenUp::Out("programme")];

/// The columns that a narrow table of posts gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 2] = [GivenUp::Below("office"), GivenUp::Out("programme")];

/// The columns that a narrow table of what is filled gives up, the first one first.
pub const SPARE_OF_FILLED: [GivenUp<&str>; 2] = [GivenUp::Below("on"), GivenUp::Below("programme")];

/// The posts and what is filled of them, without the columns that the caller shows elsewhere.
pub fn tables(global: &Global, staff: &[impl Serialize], filled: &[impl Serialize], without: &[&str]) -> Vec<Section> {
    let columns = |all: &[&'static str]| -> Vec<&'static str> {
        all.iter().copied().filter(|column| !without.contains(column)).collect()
    };
    let own = Section::new(&columns(&COLUMNS), staff).giving_up(&SPARE).or_else("no_staff");
    let sums = Section::new(&in_posts(global, &columns(&FILLED)), filled).giving_up(&SPARE_OF_FILLED);
    let mut sums = in_full_posts(global, sums);
    if global.format == Format::Table {
        if sums.is_empty() {
            return vec![own];
        }
        sums.change(|_, fields| {
            if fields.get("role") == Some(&Value::Null) {
                fields.insert("role".to_owned(), words::say(global.lang, "total").into());
            }
        });
    }
    vec![own, sums.titled(words::say(global.lang, "Filled"))]
}

impl Staff {
    pub fn question(&self) -> Question {
        Question::Staff(StaffOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Staff(all) = &answer.result else { return Vec::new() };
            let mut sections = tables(global, &all.staff, &all.filled, &[]);
            let loads = Section::new(&in_posts(global, &CASELOADS), &all.caseloads).giving_up(&SPARE_OF_CASELOADS);
            let loads = in_full_posts(global, loads).or_else("no_norm");
            // Without posts there is nothing that a norm could be held against.
            if global.format != Format::Table || !all.filled.is_empty() {
                sections.push(loads.titled(words::say(global.lang, "Caseloads")));
            }
            sections
        })
    }
}
