//! Filling in what a case worker need not know: the ids of enrolments, placements and milestones, where only one can be
//! meant, and fresh ones where they begin.

use hovedbok_core::entries::catalogue::TypeInfo;
use hovedbok_core::entries::{MeasureEntry, ParticipantEntry, PlanEntry, catalogue};
use hovedbok_core::{EnrolmentId, Fact, History, MilestoneId, Name, PersonEntry, PlacementId, Seq, StreamId};
use serde_json::{Map, Value};

use crate::error::{LedgerError, Refusal};
use crate::judge::Stream;
use crate::open::Edge;
use crate::work::{GENERATED, Work};

const NEWEST: Seq = Seq(u64::MAX - 1);

/// Ids that were filled in.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    /// All of them, by field.
    pub(crate) ids: Map<String, Value>,
    /// The fields whose id is new: they say nothing about whether the same stands already.
    pub(crate) fresh: Vec<&'static str>,
}

impl Filled {
    fn set(&mut self, name: &str, id: String, fields: &mut Map<String, Value>) {
        fields.insert(name.to_owned(), Value::String(id.clone()));
        self.ids.insert(name.to_owned(), Value::String(id));
    }

    fn set_fresh(&mut self, name: &'static str, id: uuid::Uuid, fields: &mut Map<String, Value>) {
        self.set(name, id.to_string(), fields);
        self.fresh.push(name);
    }
}

impl Work<'_> {
    /// Fills in ids that are left out; returns those that it filled in.
    pub(crate) fn fill(
        &self,
        type_name: &str,
        stream: &StreamId,
        fields: &mut Map<String, Value>,
        edge: &mut Edge<'_>,
    ) -> Result<Filled, LedgerError> {
        let mut filled = Filled::default();
        let Some((_, info)) = catalogue::find(type_name) else { return Ok(filled) };
        let missing = |name: &str, fields: &Map<String, Value>| missing(info, name, fields);
        match self.streams.get(stream) {
            Some(Stream::Person(history)) => {
                let courses = Courses::of(history);
                if missing("enrolment", fields) {
                    match courses.enrolment(type_name, fields)? {
                        Some(id) => filled.set("enrolment", id.to_string(), fields),
                        None => filled.set_fresh("enrolment", edge.uuid(), fields),
                    }
                }
                if missing("placement", fields) {
                    match courses.placement(type_name)? {
                        Some(id) => filled.set("placement", id.to_string(), fields),
                        None => filled.set_fresh("placement", edge.uuid(), fields),
                    }
                }
            }
            Some(Stream::Plan(history)) => {
                for name in ["milestone", "continued_by"] {
                    if let Some(label) = fields.get(name).and_then(Value::as_str).filter(|text| is_label(text)) {
                        let id = labelled(history, stream, label)?;
                        filled.set(name, id.to_string(), fields);
                    }
                }
                if missing("milestone", fields) && type_name == "plan.milestone_planned" {
                    filled.set_fresh("milestone", edge.uuid(), fields);
                }
            }
            Some(
                Stream::Programme(_)
                | Stream::Fund(_)
                | Stream::Risk(_)
                | Stream::Figure(_)
                | Stream::Ledger(_)
                | Stream::Other(_),
            )
            | None => {}
        }
        Ok(filled)
    }

    /// Fills in what an entry that stands already was filled in with, so that what is proposed once more can be compared.
    pub(crate) fn fill_as(
        &self,
        stored: &Fact,
        stream: &StreamId,
        fields: &mut Map<String, Value>,
        seq: Seq,
    ) -> Map<String, Value> {
        let mut filled = Map::new();
        let Some((_, info)) = catalogue::find(stored.type_name()) else { return filled };
        let stood: Map<String, Value> = serde_json::from_slice(&stored.to_json()).unwrap_or_default();
        for name in GENERATED {
            if missing(info, name, fields)
                && let Some(id) = stood.get(name)
            {
                fields.insert(name.to_owned(), id.clone());
                filled.insert(name.to_owned(), id.clone());
            }
        }
        for name in ["milestone", "continued_by"] {
            let label = fields.get(name).and_then(Value::as_str).filter(|text| is_label(text)).map(str::to_owned);
            if let (Some(label), StreamId::Plan(_)) = (label, stream)
                && let Ok(Ok(id)) = self
                    .ledger
                    .history(stream, Seq(seq.0.saturating_sub(1)))
                    .map(|plan| labelled(&plan, stream, &label))
            {
                fields.insert(name.to_owned(), Value::String(id.to_string()));
                filled.insert(name.to_owned(), Value::String(id.to_string()));
            }
        }
        filled
    }
}

