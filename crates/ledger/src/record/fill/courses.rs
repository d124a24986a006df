//! A person's enrolments and placements as far as filling in needs them: which of them an entry can belong to on a day.

use hovedbok_core::entries::{MeasureEntry, ParticipantEntry};
use hovedbok_core::identity::same;
use hovedbok_core::{Day, EnrolmentId, Name, PersonEntry, PlacementId, Row};
use serde_json::{Map, Value};

use crate::error::{LedgerError, Refusal};

/// An enrolment.
struct Course {
    enrolment: EnrolmentId,
    programme: Option<Name>,
    /// The first day that speaks of it.
    from: Day,
    taken_in: bool,
    exited: bool,
    /// The last day inside, or the day of the withdrawal.
    last: Option<Day>,
}

/// A placement.
struct Place {
    placement: PlacementId,
    enrolment: EnrolmentId,
    provider: String,
    from: Day,
    /// The last day inside.
    last: Option<Day>,
}

/// A person's enrolments and placements in the order in which they began.
pub(crate) struct Courses {
    courses: Vec<Course>,
    places: Vec<Place>,
}

impl Courses {
    /// Of the rows in force of one person, in order.
    pub(crate) fn of(rows: &[&Row<PersonEntry>]) -> Courses {
        let mut all = Courses { courses: Vec::new(), places: Vec::new() };
        for row in rows {
            match &row.fact {
                PersonEntry::Participant(entry) => all.participant(row.day(), entry),
                PersonEntry::Measure(entry) => all.measure(row.day(), entry),
                PersonEntry::Absence(_) | PersonEntry::Benefit(_) => {}
            }
        }
        all
    }

