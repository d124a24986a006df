//! The sentences of the contract about `budget`, one by one.

use hovedbok_budgets::{Amounts, By, Filter, budget};
use hovedbok_core::Name;
use hovedbok_projection::At;
use serde_json::{Value, json};

use crate::world::{World, day};

const FUND: &str = "fund/TIO/2006/621.63";
const END: &str = "2010-12-31";

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// 1000 in, 600 allocated and committed to a recipient, 500 paid out, 300 spent, 50 paid back, 100 carried over.
fn a_year() -> World {
    let mut world = World::default();
    world.say(FUND, "2006-01-01", "fund.appropriated", json!({"amount_ore": 900, "purpose": "grants"}));
    world.say(FUND, "2006-02-01", "fund.increased", json!({"amount_ore": 200, "purpose": "more"}));
    world.say(FUND, "2006-03-01", "fund.reduced", json!({"amount_ore": 150, "purpose": "less"}));
    world.say(FUND, "2006-03-02", "grant.received", json!({"amount_ore": 50, "from": "County: north"}));
    world.say(FUND, "2006-03-03", "grant.applied", json!({"grant": "g", "recipient": "A", "amount_ore": 700}));
    let allocated = json!({"grant": "g", "recipient": "A", "amount_ore": 600, "purpose": "project"});
    world.say(FUND, "2006-04-01", "grant.allocated", allocated);
    world.say(FUND, "2006-04-02", "grant.committed", json!({"grant": "g", "amount_ore": 600}));
    world.say(FUND, "2006-05-01", "grant.disbursed", json!({"grant": "g", "amount_ore": 500}));
    world.say(FUND, "2006-06-01", "grant.spent", json!({"grant": "g", "amount_ore": 300, "purpose": "pay"}));
    world.say(FUND, "2006-07-01", "grant.returned", json!({"grant": "g", "amount_ore": 50}));
    world.say(FUND, "2006-08-01", "fund.spent", json!({"amount_ore": 70, "purpose": "rent"}));
    world.say(FUND, "2006-12-01", "grant.unused_reported", json!({"grant": "g", "amount_ore": 150}));
    let carried = json!({"grant": "g", "amount_ore": 100, "to_year": 2007});
    world.say(FUND, "2006-12-02", "grant.carry_over_applied", carried.clone());
    world.say(FUND, "2006-12-31", "grant.carried_over", carried);
    world.say(FUND, "2006-12-31", "grant.rejected", json!({"grant": "h"}));
    world
}

#[test]
fn a_line_has_these_fields_in_this_order() {
    let world = a_year();
    let text = serde_json::to_string(&world.line(END, 2006, "621.63")).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"programme":"TIO","year":2006,"source":"621.63","chapter":"621","item":"63","purpose":"grants","#,
            r#""appropriated_ore":1000,"allocated_ore":600,"committed_ore":600,"disbursed_ore":500,"spent_ore":300,"#,
            r#""spent_direct_ore":70,"returned_ore":50,"carried_in_ore":null,"carried_out_ore":100,"spent_not_stated":0,"unspent_ore":50,"#,
            r#""unspent_not_known":0,"available_ore":380,"available_not_known":0}"#
        )
    );
}

#[test]
fn money_moves_to_no_year_that_can_have_no_fund() {
    let mut world = a_year();
    for to_year in [1899, 2200, 65535] {
        let carried = json!({"grant": "g", "amount_ore": 50, "to_year": to_year});
        world.say(FUND, "2006-12-31", "grant.carried_over", carried);
    }
    let lines = world.budget(END).lines;
    assert_eq!(lines.iter().map(|line| line.year).collect::<Vec<_>>(), [Some(2006), Some(2007)]);
    assert_eq!(world.line(END, 2006, "621.63").amounts.unspent_ore, Some(50));
}

#[test]
fn a_fund_with_nothing_but_carried_in_money_has_a_line() {
    let world = a_year();
    let line = serde_json::to_value(world.line(END, 2007, "621.63")).unwrap();
    assert_eq!(line["carried_in_ore"], 100);
    // Nothing is recorded of what became of it.
    assert_eq!((&line["spent_ore"], &line["unspent_ore"]), (&Value::Null, &Value::Null));
    assert_eq!((&line["unspent_not_known"], &line["available_not_known"]), (&json!(1), &json!(0)));
    assert_eq!(line["purpose"], Value::Null);
    assert_eq!(line["chapter"], "621");
    let day_before = world.budget("2006-12-30");
    assert_eq!(day_before.lines.len(), 1);
}

