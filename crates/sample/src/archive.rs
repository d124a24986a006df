//! A programme's older records while they are migrated: entries with the day on which each became known.

use hovedbok_core::entries::codes::{Certainty, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::{
    AbsenceEntry, BenefitEntry, Fact, FigureEntry, FundEntry, LedgerEntry, MeasureEntry, ParticipantEntry, PersonEntry,
    PlanEntry, ProgrammeEntry, RiskEntry,
};
use hovedbok_core::entry::{Body, Migrated};
use hovedbok_core::{Day, Draft, FundId, Instant, Label, Name, ParticipantId, Period, StreamId, Text};

use crate::given::{day, name};
use crate::ids;

/// What every person's entry gives as its source, before what is assumed about the persons of the programme.
const RECONSTRUCTED: &str = "reconstructed from published totals";
/// Who recorded the archives.
const ACTOR: &str = "archive";
/// The day on which the archives were really written into the ledger: the one on which it is opened.
pub(crate) const WRITTEN: &str = "2017-11-15";

/// An entry without a place in the log, and the instant at which the ledger came to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// What is recorded; always marked as migrated.
    pub draft: Draft,
}

/// Which day an entry is recorded on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known {
    /// The day of the document that shows everything.
    By(Day),
    /// The day that each entry takes hold.
    AtOnce,
}

/// When something holds: a day or a period.
pub(crate) trait When {
    /// As a period.
    fn when(self) -> Period;
}

impl When for Day {
    fn when(self) -> Period {
        Period::day(self)
    }
}

impl When for Period {
    fn when(self) -> Period {
        self
    }
}

impl When for &Period {
    fn when(self) -> Period {
        self.clone()
    }
}

/// What can stand in a person's stream.
pub(crate) trait AboutPerson {
    /// As an entry of a person's stream.
    fn entry(self) -> PersonEntry;
}

macro_rules! about_person {
    ($($body:path => $family:ident, $variant:ident);* $(;)?) => {$(
        impl AboutPerson for $body {
            fn entry(self) -> PersonEntry {
                PersonEntry::$variant($family::from(self))
            }
        }
    )*};
}

about_person! {
    hovedbok_core::entries::participant::Registered => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Applied => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Assessed => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::DetailsChanged => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Merged => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::MergedFrom => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Referred => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Transitioned => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Waitlisted => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Withdrawn => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Decided => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Intake => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::PlanOffered => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::CounsellorAssigned => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Suspended => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Resumed => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Exited => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::FollowedUp => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::CertificateConsidered => ParticipantEntry, Participant;
    hovedbok_core::entries::participant::Reviewed => ParticipantEntry, Participant;
    hovedbok_core::entries::measure::Started => MeasureEntry, Measure;
    hovedbok_core::entries::measure::Changed => MeasureEntry, Measure;
    hovedbok_core::entries::measure::Ended => MeasureEntry, Measure;
    hovedbok_core::entries::absence::Absence => AbsenceEntry, Absence;
    hovedbok_core::entries::absence::Attendance => AbsenceEntry, Absence;
    hovedbok_core::entries::benefit::Paid => BenefitEntry, Benefit;
    hovedbok_core::entries::benefit::ConditionSet => BenefitEntry, Benefit;
    hovedbok_core::entries::benefit::ConditionAnswered => BenefitEntry, Benefit;
}

/// The archive of one programme.
pub(crate) struct Archive {
    programme: &'static str,
    document: &'static str,
    known: Known,
    /// What is assumed about every person.
    persons: &'static str,
    /// The day that is taken for a document without one, and what is assumed of entries that count from it.
    undated: Option<(Day, &'static str)>,
    entries: Vec<Recorded>,
}

impl Archive {
    /// An empty archive; the document is the source of all that is not about a person.
    pub(crate) fn new(programme: &'static str, document: &'static str, known: Known) -> Archive {
        Archive { programme, document, known, persons: "", undated: None, entries: Vec::new() }
    }

    /// Says what is assumed about every person.
    pub(crate) fn assuming(self, persons: &'static str) -> Archive {
        Archive { persons, ..self }
    }

    /// Says which day is taken for a document that has none. What counts from that day, and of which nothing else is
    /// assumed, says so.
    pub(crate) fn undated(self, day: Day, assumed: &'static str) -> Archive {
        Archive { undated: Some((day, assumed)), ..self }
    }

    /// The programme.
    pub(crate) fn name(&self) -> Name {
        name(self.programme)
    }

    /// The programme's fund of a year and source.
    pub(crate) fn fund_id(&self, year: u16, source: &str) -> FundId {
        FundId { programme: self.name(), year, source: name(source) }
    }

    /// Puts in an entry about the programme, known from a place in the document: the
    /// table that carries it, chapter and lines, and what is assumed; nothing is the document itself.
    pub(crate) fn programme(&mut self, when: impl When, table: &str, body: impl Into<ProgrammeEntry>) {
        self.put(None, StreamId::Programme(self.name()), when.when(), table, Fact::Programme(body.into()));
    }