    fn participant(&mut self, day: Day, entry: &ParticipantEntry) {
        match entry {
            ParticipantEntry::Applied(b) => self.begin(day, b.enrolment, &b.programme),
            ParticipantEntry::Referred(b) => self.begin(day, b.enrolment, &b.programme),
            ParticipantEntry::Waitlisted(b) => self.begin(day, b.enrolment, &b.programme),
            ParticipantEntry::Intake(b) => {
                self.begin(day, b.enrolment, &b.programme);
                self.change(b.enrolment, |course| course.taken_in = true);
            }
            ParticipantEntry::Withdrawn(b) => self.change(b.enrolment, |course| course.end(day)),
            ParticipantEntry::Exited(b) => self.change(b.enrolment, |course| {
                course.end(day);
                course.exited = true;
            }),
            ParticipantEntry::Registered(_)
            | ParticipantEntry::DetailsChanged(_)
            | ParticipantEntry::Merged(_)
            | ParticipantEntry::MergedFrom(_)
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

    fn measure(&mut self, day: Day, entry: &MeasureEntry) {
        match entry {
            MeasureEntry::Started(b) => self.places.push(Place {
                placement: b.placement,
                enrolment: b.enrolment,
                provider: b.provider.as_str().to_owned(),
                from: day,
                last: None,
            }),
            MeasureEntry::Ended(b) => {
                for place in self.places.iter_mut().filter(|place| place.placement == b.placement) {
                    place.last.get_or_insert(day);
                }
            }
            MeasureEntry::Changed(_) => {}
        }
    }

    fn begin(&mut self, from: Day, enrolment: EnrolmentId, programme: &Name) {
        if !self.courses.iter().any(|course| course.enrolment == enrolment) {
            let programme = Some(programme.clone());
            self.courses.push(Course { enrolment, programme, from, taken_in: false, exited: false, last: None });
        }
    }

    fn change(&mut self, enrolment: EnrolmentId, change: impl Fn(&mut Course)) {
        for course in self.courses.iter_mut().filter(|course| course.enrolment == enrolment) {
            change(course);
        }
    }

    /// The enrolment that an entry of a type can be about on a day; none where one begins.
    pub(crate) fn enrolment(
        &self,
        type_name: &str,
        fields: &Map<String, Value>,
        day: Option<Day>,
    ) -> Result<Option<EnrolmentId>, LedgerError> {
        let programme = fields.get("programme").and_then(Value::as_str);
        let fits = |course: &Course| {
            programme.is_none_or(|name| course.programme.as_ref().is_some_and(|own| same(own.as_str(), name)))
        };
        let of = |takes: &dyn Fn(&Course) -> bool| -> Vec<&Course> {
            self.courses.iter().filter(|course| fits(course) && takes(course)).collect()
        };
        let begun = |course: &Course| day.is_none_or(|day| course.from <= day);
        let going_on =
            |course: &Course| begun(course) && course.last.is_none_or(|last| day.is_some_and(|day| day <= last));
        let open = |course: &Course| course.last.is_none();
        let found = match type_name {
            "participant.applied" | "participant.referred" => return Ok(None),
            "participant.intake" | "participant.waitlisted" => {
                of(&|course| !course.taken_in && course.last.is_none_or(|last| day.is_some_and(|day| day < last)))
            }
            "participant.followed_up" => {
                let left = |course: &Course| course.exited && course.last.zip(day).is_none_or(|(last, day)| last < day);
                first_of([of(&left), of(&begun), of(&|_| true)])
            }
            "participant.certificate_considered" | "participant.reviewed" => {
                first_of([of(&begun), of(&|_| true), vec![]])
            }
            // One that has ended has its exit already.
            "participant.exited" => first_of([of(&|course| begun(course) && open(course)), of(&going_on), of(&open)]),
            // Where none goes on that day, the rules say what is wrong with the one that is open now.
            _ => first_of([of(&going_on), of(&open), vec![]]),
        };
        match (found.as_slice(), type_name) {
            ([one], _) => Ok(Some(one.enrolment)),
            ([], "participant.intake" | "participant.waitlisted") => Ok(None),
            ([], _) => Err(Refusal::NoEnrolment {
                type_name: type_name.to_owned(),
                choices: self.courses.iter().map(Course::label).collect(),
            }
            .into()),
            (several, _) => Err(Refusal::ManyEnrolments {
                type_name: type_name.to_owned(),
                choices: several.iter().map(|course| course.label()).collect(),
            }
            .into()),
        }
    }

    /// The enrolment that the person is inside on a day, where it is the only one.
    pub(crate) fn only_inside(&self, day: Option<Day>) -> Option<EnrolmentId> {
        let day = day?;
        let inside =
            |course: &&Course| course.taken_in && course.from <= day && course.last.is_none_or(|last| day <= last);
        let mut found = self.courses.iter().filter(inside);
        found.next().filter(|_| found.next().is_none()).map(|course| course.enrolment)
    }

    /// The placement that an entry of a type can be about: the one that is open on its day or has a day in its period; none
    /// where one begins. Without a day, the one that is open now.
    pub(crate) fn placement(
        &self,
        type_name: &str,
        about: Option<(Day, Day)>,
    ) -> Result<Option<PlacementId>, LedgerError> {
        if type_name == "measure.started" {
            return Ok(None);
        }
        let open = |place: &&Place| place.last.is_none();
        let there = |place: &&Place| {
            about.is_none_or(|(first, last)| place.from <= last && place.last.is_none_or(|end| first <= end))
        };
        let all = || self.places.iter();
        let found: Vec<&Place> = match (type_name, about) {
            (_, None) => all().filter(open).collect(),
            // One that has ended has its end already; of an end before the start the rules say so.
            ("measure.ended", Some(_)) => first_of([
                all().filter(there).filter(open).collect(),
                all().filter(there).collect(),
                all().filter(open).collect(),
            ]),
            (_, Some(_)) => all().filter(there).collect(),
        };
        match found.as_slice() {
            [one] => Ok(Some(one.placement)),
            [] => Err(Refusal::NoPlacement {
                type_name: type_name.to_owned(),
                when: when(about),
                choices: self.places.iter().map(Place::label).collect(),
            }
            .into()),
            several => Err(Refusal::ManyPlacements {
                type_name: type_name.to_owned(),
                choices: several.iter().map(|place| place.label()).collect(),
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

/// The first of these that is not empty.
fn first_of<T>(choices: [Vec<&T>; 3]) -> Vec<&T> {
    choices.into_iter().find(|choice| !choice.is_empty()).unwrap_or_default()
}

fn when(about: Option<(Day, Day)>) -> String {
    match about {
        Some((first, last)) if first == last => format!("on {first}"),
        Some((first, last)) => format!("from {first} to {last}"),
        None => "now".to_owned(),
    }
}

/// Days, as a refusal shows them.
fn days(from: Day, last: Option<Day>) -> String {
    last.map_or_else(|| format!("from {from}"), |last| format!("{from} to {last}"))
}

impl Course {
    fn end(&mut self, day: Day) {
        self.last.get_or_insert(day);
    }

    fn label(&self) -> String {
        let programme = self.programme.as_ref().map(Name::as_str).unwrap_or_default();
        format!("{} ({programme}, {})", self.enrolment, days(self.from, self.last))
    }
}

impl Place {
    fn label(&self) -> String {
        format!("{} ({}, {})", self.placement, self.provider, days(self.from, self.last))
    }
}
