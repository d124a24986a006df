//! `explain`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_answers::explain::Difference;
use hovedbok_answers::explain::grouped::{GroupBy, GroupShare, Grouped};
use hovedbok_ledger::KnownAt;
use hovedbok_present::{GivenUp, Section, places, words};
use serde_json::{Map, Value, json};

use super::asked::{self, Asked};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Working;
use crate::{choices, edge, output, written};

/// Explain how an answer differs between two states of knowledge.
#[derive(Debug, Args)]
pub struct Explain {
    /// The other state of knowledge [default: the end of the log].
    #[arg(long, value_name = "DATE|INSTANT|POSITION", value_parser = written::known_at)]
    and: Option<KnownAt>,
    /// Where the difference is concentrated: its causes by the office or programme that they are about, by type, or by the
    /// month in which they were recorded.
    #[arg(long, value_parser = choices::variants::<By>("by"))]
    by: Option<By>,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, required = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// What the causes of a difference are grouped by.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// The office that an entry names, or that of the person whom it is about.
    Office,
    /// The programme that an entry is about.
    Programme,
    /// The type of the entry.
    Type,
    /// The month in which the entry was recorded.
    Month,
}

impl By {
    fn groups(self) -> GroupBy {
        match self {
            By::Office => GroupBy::Office,
            By::Programme => GroupBy::Programme,
            By::Type => GroupBy::Type,
            By::Month => GroupBy::Month,
        }
    }
}

/// The columns that a narrow table of entries gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 2] = [GivenUp::Below("stream"), GivenUp::Out("effective")];

/// The columns of rows.
const COLUMNS: [&str; 4] = ["row", "before", "after", "entries"];

/// How the command is written.
const WRITTEN: &str = "explain --known-at A --and B -- QUESTION";

impl Explain {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (question, global) = match asked::asked(&self.question, global, WRITTEN)? {
            Asked::Question(question, global) => (question, global),
            Asked::Helped(code) => return Ok(code),
        };
        let global = &*global;
        let Some(known_at) = global.known_at() else {
            return Err(Failure::call(
                "--known-at is missing",
                "name the two states of knowledge: --known-at A --and B",
            ));
        };
        let mut reader = edge::read(global)?;
        let known = reader.position(Some(known_at))?;
        let and = reader.position(self.and)?;
        let as_of = global.as_of().or_else(|| edge::now().oslo_day()).unwrap_or(hovedbok_core::Day::MAX);
        let working = Working::on(global, "explaining");
        let explained = reader.explain(&question, as_of, known, and, self.by.map(By::groups))?;
        drop(working);
        edge::done(reader)?;
        let said = ForPeople::of(global, question.name(), &explained.result.rows);
        let rows = if matches!(global.format, Format::Table | Format::Xlsx) {
            Section::new(&COLUMNS, &said.rows())
        } else {
            Section::new(&COLUMNS, &explained.result.rows)
        };
        let rows = rows.titled(format!(
            "{}: #{} → #{}",
            words::day(global.lang, as_of),
            explained.result.before_seq.0,
            explained.result.after_seq.0
        ));
        let causes = Section::new(&["seq", "recorded", "type", "effective", "stream"], &explained.result.causes)
            .giving_up(&SPARE);
        let differs = !explained.result.rows.is_empty();
        let mut sections = Vec::new();
        if !differs && !global.format.is_rows() {
            sections.push(rows.or_else("no_difference"));
        } else if let Some(grouped) = &explained.result.grouped {
            sections
                .push(Section::new(&["key", "causes", "rows"], &grouped.groups).titled(rows.title.unwrap_or_default()));
            sections.push(Section::new(&["row", "key", "causes", "share"], &said.shares(grouped)));
        } else {
            sections.extend([rows, causes]);
        }
        output::beside(global, &explained, sections, &output::about(global, &explained))?;
        output::ends(global, &explained)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The rows of differences as people read them, and what each group adds to them.
struct ForPeople<'e> {
    global: &'e Global,
    question: &'static str,
    rows: &'e [Difference],
    several: bool,
}

impl ForPeople<'_> {
    fn of<'e>(global: &'e Global, question: &'static str, rows: &'e [Difference]) -> ForPeople<'e> {
        let lists: BTreeSet<&str> = rows.iter().filter_map(|row| row.place.list()).collect();
        ForPeople { global, question, rows, several: lists.len() > 1 }
    }

    /// A row in words, with what says how its values are shown.
    fn named(&self, row: &Difference) -> Map<String, Value> {
        let mut said = Map::new();
        let name = places::in_words(self.global.lang, self.question, &row.place, self.several);
        said.insert("row".to_owned(), name.into());
        places::describe(self.question, &row.place, &mut said);
        said
    }

    fn rows(&self) -> Vec<Value> {
        let said = |row: &Difference| {
            let mut said = self.named(row);
            said.insert("before".to_owned(), row.before.clone());
            said.insert("after".to_owned(), row.after.clone());
            said.insert("entries".to_owned(), json!(row.entries));
            Value::Object(said)
        };
        self.rows.iter().map(said).collect()
    }

    fn shares(&self, grouped: &Grouped) -> Vec<Value> {
        let for_people = matches!(self.global.format, Format::Table | Format::Xlsx);
        let share = |share: &GroupShare| {
            let row = self.rows.iter().find(|row| row.row == share.row).filter(|_| for_people);
            let mut said =
                row.map_or_else(|| Map::from_iter([("row".to_owned(), json!(share.row))]), |row| self.named(row));
            said.insert("key".to_owned(), json!(share.key));
            said.insert("causes".to_owned(), json!(share.causes));
            said.insert("share".to_owned(), json!(share.difference));
            Value::Object(said)
        };
        grouped.figures.iter().map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_answers::Question;

    use super::*;
    use crate::commands::asked::QuestionWords;
    use crate::commands::{ASKING, parsing};

    /// Questions that are asked by a command with more words.
    const LONGER: [&str; 2] = ["state participant 00000000-0000-0000-0000-000000000000", "milestones TIO"];

    #[test]
    fn every_question_is_asked_by_a_command_and_the_hint_names_the_command() {
        let read = |words: &str| parsing::parse::<QuestionWords>(words.split(' ')).unwrap().0;
        let other = read("verify");
        let hint = match other.command.question(&other.global) {
            Err(Failure::Call { hint, .. }) => hint,
            outcome => panic!("verify asks no question: {outcome:?}"),
        };
        let mut names = BTreeSet::new();
        let called = |name: &'static str| match name {
            "trajectory" => "trajectory 00000000-0000-0000-0000-000000000000",
            "series" => "series stock",
            "draw" => "draw --n 1 --seed audit",
            name => name,
        };
        for words in ASKING.into_iter().map(called).chain(LONGER) {
            let asked = read(words);
            names.insert(asked.command.question(&asked.global).unwrap().name());
            let command = words.split(' ').next().unwrap();
            assert!(hint.split([' ', ',']).any(|word| word == command), "{command} is not in: {hint}");
        }
        assert_eq!(names, Question::NAMES.iter().copied().collect());
    }
}