#[test]
fn totals_have_the_same_amounts_and_are_the_sums() {
    let totals = serde_json::to_string(&a_year().budget(END).totals).unwrap();
    assert_eq!(
        totals,
        concat!(
            r#"{"appropriated_ore":1000,"allocated_ore":600,"committed_ore":600,"disbursed_ore":500,"spent_ore":300,"#,
            r#""spent_direct_ore":70,"returned_ore":50,"carried_in_ore":100,"carried_out_ore":100,"spent_not_stated":0,"unspent_ore":50,"#,
            r#""unspent_not_known":1,"available_ore":380,"available_not_known":0}"#
        )
    );
}

#[test]
fn every_movement_has_its_two_accounts() {
    let expected = [
        ("fund:TIO:2006:621.63:available", 380),
        ("fund:TIO:2006:621.63:appropriation", -950),
        ("fund:TIO:2006:621.63:received:County%3A north", -50),
        ("fund:TIO:2006:621.63:allocated:g", 100),
        ("fund:TIO:2006:621.63:held:g", 50),
        ("fund:TIO:2006:621.63:spent:g", 300),
        ("fund:TIO:2006:621.63:spent-direct", 70),
        ("fund:TIO:2006:621.63:memorandum:committed:g", 600),
        ("fund:TIO:2006:621.63:memorandum:letters", -600),
        ("fund:TIO:2007:621.63:held:g", 100),
    ];
    let expected: Vec<_> = expected.map(|(account, ore)| (account.to_owned(), ore)).into();
    assert_eq!(a_year().balances(END), expected);
}

