//! The persons of KVP: applications, decisions, intakes, exits.

use hovedbok_core::entries::codes::{Decision, Destination, Ground};
use hovedbok_core::entries::participant::{Applied, Decided, Exited, Intake, Registered};
use hovedbok_core::field::{AtLeastOne, List};
use hovedbok_core::{Day, Month};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::flows::{FLOWS, Flow, LATE, YEARS};
use crate::archive::Archive;
use crate::given::{constant, date, day, month, name, workday};
use crate::{ids, tables};

const PROGRAMME: &str = "KVP";
/// The report counts the county, not its offices.
const OFFICE: &str = "Oppland";
/// The day on which the three late intakes were recorded.
const RECORDED_LATE: &str = "2010-01-15";
/// Nobody leaves before so many days in the programme.
const STAY_MIN: i64 = 90;

/// The code word of a published exit; `aap` stands for rehabilitation benefit too, until 1 March 2010.
pub(super) fn destination(exit: &str) -> Destination {
    let code = match exit {
        "work (full or part time)" => Ok(Destination::Work),
        "ordinary education" => Ok(Destination::Education),
        "state measures" => Ok(Destination::StateMeasure),
        "work assessment allowance (AAP)" => Ok(Destination::Aap),
        "disability pension" => Ok(Destination::DisabilityPension),
        "back to social assistance" => Ok(Destination::SocialAssistance),
        _ => Err("no such exit"),
    };
    constant(code, exit)
}

/// Puts in the persons, in the order of their intakes and then those without one.
pub(super) fn put(archive: &mut Archive) {
    let mut rng = ChaCha8Rng::seed_from_u64(2010);
    let mut people = People { archive, count: 0, inside: Vec::new() };
    let mut destinations = destinations(&mut rng);
    for flow in FLOWS {
        people.intakes(&mut rng, flow);
        people.exits(&mut rng, flow, &mut destinations);
    }
    for year in YEARS {
        for _ in 0..year.undecided {
            let (applied, _) = case(&mut rng, date(year.year, 1, 2), date(year.year, 12, 30));
            people.applied(applied);
        }
    }
}

/// Where those who leave go, in the published shares: fewer than a share that is a bound, and unknown where none is printed.
fn destinations(rng: &mut ChaCha8Rng) -> Vec<Destination> {
    let exits: usize = FLOWS.iter().map(|flow| flow.exits).sum();
    let of_share = |row: tables::KvpExit| {
        let persons = constant(usize::try_from(row.share_percent), &row.exit) * exits / 100;
        let bound = row.note.is_some_and(|note| note.starts_with("nearly"));
        std::iter::repeat_n(destination(&row.exit), if bound { persons - 1 } else { persons })
    };
    let mut all: Vec<Destination> = tables::kvp_exits().into_iter().flat_map(of_share).collect();
    all.resize(exits, Destination::Unknown);
    all.shuffle(rng);
    all
}

/// The days of an application and of its decision, both in the span given.
fn case(rng: &mut ChaCha8Rng, from: Day, to: Day) -> (Day, Day) {
    let applied = workday(rng, from, to.plus_days(-10));
    (applied, workday(rng, applied.plus_days(3), to.min(applied.plus_days(42))))
}

struct People<'a> {
    archive: &'a mut Archive,
    count: usize,
    /// Those in the programme, by intake: number and first day.
    inside: Vec<(usize, Day)>,
}