/// Whether a field that a body must have is left out.
fn missing(info: &TypeInfo, name: &str, fields: &Map<String, Value>) -> bool {
    let required = info.fields.iter().any(|field| field.name == name && field.required);
    required && fields.get(name).is_none_or(Value::is_null)
}

/// Whether a text names a milestone by its row's label rather than by its id.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.parse::<MilestoneId>().is_err()
}

/// The milestone that a plan labels `section/number`.
fn labelled(history: &History<PlanEntry>, plan: &StreamId, label: &str) -> Result<MilestoneId, LedgerError> {
    let (section, number) = match label.split_once('/') {
        Some((section, number)) => (Some(section), number),
        None => (None, label),
    };
    let mut found: Vec<MilestoneId> = Vec::new();
    for row in history.in_force(NEWEST) {
        if let PlanEntry::MilestonePlanned(planned) = &row.fact
            && section.is_none_or(|section| planned.section.as_str() == section)
            && planned.number.as_ref().map_or("", |n| n.as_str()) == number
            && !found.contains(&planned.milestone)
        {
            found.push(planned.milestone);
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        several => {
            Err(Refusal::MilestoneLabel { plan: plan.to_string(), label: label.to_owned(), count: several.len() }
                .into())
        }
    }
}

/// An enrolment as far as filling in needs it.
struct Course {
    enrolment: EnrolmentId,
    programme: Option<Name>,
    taken_in: bool,
    over: bool,
}

/// A placement as far as filling in needs it.
struct Place {
    placement: PlacementId,
    enrolment: EnrolmentId,
    provider: String,
    over: bool,
}

/// A person's enrolments and placements in the order in which they began.
pub(crate) struct Courses {
    courses: Vec<Course>,
    places: Vec<Place>,
}

impl Courses {
    pub(crate) fn of(history: &History<PersonEntry>) -> Courses {
        let mut all = Courses { courses: Vec::new(), places: Vec::new() };
        for row in history.in_force(NEWEST) {
            match &row.fact {
                PersonEntry::Participant(entry) => all.participant(entry),
                PersonEntry::Measure(entry) => all.measure(entry),
                PersonEntry::Absence(_) | PersonEntry::Benefit(_) => {}
            }
        }
        all
    }

    fn participant(&mut self, entry: &ParticipantEntry) {
        match entry {
            ParticipantEntry::Applied(b) => self.begin(b.enrolment, &b.programme),
            ParticipantEntry::Referred(b) => self.begin(b.enrolment, &b.programme),
            ParticipantEntry::Waitlisted(b) => self.begin(b.enrolment, &b.programme),
            ParticipantEntry::Intake(b) => {
                self.begin(b.enrolment, &b.programme);
                self.change(b.enrolment, |course| course.taken_in = true);
            }
            ParticipantEntry::Withdrawn(b) => self.change(b.enrolment, |course| course.over = true),
            ParticipantEntry::Exited(b) => self.change(b.enrolment, |course| course.over = true),
            ParticipantEntry::Registered(_)
            | ParticipantEntry::DetailsChanged(_)
            | ParticipantEntry::Merged(_)
            | ParticipantEntry::Assessed(_)
            | ParticipantEntry::Decided(_)
            | ParticipantEntry::PlanOffered(_)
            | ParticipantEntry::CounsellorAssigned(_)
            | ParticipantEntry::Suspended(_)
            | ParticipantEntry::Resumed(_)
            | ParticipantEntry::Transitioned(_)
            | ParticipantEntry::FollowedUp(_)
            | ParticipantEntry::CertificateConsidered(_)
            | ParticipantEntry::Reviewed(_) => {}
        }
    }

    fn measure(&mut self, entry: &MeasureEntry) {
        match entry {
            MeasureEntry::Started(b) => self.places.push(Place {
                placement: b.placement,
                enrolment: b.enrolment,
                provider: b.provider.as_str().to_owned(),
                over: false,
            }),
            MeasureEntry::Ended(b) => {
                for place in self.places.iter_mut().filter(|place| place.placement == b.placement) {
                    place.over = true;
                }
            }
            MeasureEntry::Changed(_) => {}
        }
    }

    fn begin(&mut self, enrolment: EnrolmentId, programme: &Name) {
        if !self.courses.iter().any(|course| course.enrolment == enrolment) {
            let programme = Some(programme.clone());
            self.courses.push(Course { enrolment, programme, taken_in: false, over: false });
        }
    }

    fn change(&mut self, enrolment: EnrolmentId, change: impl Fn(&mut Course)) {
        for course in self.courses.iter_mut().filter(|course| course.enrolment == enrolment) {
            change(course);
        }
    }

    /// The enrolment that an entry of a type can be about; none where one begins.
    pub(crate) fn enrolment(
        &self,
        type_name: &str,
        fields: &Map<String, Value>,
    ) -> Result<Option<EnrolmentId>, LedgerError> {
        let programme = fields.get("programme").and_then(Value::as_str);
        let fits = |course: &&Course| {
            programme.is_none_or(|name| course.programme.as_ref().is_some_and(|own| own.as_str() == name))
        };
        let open = |course: &&Course| !course.over;
        let found: Vec<&Course> = match type_name {
            "participant.applied" | "participant.referred" => return Ok(None),
            "participant.intake" | "participant.waitlisted" => {
                self.courses.iter().filter(fits).filter(open).filter(|course| !course.taken_in).collect()
            }
            "participant.followed_up" | "participant.certificate_considered" | "participant.reviewed" => {
                self.courses.iter().filter(fits).collect()
            }
            _ => self.courses.iter().filter(fits).filter(open).collect(),
        };
        match (found.as_slice(), type_name) {
            ([one], _) => Ok(Some(one.enrolment)),
            ([], "participant.intake" | "participant.waitlisted") => Ok(None),
            ([], _) => Err(Refusal::NoEnrolment { type_name: type_name.to_owned() }.into()),
            (several, _) => Err(Refusal::ManyEnrolments {
                type_name: type_name.to_owned(),
                choices: several.iter().map(|course| course.label()).collect(),
            }
            .into()),
        }
    }

    /// The open placement that an entry of a type can be about; none where one begins.
    fn placement(&self, type_name: &str) -> Result<Option<PlacementId>, LedgerError> {
        if type_name == "measure.started" {
            return Ok(None);
        }
        let open: Vec<&Place> = self.places.iter().filter(|place| !place.over).collect();
        match open.as_slice() {
            [one] => Ok(Some(one.placement)),
            [] => Err(Refusal::NoPlacement { type_name: type_name.to_owned() }.into()),
            several => Err(Refusal::ManyPlacements {
                type_name: type_name.to_owned(),
                choices: several.iter().map(|place| format!("{} ({})", place.placement, place.provider)).collect(),
            }
            .into()),
        }
    }

    /// Whether an enrolment or placement is this person's.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.courses.iter().any(|course| course.enrolment.to_string() == id)
            || self.places.iter().any(|place| place.placement.to_string() == id || place.enrolment.to_string() == id)
    }
}

impl Course {
    fn label(&self) -> String {
        let programme = self.programme.as_ref().map(Name::as_str).unwrap_or_default();
        format!("{} ({programme})", self.enrolment)
    }
}