#[test]
fn applications_rejections_and_statements_move_nothing_but_their_fund_has_a_line() {
    let mut world = World::default();
    let source = "fund/TRAPPA/2016/municipal";
    world.say(source, "2016-01-01", "grant.applied", json!({"grant": "g", "recipient": "A", "amount_ore": 1}));
    world.say(source, "2016-01-02", "grant.rejected", json!({"grant": "g"}));
    world.say(source, "2016-01-03", "grant.unused_reported", json!({"grant": "g", "amount_ore": 1}));
    let carried = json!({"grant": "g", "amount_ore": 1, "to_year": 2017});
    world.say(source, "2016-01-03", "grant.carry_over_applied", carried);
    assert!(world.balances("2016-12-31").is_empty());
    let answer = world.budget("2016-12-31");
    assert_eq!(answer.lines.len(), 1);
    assert_eq!(answer.totals, Amounts::default());
    let line = serde_json::to_value(&answer.lines[0]).unwrap();
    assert_eq!((&line["chapter"], &line["item"], &line["purpose"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[test]
fn distinct_purposes_are_joined_in_the_order_stated() {
    let mut world = World::default();
    world.say(FUND, "2006-02-01", "fund.appropriated", json!({"amount_ore": 1, "purpose": "second"}));
    world.say(FUND, "2006-01-01", "fund.appropriated", json!({"amount_ore": 1, "purpose": "first"}));
    world.say(FUND, "2006-03-01", "fund.appropriated", json!({"amount_ore": 1, "purpose": "second"}));
    world.say(FUND, "2006-03-01", "grant.received", json!({"amount_ore": 1, "from": "B", "purpose": "third"}));
    let purpose = world.line(END, 2006, "621.63").purpose;
    assert_eq!(purpose.as_deref(), Some("first; second; third"));
}

#[test]
fn by_recipient_follows_the_grant_into_the_year_it_was_carried_to() {
    let mut world = a_year();
    let spent = json!({"grant": "g", "amount_ore": 40, "purpose": "pay"});
    world.say("fund/TIO/2007/621.63", "2007-02-01", "grant.spent", spent);
    let answer = budget(&world.timeline, world.at(END), &Filter::default(), By::Recipient).unwrap();
    let lines = serde_json::to_value(&answer.lines).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 2);
    assert_eq!(lines[0]["recipient"], Value::Null);
    assert_eq!(lines[0]["appropriated_ore"], 1000);
    assert_eq!(lines[0]["spent_direct_ore"], 70);
    assert_eq!(lines[1]["recipient"], "A");
    assert_eq!((&lines[1]["programme"], &lines[1]["year"]), (&json!("TIO"), &Value::Null));
    assert_eq!(lines[1]["spent_ore"], 340);
    assert_eq!(lines[1]["unspent_ore"], 110);
    let later = Filter { year: Some(2007), ..Filter::default() };
    let later = budget(&world.timeline, world.at(END), &later, By::Recipient).unwrap();
    assert_eq!(later.lines.len(), 1, "known from the year before, though that year is not asked about");
    assert_eq!(serde_json::to_value(&later.lines[0]).unwrap()["recipient"], "A");
}

#[test]
fn what_was_spent_without_an_amount_is_counted_and_in_no_sum() {
    let mut world = a_year();
    let before = world.line(END, 2006, "621.63").amounts;
    assert_eq!(before.spent_not_stated, 0);
    world.say(FUND, "2006-09-01", "grant.spent", json!({"grant": "g", "purpose": "pay"}));
    world.say(FUND, "2006-09-01", "fund.spent", json!({"purpose": "rent"}));
    let after = world.line(END, 2006, "621.63").amounts;
    assert_eq!(after, Amounts { spent_not_stated: 2, ..before });
    let answer = budget(&world.timeline, world.at(END), &Filter::default(), By::Grant).unwrap();
    let of_grant = answer.lines.iter().map(|line| (line.grant.clone(), line.amounts.spent_not_stated));
    let counted: Vec<_> = of_grant.filter(|(_, count)| *count > 0).map(|(grant, _)| grant.unwrap().0).collect();
    assert_eq!(counted, [None, Some("g".parse().unwrap())]);
    assert_eq!(answer.totals.spent_not_stated, 2);
}

#[test]
fn by_year_sums_the_sources_of_a_programme() {
    let mut world = a_year();
    world.say("fund/TIO/2006/621.21", "2006-01-01", "fund.appropriated", json!({"amount_ore": 7, "purpose": "x"}));
    let answer = budget(&world.timeline, world.at(END), &Filter::default(), By::Year).unwrap();
    let lines = serde_json::to_value(&answer.lines).unwrap();
    assert_eq!(lines[0]["year"], 2006);
    assert_eq!(lines[0]["appropriated_ore"], 1007);
    for key in ["source", "chapter", "item", "purpose"] {
        assert_eq!(lines[0][key], Value::Null, "{key}");
    }
    assert_eq!(lines[0].get("recipient"), None);
    assert_eq!(lines[1]["year"], 2007);
}

#[test]
fn the_budget_lines_of_the_programmes_by_chapter_and_item() {
    let mut world = World::default();
    let rows = [
        ("fund/TIO/2005/621.63", "2005-09-01", 2_000_000_000_i64),
        ("fund/TIO/2006/621.63", "2006-01-01", 2_700_000_000),
        ("fund/TIO/2006/621.21", "2006-01-01", 300_000_000),
        ("fund/TIO/2007/unspecified", "2007-01-01", 3_000_000_000),
        ("fund/HUSK/2008/621.21", "2008-01-01", 90_000_000),
        ("fund/HUSK/2008/621.63", "2008-01-01", 850_000_000),
        ("fund/HUSK/2008/761.77", "2008-01-01", 365_500_000),
        ("fund/HUSK/2009/unspecified", "2009-01-01", 1_305_500_000),
    ];
    for (stream, on, ore) in rows {
        world.say(stream, on, "fund.appropriated", json!({"amount_ore": ore}));
    }
    let ask = |filter: Filter| {
        let answer = budget(&world.timeline, world.at(END), &filter, By::Year).unwrap();
        let row = |l: &hovedbok_budgets::Line| (l.year.unwrap(), l.programme.to_string(), l.amounts.appropriated_ore);
        let mut rows: Vec<_> = answer.lines.iter().map(row).collect();
        rows.sort();
        rows
    };
    let item = |chapter: &str, item: &str| Filter {
        chapter: Some(chapter.to_owned()),
        item: Some(item.to_owned()),
        ..Filter::default()
    };
    let row = |year: u16, programme: &str, ore: i64| (year, programme.to_owned(), Some(ore));
    assert_eq!(
        ask(item("621", "63")),
        [row(2005, "TIO", 2_000_000_000), row(2006, "TIO", 2_700_000_000), row(2008, "HUSK", 850_000_000)]
    );
    let unspecified = Filter { source: Some(name("unspecified")), ..Filter::default() };
    assert_eq!(ask(unspecified), [row(2007, "TIO", 3_000_000_000), row(2009, "HUSK", 1_305_500_000)]);
    let husk = Filter { programme: Some(name("HUSK")), year: Some(2008), ..Filter::default() };
    assert_eq!(ask(husk), [row(2008, "HUSK", 1_305_500_000)]);
    assert!(ask(item("63", "621")).is_empty());
    // A chapter alone leaves out other chapters and the funds that have none; so does an item.
    let chapter = Filter { chapter: Some("761".to_owned()), ..Filter::default() };
    assert_eq!(ask(chapter), [row(2008, "HUSK", 365_500_000)]);
    let item_alone = Filter { item: Some("21".to_owned()), ..Filter::default() };
    assert_eq!(ask(item_alone), [row(2006, "TIO", 300_000_000), row(2008, "HUSK", 90_000_000)]);
}

#[test]
fn corrections_change_the_answer_from_their_position_on_and_never_before() {
    let mut world = World::default();
    let first = world.say(FUND, "2006-01-01", "fund.appropriated", json!({"amount_ore": 100}));
    let second = world.replace(first, "2006-02-01", "fund.appropriated", json!({"amount_ore": 90}));
    let voided = world.void(second);
    world.void(first);
    world.void(voided);
    let appropriated = |on: &str, position: u64| {
        let at = At { as_of: day(on), known_at: hovedbok_core::Seq(position) };
        budget(&world.timeline, at, &Filter::default(), By::Line).unwrap().totals.appropriated_ore
    };
    let by_position: Vec<Option<i64>> = (0..=5).map(|position| appropriated(END, position)).collect();
    assert_eq!(by_position, [None, Some(100), Some(90), Some(100), None, Some(90)]);
    assert_eq!(appropriated("2006-01-15", 2), None, "the replacement takes hold on its own day");
}

#[test]
fn sums_beyond_64_bits_are_an_error_that_names_them() {
    let mut world = World::default();
    let ore = hovedbok_core::Ore::MAX;
    for n in 0..9_224 {
        let stream = if n % 2 == 0 { FUND } else { "fund/TIO/2006/621.21" };
        world.say(stream, "2006-01-01", "fund.appropriated", json!({"amount_ore": ore}));
    }
    let at = world.at(END);
    let error = budget(&world.timeline, at, &Filter::default(), By::Line).unwrap_err();
    assert_eq!((error.of.as_str(), error.ore), ("the totals", i128::from(ore) * 9_224));
    let one = Filter { source: Some(name("621.63")), ..Filter::default() };
    let answer = budget(&world.timeline, at, &one, By::Line).unwrap();
    assert_eq!(answer.totals.appropriated_ore, Some(ore * 4_612));
    let error = budget(&world.timeline, at, &Filter::default(), By::Year).unwrap_err();
    assert_eq!((error.of.as_str(), error.amount), ("TIO 2006", "appropriated_ore"));
    assert!(error.to_string().contains("ask about fewer funds"), "{error}");
}

fn lines_by(world: &World, by: By) -> Value {
    serde_json::to_value(budget(&world.timeline, world.at(END), &Filter::default(), by).unwrap()).unwrap()
}

#[test]
fn what_is_available_stands_with_the_money_and_not_with_who_received_it() {
    let answer = lines_by(&a_year(), By::Recipient);
    let lines = answer["lines"].as_array().unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line["recipient"].clone(), line["available_ore"].clone())).collect();
    assert_eq!(told, [(Value::Null, json!(380)), (json!("A"), Value::Null)]);
    assert_eq!(answer["totals"]["available_ore"], 380);
}

#[test]
fn a_grant_has_a_line_in_every_year_that_it_has_money_in() {
    let answer = lines_by(&a_year(), By::Grant);
    let lines = answer["lines"].as_array().unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let fields = ["year", "grant", "recipient", "allocated_ore", "unspent_ore", "available_ore"];
            Value::from(fields.map(|field| line[field].clone()).to_vec())
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([2006, null, null, null, null, 380]),
            json!([2006, "g", "A", 600, 50, null]),
            json!([2007, "g", "A", null, null, null]),
        ]
    );
    for line in lines {
        let source = ["programme", "source", "chapter", "item", "purpose"].map(|field| line[field].clone());
        assert_eq!(source, [json!("TIO"), json!("621.63"), json!("621"), json!("63"), Value::Null]);
    }
}