impl People<'_> {
    /// A person who applied and got a grant; the person's number.
    fn granted(&mut self, applied: Day, decided: Day) -> usize {
        let number = self.applied(applied);
        let ground = if decided < day("2010-01-01") {
            Ground::SocialServices1991Chapter5a
        } else {
            Ground::SocialServices2009Section29
        };
        let body = Decided {
            enrolment: ids::enrolment(PROGRAMME, number),
            decision: Decision::Grant,
            grounds: AtLeastOne::of(ground, []),
            grounds_text: None,
            valid_until: None,
            decided_by: None,
            note: None,
        };
        self.archive.person(ids::participant(PROGRAMME, number), decided, body);
        number
    }

    /// A person who applied; the person's number.
    fn applied(&mut self, applied: Day) -> usize {
        self.count += 1;
        let who = ids::participant(PROGRAMME, self.count);
        let enrolment = ids::enrolment(PROGRAMME, self.count);
        let registered =
            Registered { office: OFFICE.into(), birth_month: None, sex: None, background: None, note: None };
        self.archive.person(who, applied, registered);
        let programme = self.archive.name();
        self.archive.person(who, applied, Applied { enrolment, programme, committee: None, note: None });
        self.count
    }

    fn intakes(&mut self, rng: &mut ChaCha8Rng, flow: &Flow) {
        let of: Month = month(flow.year, flow.month);
        let carried = match flow.month {
            1 => YEARS.iter().find(|year| year.year == flow.year - 1).map_or(0, |year| year.carried),
            _ => 0,
        };
        let late = if (flow.year, flow.month) == (2009, 12) { LATE } else { 0 };
        for at in 0..flow.intakes {
            let (start, applied, decided) = if at < carried {
                let before = flow.year - 1;
                let (applied, decided) = case(rng, date(before, 11, 2), date(before, 12, 30));
                (workday(rng, date(flow.year, 1, 4), date(flow.year, 1, 20)), applied, decided)
            } else {
                // An application of the same year, so that the year's counts come out.
                let first = if flow.month == 1 { of.first().plus_days(17) } else { of.first() };
                let start = workday(rng, first, of.last());
                let from = start.plus_days(-rng.random_range(25..=60)).max(date(flow.year, 1, 2));
                let (applied, decided) = case(rng, from, start.plus_days(-1));
                (start, applied, decided)
            };
            let number = self.granted(applied, decided);
            let recorded = (at >= flow.intakes - late).then(|| day(RECORDED_LATE));
            self.intake(number, start, recorded);
        }
        self.inside.sort_by_key(|(number, start)| (*start, *number));
    }

    fn intake(&mut self, number: usize, start: Day, recorded: Option<Day>) {
        let body = Intake {
            enrolment: ids::enrolment(PROGRAMME, number),
            programme: self.archive.name(),
            office: OFFICE.into(),
            target_group: name("qualification_programme"),
            also: List::default(),
            cohorts: List::default(),
            referred_by: None,
            note: recorded.map(|_| "assumed: recorded late, which explains both 380 and 383".into()),
        };
        self.archive.person_known(recorded, ids::participant(PROGRAMME, number), start, body);
        self.inside.push((number, start));
    }

    /// Lets so many leave, of the half that has been inside the longest; the exits take hold within the month.
    fn exits(&mut self, rng: &mut ChaCha8Rng, flow: &Flow, destinations: &mut Vec<Destination>) {
        let of = month(flow.year, flow.month);
        for at in 0..flow.exits {
            let last = of.first().plus_days(rng.random_range(0..of.last().days_since(of.first())));
            let stayed = self.inside.partition_point(|(_, start)| last.days_since(*start) >= STAY_MIN);
            let longest = stayed.min(self.inside.len() / 2).max(1);
            let (number, _) = self.inside.remove(rng.random_range(0..longest));
            let drawn = constant(destinations.pop().ok_or("none left"), "destinations");
            let before_aap = drawn == Destination::Aap && last < day("2010-03-01");
            let destination = if before_aap { Destination::RehabilitationBenefit } else { drawn };
            let closes_2009 = (flow.year, flow.month, at) == (2009, 12, 0);
            let last = if closes_2009 { day("2009-12-30") } else { last };
            let body = Exited { enrolment: ids::enrolment(PROGRAMME, number), destination, note: None };
            let more = "how many left in all, when, and that the shares are of all";
            self.archive.person_assumed(ids::participant(PROGRAMME, number), last, more, body);
        }
    }
}
