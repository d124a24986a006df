//! The tables of the property: how a row with a key and a value is written, and what its entry says.

use serde_json::{Map, Value, json};

use crate::acts::participant;
use crate::given::{World, proposal};

/// How many keys a table has.
pub const KEYS: u8 = 3;

/// A kind of table.
pub struct Table {
    pub kind: &'static str,
    pub world: fn() -> World,
    pub header: &'static str,
    pub row: fn(u8, u8) -> String,
    pub type_name: &'static str,
    /// The key of an entry, by its stream and body.
    pub key: fn(&str, &Map<String, Value>) -> Option<u8>,
    /// The field that tells the value.
    pub field: &'static str,
    /// The fields of a value, as a body has them.
    pub fields: fn(u8) -> Map<String, Value>,
    /// Whether it is stated once, so that a row with another value is refused.
    pub once: bool,
    /// The value of a row that states that there is nothing.
    pub nothing: Option<u8>,
}

/// The last digit of a text.
fn number(text: &Value) -> Option<u8> {
    text.as_str()?.chars().rev().find(char::is_ascii_digit)?.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

/// Whose stream it is, of the persons of the table.
fn person(stream: &str) -> Option<u8> {
    (0..KEYS).find(|who| stream == person_stream(*who))
}

fn person_stream(who: u8) -> String {
    format!("participant/{}", participant(who))
}

fn one(field: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(field.to_owned(), value)])
}

fn ore(value: u8) -> Map<String, Value> {
    one("amount_ore", json!(10_000 + 100 * i64::from(value)))
}

fn kroner(value: u8) -> i64 {
    100 + i64::from(value)
}

fn registered() -> World {
    let mut world = World::new();
    let people = (0..KEYS)
        .map(|who| proposal(&person_stream(who), "participant.registered", "2009-10-01", json!({"office": "North"})));
    world.record(people.collect()).unwrap();
    world
}

fn enrolled() -> World {
    let mut world = registered();
    let body = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let intake = |who| proposal(&person_stream(who), "participant.intake", "2009-10-01", body.clone());
    world.record((0..KEYS).map(intake).collect()).unwrap();
    world
}

fn placed() -> World {
    let mut world = enrolled();
    let body = json!({"measure": "practice", "provider": "ASVO", "owner": "municipal", "share_bp": 1000});
    let start = |who| proposal(&person_stream(who), "measure.started", "2010-01-04", body.clone());
    world.record((0..KEYS).map(start).collect()).unwrap();
    world
}

