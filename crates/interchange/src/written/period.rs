//! Points to a period: units and years that were left unsaid, and the days that names stand for.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use hovedbok_core::{Day, Instant, Month, Period};

use super::Reason;
use super::point::{Parsed, Point, What};
use super::reader::Year;
use super::words::{Part, Season, Share};

/// A year of two digits was completed.
pub(super) const WHY_TWO_DIGITS: &str =
    "a two-digit year is one from 1980 to 2079, or in a plan the one nearest to its section's year";
const WHY_SECTION: &str = "the year is that of the plan's section";
const WHY_WEEK: &str = "weeks are numbered by ISO 8601 and run from Monday to Sunday";
const WHY_PART: &str = "primo is day 1 to 10, medio 11 to 20, ultimo 21 to the last";
const WHY_SEASON: &str = "autumn is 1 September to 30 November, spring 1 March to 31 May";
const WHY_DEADLINE: &str = "a deadline is its last day";
const WHY_NEW_YEAR: &str = "the period runs across New Year";
const WHY_BACKWARDS: &str = "the dates are in the wrong order and are still read as a period";
const WHY_ZONE: &str = "a time with a zone is read as its day in Norway";
const WHY_OTHER_YEAR: &str = "the year in the text is not that of the plan's section";

/// The longest period that is read as running across New Year where its years do not say so.
const ACROSS_DAYS_MAX: i64 = 184;

/// A period, and what was assumed in reading it.
pub(super) struct Resolved {
    pub period: Period,
    /// One day in the form that needs no text beside it.
    pub plain: bool,
    pub warning: bool,
    pub rules: Vec<&'static str>,
}

/// First and last day.
type Span = (Day, Day);

/// Completes the points and takes the period from the first to the last of them.
pub(super) fn resolve(parsed: Parsed, section_year: Option<i32>) -> Result<Resolved, Reason> {
    let Parsed { points, deadline, mut rules, utc } = parsed;
    let points = with_units(&points)?;
    let years = with_years(&points, section_year, &mut rules)?;
    let mut spans = Vec::with_capacity(points.len());
    for (point, (year, _)) in points.iter().zip(&years) {
        spans.push(span(point.what, *year)?);
        rules.extend(rule_of(point.what));
    }
    if let Some(minutes) = utc {
        // Two times with zones are no period that anybody writes in a plan.
        let [(day, _)] = spans.as_slice() else { return Err(Reason::Unknown) };
        let day = in_norway(*day, minutes).ok_or(Reason::NotInCalendar)?;
        spans = vec![(day, day)];
        rules.push(WHY_ZONE);
    }
    if let ([first, second], [a, b]) = (points.as_slice(), years.as_slice())
        && let Some(across) = across_new_year([first.what, second.what], [*a, *b], &spans)
    {
        spans = across;
        rules.push(WHY_NEW_YEAR);
    }
    let mut warning = false;
    if spans.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a > b)) {
        rules.insert(0, WHY_BACKWARDS);
        warning = true;
    }
    let start = spans.iter().map(|s| s.0).min().ok_or(Reason::Unknown)?;
    let end = spans.iter().map(|s| s.1).max().ok_or(Reason::Unknown)?;
    if points.iter().any(|p| p.compact) && section_year.is_some_and(|year| year != end.year()) {
        rules.insert(0, WHY_OTHER_YEAR);
        warning = true;
    }
    if deadline && start != end {
        rules.push(WHY_DEADLINE);
    }
    let period = Period::new(if deadline { end } else { start }, end).map_err(|_| Reason::NotInCalendar)?;
    let plain = !deadline && matches!(points.as_slice(), [point] if point.plain);
    let mut once = Vec::with_capacity(rules.len());
    rules.into_iter().for_each(|rule| {
        if !once.contains(&rule) {
            once.push(rule)
        }
    });
    Ok(Resolved { period, plain, warning, rules: once })
}

/// The day in Norway, this many minutes after a day began in UTC.
fn in_norway(day: Day, minutes: i64) -> Option<Day> {
    let at = day.date().and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
    Instant::from(at.and_utc()).oslo_day()
}

/// Gives every bare number the unit that is beside it.
fn with_units(points: &[Point]) -> Result<Vec<Point>, Reason> {
    let mut done: Vec<Point> = Vec::with_capacity(points.len());
    for (at, point) in points.iter().enumerate() {
        let What::Bare(number, padded) = point.what else {
            done.push(*point);
            continue;
        };
        let before = done.last().copied();
        let after = points.iter().skip(at).find(|p| !matches!(p.what, What::Bare(..)));
        let (what, year) = match (before, after.map(|p| p.what)) {
            (Some(Point { what: What::Week(first), .. }), _) if padded && first >= 10 => {
                let (one, other) = ("several weeks", "a week of that year");
                return Err(Reason::Ambiguous { one, other, write: "uke 22-24 or uke 22 2007" });
            }
            (Some(Point { what: What::Week(_), .. }), _) => (What::Week(number), point.year),
            (_, Some(What::Day(_, month))) => (What::Day(number, month), point.year),
            (_, Some(What::Share(share, _))) => (What::Share(share, number), point.year),
            (Some(Point { what: What::Day(_, month), .. }), None) => (What::Day(number, month), point.year),
            (Some(Point { what: What::Year, year: Some(Year::Full(first)), .. }), None) => {
                let last = i32::try_from(number).map_err(|_| Reason::Unknown)?;
                (What::Year, Some(Year::Full(first - first.rem_euclid(100) + last)))
            }
            _ => return Err(Reason::Unknown),
        };
        done.push(Point { what, year, ..*point });
    }
    Ok(done)
}