    /// Puts in an entry about the programme's plan.
    pub(crate) fn plan(&mut self, when: impl When, table: &str, body: impl Into<PlanEntry>) {
        self.put(None, StreamId::Plan(self.name()), when.when(), table, Fact::Plan(body.into()));
    }

    /// Puts in an entry about money.
    pub(crate) fn fund(&mut self, fund: &FundId, when: impl When, table: &str, body: impl Into<FundEntry>) {
        self.put(None, StreamId::Fund(fund.clone()), when.when(), table, Fact::Fund(body.into()));
    }

    /// Puts in an entry about a risk.
    pub(crate) fn risk(&mut self, when: impl When, table: &str, body: impl Into<RiskEntry>) {
        self.put(None, StreamId::Risk(self.name()), when.when(), table, Fact::Risk(body.into()));
    }

    /// Puts in a published figure, which takes hold on the day of its document.
    pub(crate) fn figure(&mut self, published: Day, table: &str, body: Published) {
        self.put(None, StreamId::Figure(self.name()), published.when(), table, Fact::Figure(FigureEntry::from(body)));
    }

    /// Puts in an entry about a person.
    pub(crate) fn person(&mut self, who: ParticipantId, when: impl When, body: impl AboutPerson) {
        self.person_known(None, who, when, body);
    }

    /// Puts in an entry about a person of which more is assumed than of every person.
    pub(crate) fn person_assumed(&mut self, who: ParticipantId, when: impl When, more: &str, body: impl AboutPerson) {
        self.put(None, StreamId::Participant(who), when.when(), more, Fact::Person(body.entry()));
    }

    /// Puts in an entry about a person, known on a day of its own if one is given.
    pub(crate) fn person_known(
        &mut self,
        recorded: Option<Day>,
        who: ParticipantId,
        when: impl When,
        body: impl AboutPerson,
    ) {
        self.put(recorded, StreamId::Participant(who), when.when(), "", Fact::Person(body.entry()));
    }

    /// Puts in an entry of any stream, known on a day from a place in the document.
    pub(crate) fn printed(&mut self, known: Day, stream: StreamId, when: Period, place: &str, fact: Fact) {
        self.put(Some(known), stream, when, place, fact);
    }

    fn put(&mut self, recorded: Option<Day>, stream: StreamId, effective: Period, table: &str, fact: Fact) {
        let source = match (&stream, table) {
            (StreamId::Participant(_), "") => format!("{RECONSTRUCTED}; assumed: {}", self.persons),
            (StreamId::Participant(_), more) => format!("{RECONSTRUCTED}; assumed: {}; {more}", self.persons),
            (_, "") => self.document.to_owned(),
            (_, table) => format!("{}, {table}", self.document),
        };
        let source = match self.undated {
            Some((day, assumed)) if effective == Period::day(day) && !source.contains("; assumed: ") => {
                format!("{source}; assumed: {assumed}")
            }
            Some(_) | None => source,
        };
        let day = recorded.unwrap_or_else(|| match self.known {
            Known::By(document) => document,
            Known::AtOnce => fact.takes_hold().day(&effective),
        });
        let number = self.entries.len() + 1;
        self.entries.push(Recorded {
            recorded: Instant::oslo_noon(day),
            draft: draft(self.programme, number, stream, effective, &source, fact),
        });
    }

    /// The entries in the order put in.
    pub(crate) fn into_entries(self) -> Vec<Recorded> {
        self.entries
    }
}

/// The entry that closes the door on migration.
pub(crate) fn opened() -> Recorded {
    let opening = hovedbok_core::entries::ledger::Opened { note: Some("end of the five archives".into()) };
    let fact = Fact::Ledger(LedgerEntry::from(opening));
    let at = day(WRITTEN);
    Recorded {
        recorded: Instant::oslo_noon(at),
        draft: draft("opening", 1, StreamId::Ledger, at.when(), "demo ledger", fact),
    }
}

fn draft(batch: &str, number: usize, stream: StreamId, effective: Period, source: &str, fact: Fact) -> Draft {
    Draft {
        id: ids::entry(batch, number),
        stream,
        effective,
        actor: name(ACTOR),
        on_behalf_of: None,
        source: Some(Text::from(source)),
        target: None,
        migrated: Some(Migrated { batch: Label::from(batch), written: Instant::oslo_noon(day(WRITTEN)) }),
        body: Body::Fact(fact),
    }
}

/// A published number about a day or period, with nothing else said of it.
pub(crate) fn published(
    indicator: &str,
    value: Option<i64>,
    unit: Unit,
    about: impl When,
    document: &str,
) -> Published {
    Published {
        indicator: Text::from(indicator),
        value,
        below: None,
        above: None,
        unit,
        about: about.when(),
        part: None,
        place: None,
        denominator: None,
        counting_rule: None,
        certainty: Certainty::Stated,
        document: Text::from(document),
        page: None,
        note: None,
    }
}