pub fn funded() -> World {
    let mut world = World::new();
    let money = json!({"amount_ore": 100_000_000});
    world.record(vec![proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-01-01", money)]).unwrap();
    world
}

pub fn registration() -> Table {
    Table {
        kind: "registration",
        world: World::new,
        header: "participant;start;office",
        row: |key, value| format!("{};2010-01-04;Office {value}", participant(key)),
        type_name: "participant.registered",
        key: |stream, _| person(stream),
        field: "office",
        fields: |value| one("office", json!(format!("Office {value}"))),
        once: true,
        nothing: None,
    }
}

pub fn intake() -> Table {
    Table {
        kind: "intake",
        world: registered,
        header: "participant;start;programme;office;target_group",
        row: |key, value| format!("{};2010-01-04;KVP;Office {value};adults", participant(key)),
        type_name: "participant.intake",
        once: false,
        ..registration()
    }
}

pub fn measures() -> Table {
    Table {
        kind: "measures",
        world: placed,
        header: "participant;start;measure;provider;owner;share",
        row: |key, value| format!("{};2010-01-04;training;Workshop {key};municipal;{} %", participant(0), 10 + value),
        type_name: "measure.started",
        key: |_, body| number(body.get("provider")?),
        field: "share_bp",
        fields: |value| one("share_bp", json!(1000 + 100 * i64::from(value))),
        once: false,
        nothing: None,
    }
}

pub fn absence() -> Table {
    Table {
        kind: "absence",
        world: placed,
        header: "participant;start;end;kind;days",
        row: |key, value| {
            let (first, last) = (6 * key + 1, 6 * key + 5);
            format!("{};2010-02-{first:02};2010-02-{last:02};medical;{}", participant(0), value + 1)
        },
        type_name: "absence.recorded",
        key: |_, body| match number(body.get("period")?.get("start")?)? {
            1 => Some(0),
            7 => Some(1),
            3 => Some(2),
            other => panic!("no period begins on a day that ends with {other}"),
        },
        field: "days",
        fields: |value| one("days", json!(value + 1)),
        once: false,
        nothing: None,
    }
}

/// February 2010 begins on a Monday: a value is an absence from then on, longer by a day for each.
pub fn absence_grid() -> Table {
    Table {
        kind: "absence-grid",
        world: placed,
        header: "participant;month;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28",
        row: |key, value| {
            let away = if value == 2 { 0 } else { 2 + value };
            let cells: Vec<&str> = (1..=28).map(|day| if day <= away { "S" } else { "" }).collect();
            format!("{};2010-02;{}", participant(key), cells.join(";"))
        },
        type_name: "absence.recorded",
        key: |stream, _| person(stream),
        field: "period",
        fields: |value| {
            let period = json!({"start": "2010-02-01", "end": format!("2010-02-0{}", 2 + value)});
            Map::from_iter([("period".to_owned(), period), ("days".to_owned(), json!((2 + value).min(5)))])
        },
        once: false,
        nothing: Some(2),
    }
}

/// Where persons went on leaving; outcomes of measures too.
const DESTINATIONS: [&str; 5] = ["work", "education", "unknown", "work_full", "work_part"];

pub fn exits() -> Table {
    Table {
        kind: "exits",
        world: enrolled,
        header: "participant;end;destination",
        row: |key, value| format!("{};2010-03-31;{}", participant(key), DESTINATIONS[usize::from(value)]),
        type_name: "participant.exited",
        key: |stream, _| person(stream),
        field: "destination",
        fields: |value| one("destination", json!(DESTINATIONS[usize::from(value)])),
        once: false,
        nothing: None,
    }
}

pub fn measure_ends() -> Table {
    Table {
        kind: "measure-ends",
        world: placed,
        header: "participant;end;outcome",
        type_name: "measure.ended",
        field: "outcome",
        fields: |value| one("outcome", json!(DESTINATIONS[usize::from(value)])),
        ..exits()
    }
}

pub fn benefits() -> Table {
    Table {
        kind: "benefits",
        world: enrolled,
        header: "participant;kind;amount;for_period",
        row: |key, value| format!("{};qualification_benefit;{};2010-0{}", participant(0), kroner(value), key + 1),
        type_name: "benefit.paid",
        key: |_, body| number(&json!(body.get("for_period")?.get("start")?.as_str()?.get(..7)?)).map(|month| month - 1),
        field: "amount_ore",
        fields: ore,
        once: false,
        nothing: None,
    }
}

pub fn budget_lines() -> Table {
    Table {
        kind: "budget-lines",
        world: funded,
        header: "programme;year;source;purpose;amount",
        row: |key, value| format!("KVP;2010;municipal;Line {key};{}", kroner(value)),
        type_name: "fund.appropriated",
        key: |_, body| number(body.get("purpose")?),
        ..benefits()
    }
}

pub fn budget_lines_below_nothing() -> Table {
    Table {
        row: |key, value| format!("KVP;2010;municipal;Line {key};-{}", kroner(value)),
        type_name: "fund.reduced",
        ..budget_lines()
    }
}

pub fn grants_allocated() -> Table {
    Table {
        kind: "grants",
        header: "programme;year;source;direction;given_by;given_to;grant;amount",
        row: |key, value| format!("KVP;2010;municipal;allocated;Directorate;Oslo;G{key};{}", kroner(value)),
        type_name: "grant.allocated",
        key: |_, body| number(body.get("grant")?),
        ..budget_lines()
    }
}

pub fn grants_received() -> Table {
    Table {
        row: |key, value| format!("KVP;2010;municipal;received;Directorate;Oslo;G{key};{}", kroner(value)),
        type_name: "grant.received",
        ..grants_allocated()
    }
}

/// Grants that come from the programme's only fund, since the table does not say from where.
pub fn grants_left_open() -> Table {
    Table {
        header: "programme;year;given_by;given_to;grant;amount",
        row: |key, value| format!("KVP;2010;Directorate;Oslo;G{key};{}", kroner(value)),
        ..grants_allocated()
    }
}

pub fn spending() -> Table {
    Table {
        kind: "spending",
        header: "programme;period;kind;what;amount;paid;source;voucher",
        row: |key, value| format!("KVP;2010-01;spent;bus;{};2010-01-15;municipal;V{key}", kroner(value)),
        type_name: "fund.spent",
        key: |_, body| number(body.get("voucher")?),
        ..budget_lines()
    }
}

pub fn figures() -> Table {
    Table {
        kind: "figures",
        world: World::new,
        header: "programme;figure;value;unit;when;document",
        row: |key, value| format!("KVP;figure {key};{value};persons;2010-01-31;report"),
        type_name: "figure.published",
        key: |_, body| number(body.get("indicator")?),
        field: "value",
        fields: |value| one("value", json!(value)),
        once: false,
        nothing: None,
    }
}
