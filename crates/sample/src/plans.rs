//! The three milestone plans: rows as their tables write them, read as the importer reads them.

use hovedbok_core::entries::plan::{
    MilestoneCancelled, MilestoneCompleted, MilestoneContinuedBy, MilestoneDropped, MilestonePlanned,
    MilestonePostponed, VersionApproved,
};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Label, MilestoneId, Period, Text};
use hovedbok_interchange::written::{self, PlanResult, Written};

use crate::archive::Archive;
use crate::given::{constant, date, day, period, text};
use crate::{ids, tables};

/// A row of a plan.
pub(crate) struct PlanRow {
    section: String,
    number: Option<String>,
    title: String,
    responsible: Option<String>,
    due: Option<Period>,
    went: Went,
    /// What the source says of its status, where that is more than a date.
    words: Option<String>,
    /// What else the source says of the row, or of another row that goes against it.
    note: Option<&'static str>,
    /// What is assumed about how it went.
    assumed: Option<&'static str>,
}

/// What the document says of a row in other places than the table's cell, or the cell only in the words of this crate.
pub(crate) struct Besides {
    pub section: &'static str,
    pub number: &'static str,
    /// Which of the rows with that label, from 1.
    pub which: usize,
    pub went: Further,
    pub note: Option<&'static str>,
    pub assumed: Option<&'static str>,
}

/// How a row went by what the document says in other places.
pub(crate) enum Further {
    /// As its cell says.
    AsWritten,
    /// Completed in a period.
    Completed(Period),
    /// Moved to a period.
    Postponed(Period),
}

/// Takes into the rows what the document says of them in other places.
pub(crate) fn with_besides(mut rows: Vec<PlanRow>, besides: Vec<Besides>) -> Vec<PlanRow> {
    for said in besides {
        let labelled = |row: &&mut PlanRow| {
            row.section == said.section && row.number.as_deref().unwrap_or_default() == said.number
        };
        let found = rows.iter_mut().filter(labelled).nth(said.which - 1);
        let row = constant(found.ok_or("no such row"), said.number);
        (row.note, row.assumed) = (said.note, said.assumed);
        match said.went {
            Further::AsWritten => {}
            Further::Completed(on) => row.went = Went::Completed(Some(on)),
            Further::Postponed(to) => row.went = Went::Postponed(Some(to)),
        }
    }
    rows
}

/// How a row went, and the day where the source gives one.
enum Went {
    Open,
    Completed(Option<Period>),
    Postponed(Option<Period>),
    Cancelled,
    Dropped,
}

/// A plan as it was put in: which row is which milestone, and when those completed were.
pub(crate) struct Plan {
    rows: Vec<(PlanRow, MilestoneId)>,
}

/// A row of TIO or HUSK: a deadline, and a completion or a status.
pub(crate) fn dated(
    section: String,
    number: Option<String>,
    title: String,
    responsible: Option<String>,
    due: &str,
    completed: &str,
) -> PlanRow {
    let year = written::section_year(&section);
    let due = (!due.is_empty()).then(|| constant(written::read_period(due, year), due).value);
    let went = went(constant(written::read_cell(completed, year), completed).value);
    let said = !matches!(went, Went::Open | Went::Completed(_));
    let words = said.then(|| completed.to_owned());
    PlanRow { section, number, title, responsible, due, went, words, note: None, assumed: None }
}

/// A row of TRAPPA: perhaps a deadline, and how it went in words.
pub(crate) fn told(section: String, number: Option<String>, title: String, due: &str, result: &str) -> PlanRow {
    let year = written::section_year(&section);
    let due = (!due.is_empty()).then(|| constant(written::read_period(due, year), due).value);
    let PlanResult { went: said, words } = written::read_result(result, year).value;
    let went = went(said);
    PlanRow { section, number, title, responsible: None, due, went, words, note: None, assumed: None }
}

fn went(said: Written) -> Went {
    match said {
        Written::Open => Went::Open,
        Written::On(period) => Went::Completed(Some(period)),
        Written::Completed(on) => Went::Completed(on),
        Written::Postponed { to } => Went::Postponed(to),
        Written::Cancelled => Went::Cancelled,
        Written::Dropped => Went::Dropped,
    }
}

/// Where the document has a plan, each with the table that carries it and what is assumed.
pub(crate) struct Cited {
    pub rows: &'static str,
    pub versions: &'static str,
    pub links: &'static str,
}