/// Where the year of a point comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// It is written.
    Own,
    /// From a point that follows.
    Later,
    /// From a point before, or from the section.
    Earlier,
}

fn with_years(
    points: &[Point],
    section_year: Option<i32>,
    rules: &mut Vec<&'static str>,
) -> Result<Vec<(i32, Origin)>, Reason> {
    let own: Vec<Option<Year>> = points.iter().map(|p| p.year).collect();
    let mut years = Vec::with_capacity(points.len());
    for (at, written) in own.iter().enumerate() {
        let later = || own.iter().skip(at).flatten().next();
        let earlier = || own.iter().take(at).flatten().next_back();
        let (year, origin) = match (written, later(), earlier()) {
            (Some(year), ..) => (full(*year, section_year, rules), Origin::Own),
            (None, Some(year), _) => (full(*year, section_year, rules), Origin::Later),
            (None, None, Some(year)) => (full(*year, section_year, rules), Origin::Earlier),
            (None, None, None) => {
                rules.push(WHY_SECTION);
                (section_year.ok_or(Reason::NoYear)?, Origin::Earlier)
            }
        };
        years.push((year, origin));
    }
    Ok(years)
}

fn full(year: Year, section_year: Option<i32>, rules: &mut Vec<&'static str>) -> i32 {
    match year {
        Year::Full(year) => year,
        Year::Short(short) => {
            rules.push(WHY_TWO_DIGITS);
            // The hundred years that begin 50 before the section, or in 1980.
            let from = section_year.map_or(1980, |year| year.clamp(1900, 2199) - 50);
            from + (short - from).rem_euclid(100)
        }
    }
}

/// The spans with the year of one of them moved, where that is how the two come in order and near each other.
fn across_new_year(whats: [What; 2], years: [(i32, Origin); 2], spans: &[Span]) -> Option<Vec<Span>> {
    let [(first, _), (second, _)] = spans else { return None };
    if first <= second {
        return None;
    }
    let [(year_a, origin_a), (year_b, origin_b)] = years;
    let [a, b] = whats;
    let moved = if origin_a == Origin::Later {
        [span(a, year_a - 1).ok()?, span(b, year_b).ok()?]
    } else if origin_b == Origin::Earlier {
        [span(a, year_a).ok()?, span(b, year_b + 1).ok()?]
    } else {
        return None;
    };
    let [(start, _), (_, end)] = moved;
    (end.days_since(start) < ACROSS_DAYS_MAX).then(|| moved.to_vec())
}

fn rule_of(what: What) -> Option<&'static str> {
    match what {
        What::Week(_) => Some(WHY_WEEK),
        What::Part(..) => Some(WHY_PART),
        What::Season(_) => Some(WHY_SEASON),
        What::Bare(..) | What::Day(..) | What::Month(_) | What::Share(..) | What::Year => None,
    }
}

/// The days that a point stands for in a year.
fn span(what: What, year: i32) -> Result<Span, Reason> {
    let month = |number: u32| Month::new(year, number);
    let months = |from: u32, to: u32| Some((month(from)?.first(), month(to)?.last()));
    let found = match what {
        What::Bare(..) => return Err(Reason::Unknown),
        What::Day(day, month) => Day::new(year, month, day).map(|day| (day, day)),
        What::Month(number) => months(number, number),
        What::Part(part, number) => month(number).map(|month| match part {
            Part::Primo => (month.first(), month.first().plus_days(9)),
            Part::Medio => (month.first().plus_days(10), month.first().plus_days(19)),
            Part::Ultimo => (month.first().plus_days(20), month.last()),
        }),
        What::Week(week) => NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
            .and_then(Day::from_date)
            .map(|monday| (monday, monday.plus_days(6))),
        What::Share(share, number) => {
            let length = match share {
                Share::Quarter => 3,
                Share::Third => 4,
                Share::Half => 6,
            };
            number.checked_sub(1).and_then(|before| months(before * length + 1, number * length))
        }
        What::Season(Season::Spring) => months(3, 5),
        What::Season(Season::Autumn) => months(9, 11),
        What::Year => months(1, 12),
    };
    found.ok_or(Reason::NotInCalendar)
}