#[test]
fn money_allocated_from_nothing_is_missing_in_a_line_of_its_own() {
    let mut world = World::default();
    let allocated = json!({"grant": "g", "recipient": "A", "amount_ore": 600, "purpose": "project"});
    world.say(FUND, "2006-04-01", "grant.allocated", allocated);
    for by in [By::Recipient, By::Grant] {
        let answer = lines_by(&world, by);
        let told: Vec<_> = answer["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| ["allocated_ore", "available_ore", "available_not_known"].map(|field| line[field].clone()))
            .collect();
        // Nothing is recorded of what it was allocated from, so that nothing is known to be missing either.
        let not_known = [[Value::Null, Value::Null, json!(1)], [json!(600), Value::Null, json!(0)]];
        assert_eq!(told, not_known, "{by:?}");
    }
}

#[test]
fn what_nothing_is_recorded_of_is_not_nothing() {
    let mut world = World::default();
    world.say(FUND, "2006-01-01", "fund.appropriated", json!({"amount_ore": 900}));
    let amounts = |world: &World| serde_json::to_value(world.line(END, 2006, "621.63").amounts).unwrap();
    let known = |amounts: &Value| -> Vec<String> {
        let fields = amounts.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        fields.map(|(key, value)| format!("{key} {value}")).collect()
    };
    let alone = ["appropriated_ore 900", "available_not_known 1", "spent_not_stated 0", "unspent_not_known 0"];
    assert_eq!(known(&amounts(&world)), alone);
    // Money that somebody spent directly, and money for a recipient: now what is available follows.
    let allocated = json!({"grant": "g", "recipient": "A", "amount_ore": 600, "purpose": "project"});
    world.say(FUND, "2006-04-01", "grant.allocated", allocated);
    let of = amounts(&world);
    assert_eq!((&of["available_ore"], &of["unspent_ore"]), (&json!(300), &Value::Null), "{of}");
    assert_eq!((&of["disbursed_ore"], &of["unspent_not_known"]), (&Value::Null, &json!(1)), "{of}");
    // Of what was paid out, nothing says what became of it.
    world.say(FUND, "2006-05-01", "grant.disbursed", json!({"grant": "g", "amount_ore": 500}));
    assert_eq!(amounts(&world)["unspent_ore"], Value::Null);
    world.say(FUND, "2006-06-01", "grant.spent", json!({"grant": "g", "purpose": "pay"}));
    assert_eq!(amounts(&world)["unspent_ore"], Value::Null, "spent, and nobody says how much");
    // Of two grants, the sums have the one that is known, and count the other.
    let other = json!({"grant": "h", "recipient": "B", "amount_ore": 100, "purpose": "project"});
    world.say(FUND, "2006-04-01", "grant.allocated", other);
    world.say(FUND, "2006-05-01", "grant.disbursed", json!({"grant": "h", "amount_ore": 100}));
    world.say(FUND, "2006-06-01", "grant.spent", json!({"grant": "h", "amount_ore": 90, "purpose": "pay"}));
    let of = amounts(&world);
    assert_eq!((&of["unspent_ore"], &of["unspent_not_known"]), (&json!(10), &json!(1)), "{of}");
    // What was all paid back was not spent.
    world.say(FUND, "2006-07-01", "grant.returned", json!({"grant": "g", "amount_ore": 500}));
    let of = amounts(&world);
    assert_eq!((&of["unspent_ore"], &of["unspent_not_known"]), (&json!(10), &json!(0)), "{of}");
}