/// Puts in a whole plan: its versions, its rows from the day on which each `holds`, how they went and what goes on in which
/// other row.
///
/// What has no date of its own takes hold on the last day of the deadline, or of the section's year where there is none, but
/// never after `shown`, the date of the version that shows it. A completion without one was some day since the section's
/// year began, but not before the row held, up to `shown`.
pub(crate) fn put(
    archive: &mut Archive,
    cited: &Cited,
    holds: impl Fn(&PlanRow) -> Day,
    shown: Day,
    rows: Vec<PlanRow>,
) -> Plan {
    let plan = archive.name();
    for version in tables::plan_versions().into_iter().filter(|version| version.plan == plan.as_str()) {
        let body = VersionApproved { version: version.version.into(), note: text(version.note.as_deref()) };
        archive.plan(day(&version.date), cited.versions, body);
    }
    let rows = rows.into_iter().zip(1..).map(|(row, at)| (row, ids::milestone(plan.as_str(), at))).collect();
    let plan = Plan { rows };
    let links: Vec<_> =
        tables::milestone_links().into_iter().filter(|link| link.plan == archive.name().as_str()).collect();
    for (row, milestone) in &plan.rows {
        let towards = |relation: &str| -> List<MilestoneId> {
            let of_row = |link: &&tables::MilestoneLink| {
                link.relation == relation && link.section == row.section && row.number.as_deref() == Some(&link.number)
            };
            let ids = links.iter().filter(of_row).map(|link| plan.find(&link.to_section, &link.to_number, 1).1);
            List(ids.collect())
        };
        let open = matches!(row.went, Went::Open);
        archive.plan(
            holds(row),
            &row.cited(cited.rows),
            MilestonePlanned {
                milestone: *milestone,
                section: Label::from(row.section.as_str()),
                number: row.number.as_deref().map(Label::from),
                title: Text::from(row.title.as_str()),
                responsible: text(row.responsible.as_deref()),
                due: row.due.clone(),
                must_follow: towards("must_follow"),
                not_after: towards("not_after"),
                status_as_written: row.words.as_deref().filter(|_| open).map(Label::from),
                note: text(row.note),
            },
        );
    }
    for (row, milestone) in &plan.rows {
        how_it_went(archive, cited.rows, row, *milestone, (holds(row), shown));
    }
    for link in links.iter().filter(|link| link.relation == "continued_by") {
        let (row, milestone) = plan.find(&link.section, &link.number, 1);
        let (_, continued_by) = plan.find(&link.to_section, &link.to_number, 1);
        let body = MilestoneContinuedBy { milestone, continued_by, note: text(link.note.as_deref()) };
        archive.plan(row.undated(shown), cited.links, body);
    }
    plan
}

fn how_it_went(archive: &mut Archive, table: &str, row: &PlanRow, milestone: MilestoneId, (holds, shown): (Day, Day)) {
    let status_as_written = row.words.as_deref().map(Label::from);
    let undated = row.undated(shown);
    let table = &row.cited(table);
    match &row.went {
        Went::Open => {}
        Went::Completed(on) => {
            let when = on.clone().unwrap_or_else(|| row.some_day(holds, shown));
            archive.plan(when, table, MilestoneCompleted { milestone, status_as_written, note: None });
        }
        Went::Postponed(due) => {
            let body = MilestonePostponed { milestone, due: due.clone(), status_as_written, note: None };
            archive.plan(undated, &row.dated_by(table, shown), body);
        }
        Went::Cancelled => {
            let body = MilestoneCancelled { milestone, status_as_written, note: None };
            archive.plan(undated, &row.dated_by(table, shown), body);
        }
        Went::Dropped => {
            let body = MilestoneDropped { milestone, status_as_written, note: None };
            archive.plan(undated, &row.dated_by(table, shown), body);
        }
    }
}

impl PlanRow {
    /// The table and what is assumed.
    fn cited(&self, table: &str) -> String {
        match self.assumed {
            Some(assumed) if table.contains("; assumed: ") => format!("{table}; {assumed}"),
            Some(assumed) => format!("{table}; assumed: {assumed}"),
            None => table.to_owned(),
        }
    }

    /// The table, what is assumed, and from which day something counts that the source gives no day for.
    fn dated_by(&self, cited: &str, shown: Day) -> String {
        let day = match &self.due {
            Some(due) if due.end() <= shown => "the last of its deadline",
            None if self.section_over(shown) < shown => "the last of its year",
            Some(_) | None => "the plan's",
        };
        let joint = if cited.contains("; assumed: ") { "" } else { "assumed: " };
        format!("{cited}; {joint}the day, as none is given: {day}")
    }

    /// Whether the row is in a section.
    pub(crate) fn of_section(&self, section: &str) -> bool {
        self.section == section
    }

    /// The day that something without a date takes hold, unless it is a completion.
    fn undated(&self, shown: Day) -> Day {
        self.due.as_ref().map_or_else(|| self.section_over(shown), |due| due.end().min(shown))
    }

    /// When the row was completed, where the source gives no day.
    fn some_day(&self, holds: Day, shown: Day) -> Period {
        let first = written::section_year(&self.section).map_or(holds, |year| date(year, 1, 1)).max(holds);
        period(first, shown).written("done, no day given")
    }

    /// The last day of the section's year.
    fn section_over(&self, shown: Day) -> Day {
        written::section_year(&self.section).map_or(shown, |year| date(year, 12, 31).min(shown))
    }
}

impl Plan {
    /// The row of a label, counted from 1 where the label stands more than once.
    fn find(&self, section: &str, number: &str, which: usize) -> (&PlanRow, MilestoneId) {
        let labelled = |row: &PlanRow| row.section == section && row.number.as_deref() == Some(number);
        let found = self.rows.iter().filter(|(row, _)| labelled(row)).nth(which - 1);
        let (row, milestone) = constant(found.ok_or("no such row"), &format!("{section}/{number}"));
        (row, *milestone)
    }

    /// When a completed row was completed.
    pub(crate) fn completion(&self, section: &str, number: &str, which: usize) -> &Period {
        let (row, _) = self.find(section, number, which);
        let completed = match &row.went {
            Went::Completed(Some(on)) => Ok(on),
            Went::Completed(None) | Went::Open | Went::Postponed(_) | Went::Cancelled | Went::Dropped => Err("no date"),
        };
        constant(completed, &format!("{section}/{number}"))
    }
}
