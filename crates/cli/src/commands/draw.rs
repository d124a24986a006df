//! `draw`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{Draw as DrawAnswer, DrawOf, Frame};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Name;
use hovedbok_core::text::visible;
use hovedbok_present::{GivenUp, Section};
use serde_json::{Value, json};

use super::of_programme::OfProgramme;
use super::register::with_cases;
use super::{ask, register};
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// What `--of closed-in-YEAR` begins with.
const CLOSED_IN: &str = "closed-in-";

/// Draw a sample that anybody can draw again from the same records.
///
/// The frame is shown as its size and the SHA-256 of its items. First fix the frame, by a checkpoint; then choose a seed that
/// nobody could foresee, before you see what it draws.
#[derive(Debug, Args)]
pub struct Draw {
    /// How many to draw.
    #[arg(long, value_name = "N")]
    n: u64,
    /// The seed: any text.
    #[arg(long, value_parser = seed)]
    seed: String,
    /// What to draw from: open (enrolments with somebody in the programme), closed-in-YEAR, findings or grants.
    #[arg(long, default_value = "open", value_name = "FRAME", value_parser = frame)]
    of: (Frame, Option<i32>),
    #[command(flatten)]
    programme: OfProgramme,
    /// Only enrolments whose last intake names this cohort, or whose stay its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Only enrolments at this office.
    #[arg(long)]
    office: Option<String>,
    /// Give each office a share of the sample by its share of the frame.
    #[arg(long, value_parser = choices::codes("by", ["office"]))]
    by: Option<String>,
    /// Show case numbers, which needs the register and its key.
    #[arg(long)]
    with_case: bool,
}

/// A seed that whoever reads it can write again.
fn seed(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err(
            "the seed is empty: write a text that nobody could foresee, such as numbers that were thrown".to_owned()
        );
    }
    let shows =
        text.trim() == text && !text.chars().any(|c| c.is_control() || visible(&c.to_string()) != c.to_string());
    let hidden = "the seed has spaces at its ends, or characters that cannot be seen: nobody could write it again";
    if shows { Ok(text.to_owned()) } else { Err(hidden.to_owned()) }
}

fn frame(text: &str) -> Result<(Frame, Option<i32>), String> {
    let year = |year: &str| year.parse::<i32>().ok().filter(|year| (1900..=2199).contains(year));
    match text {
        "open" => Ok((Frame::Open, None)),
        "findings" => Ok((Frame::Findings, None)),
        "grants" => Ok((Frame::Grants, None)),
        _ => text
            .strip_prefix(CLOSED_IN)
            .and_then(year)
            .map(|year| (Frame::Closed, Some(year)))
            .ok_or_else(|| "write open, closed-in-2009 (or another year), findings or grants".to_owned()),
    }
}

impl Draw {
    pub fn question(&self) -> Result<Question, Failure> {
        let (of, year) = self.of;
        let of_persons = matches!(of, Frame::Open | Frame::Closed);
        let of_persons_only = [
            ("--cohort", self.cohort.is_some()),
            ("--office", self.office.is_some()),
            ("--by office", self.by.is_some()),
            ("--with-case", self.with_case),
        ];
        if let Some((option, _)) = of_persons_only.into_iter().find(|(_, given)| *given && !of_persons) {
            return Err(Failure::idle(option, "--of findings and --of grants"));
        }
        Ok(Question::Draw(DrawOf {
            n: self.n,
            seed: self.seed.clone(),
            of,
            year,
            programme: self.programme.name(),
            cohort: self.cohort.clone(),
            office: self.office.clone(),
            by_office: self.by.is_some(),
        }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let of_persons = matches!(self.of.0, Frame::Open | Frame::Closed);
        let question = self.question()?;
        let book = register::to_show(global, self.with_case)?;
        ask(global, &question, |answer| {
            let Reply::Draw(draw) = &answer.result else { return Vec::new() };
            let for_people = matches!(global.format, Format::Table | Format::Xlsx);
            let findings = self.of.0 == Frame::Findings && for_people;
            let what: &[&str] = match (of_persons, findings) {
                (true, _) => &["enrolment", "participant", "office"],
                (false, true) => &["kind", "what", "entries"],
                (false, false) => &["item"],
            };
            let columns = [&["rank"], what, &["programme"]].concat();
            let drawn = Section::new(&columns, &draw.drawn);
            let mut drawn = with_cases(drawn, book.as_ref(), draw.drawn.iter().map(|row| row.participant));
            if findings {
                drawn.change(|_, fields| {
                    if let Some(Value::String(item)) = fields.remove("item") {
                        fields.extend(in_parts(&item));
                    }
                });
                drawn = drawn.noted("the SHA-256 is that of the items as CSV and JSON have them");
            }
            let drawn = if self.with_case {
                drawn.giving_up(&[GivenUp::Out("participant"), GivenUp::Out("programme")])
            } else {
                drawn.giving_up(&[GivenUp::Out("programme"), GivenUp::Out("participant")])
            };
            if for_people {
                vec![Section::fields(&said_of(draw), draw).about("FrameDigest"), drawn]
            } else {
                vec![drawn]
            }
        })
    }
}

/// What is said of a draw beside the items: what it takes to draw them again.
fn said_of(draw: &DrawAnswer) -> Vec<&'static str> {
    let frame = &draw.frame;
    let narrowed = [
        ("frame.year", frame.year.is_some()),
        ("frame.programme", frame.programme.is_some()),
        ("frame.cohort", frame.cohort.is_some()),
        ("frame.office", frame.office.is_some()),
        ("by_office", draw.by_office),
    ];
    let narrowed = narrowed.into_iter().filter(|(_, given)| *given).map(|(field, _)| field);
    let first = ["n", "seed", "frame.drawn_from"].into_iter();
    first.chain(narrowed).chain(["frame.size", "frame.sha256"]).collect()
}

/// A finding's item in its parts: the kind, the positions of the entries that it rests on, and the sentence.
fn in_parts(item: &str) -> [(String, Value); 3] {
    let (kind, mut rest) = item.split_once(' ').unwrap_or((item, ""));
    let mut entries = Vec::new();
    while let Some((entry, after)) = rest.strip_prefix('#').and_then(|rest| rest.split_once(' ')) {
        entries.extend(entry.parse::<u64>());
        rest = after;
    }
    [("kind", json!(kind)), ("entries", json!(entries)), ("what", json!(rest.trim_start()))]
        .map(|(key, value)| (key.to_owned(), value))
}
