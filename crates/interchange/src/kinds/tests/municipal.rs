//! Tables in the style that municipalities publish, made by a generator, and summed to the øre by a program of its own.

use std::process::Command;

use super::*;

const ROWS: usize = 3_000;

/// Numbers that look random and are the same every time (Numerical Recipes).
struct Draw(u32);

impl Draw {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i64::from(self.0 >> 4) % limit
    }
}

/// How an amount is written.
#[derive(Clone, Copy)]
struct Style {
    space: &'static str,
    decimals: bool,
    negative: fn(&str) -> String,
}

fn written(ore: i64, style: Style) -> String {
    let kroner = (ore.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in kroner.chars().enumerate() {
        if at > 0 && (kroner.len() - at).is_multiple_of(3) {
            grouped.push_str(style.space);
        }
        grouped.push(digit);
    }
    if style.decimals {
        grouped.push_str(&format!(",{:02}", ore.unsigned_abs() % 100));
    }
    if ore < 0 { (style.negative)(&grouped) } else { grouped }
}

const PLAIN: Style = Style { space: " ", decimals: false, negative: |text| format!("-{text}") };

/// Budget lines: of ten, one is income below nothing, and every seventh is a line that stands there already.
fn budget(style: Style) -> String {
    let mut draw = Draw(7);
    let mut text = String::from("Ansvar;Ansvar (tekst);Funksjon;Art;Tekst;Beløp 2026\r\n");
    let mut last = String::new();
    for row in 0..ROWS {
        if row % 7 != 6 {
            let whole = (draw.below(90_000_000) + 1) * 100 + if style.decimals { draw.below(100) } else { 0 };
            let ore = if draw.below(10) == 0 { -whole / 50 * 2 } else { whole };
            let ore = if style.decimals { ore } else { ore / 100 * 100 };
            let ore = if ore == 0 { 100 } else { ore };
            let text = ["Lønn", "Kjøp av tjenester", "Inventar og utstyr", "Refusjoner", "Vikarer"][row % 5];
            last = format!(
                "{};Kvalifisering;{};{};{text};{}",
                200_100 + row % 9,
                276,
                10_100 + row % 50,
                written(ore, style)
            );
        }
        text.push_str(&last);
        text.push_str("\r\n");
    }
    text
}

fn grants() -> String {
    let mut draw = Draw(11);
    let mut text = String::from("Tiltak i kommunene 2026;;;\nMottaker;Formål;Beløp;Merknad\n");
    let style = Style { space: "\u{a0}", decimals: true, ..PLAIN };
    for row in 0..ROWS {
        let recipient = ["Nordre Land", "Søndre Land", "Gjøvik", "Østre Toten", "Vestre Slidre"][row % 5];
        let ore = draw.below(200_000_000) + 1;
        text.push_str(&format!("{recipient} kommune;Tiltak {};{};\n", row % 40, written(ore, style)));
    }
    text
}

fn parties() -> String {
    let mut draw = Draw(13);
    let mut text = String::from("Parti;Organisasjonsledd;Partistøtte (kr)\n");
    for row in 0..ROWS {
        let party = ["Arbeiderpartiet", "Høyre", "Senterpartiet", "Rødt", "Miljøpartiet De Grønne"][row % 5];
        let ore = (draw.below(4_000_000) + 1) * 100;
        let amount = written(ore, Style { space: "\u{202f}", ..PLAIN });
        text.push_str(&format!("{party};{party}, lag {};{amount}\n", row / 5));
    }
    text
}

const BUDGET_MAP: &str = "hva;deres;vår;verdi\nkolonne;Tekst;formål;\nkolonne;Beløp 2026;beløp;\nutelat;Ansvar;;\n\
                          utelat;Ansvar (tekst);;\nutelat;Funksjon;;\nutelat;Art;;\nfast;;program;STEP\nfast;;år;2026\n";
const GRANT_MAP: &str = "what;theirs;ours;value\nfixed;;programme;STEP\nfixed;;year;2026\nfixed;;given_by;Directorate\n\
                         column;Mottaker;given_to;\n";
const PARTY_MAP: &str = "what;theirs;ours;value\ncolumn;Organisasjonsledd;given_to;\ncolumn;Parti;purpose;\n\
                         column;Partistøtte (kr);amount;\nfixed;;programme;PARTI\nfixed;;year;2026\n\
                         fixed;;given_by;Kommunen\nfixed;;direction;allocated\n";

/// Rows and øre by a program of its own; test.sh installs what it needs.
fn by_python(name: &str, bytes: &[u8], header: &str) -> (usize, i64) {
    let file = std::env::temp_dir().join(format!("hovedbok-municipal-{}-{name}", std::process::id()));
    std::fs::write(&file, bytes).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kinds/tests/sums.py");
    let run = Command::new("python3").arg(script).arg(&file).arg(header).output();
    std::fs::remove_file(&file).unwrap();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let out = String::from_utf8(run.stdout).unwrap();
    let (rows, ore) = out.trim().split_once(' ').unwrap();
    (rows.parse().unwrap(), ore.parse().unwrap())
}

fn whole(kind: &str, name: &str, bytes: &[u8], map: &str, header: &str) {
    let kind = find(kind).unwrap();
    let map = Map::read(kind, "map.csv", map.as_bytes()).map_err(|error| error.to_string()).unwrap();
    let options = Options { map: Some(map), ..Options::default() };
    let imported = read(kind, name, bytes, None, &options).map_err(|error| format!("{name}: {error}")).unwrap();
    let signed = |made: &Proposal| {
        let ore = made.fields["amount_ore"].as_i64().unwrap();
        if made.type_name == "fund.reduced" { -ore } else { ore }
    };
    let sum: i64 = imported.proposals.iter().map(signed).sum();
    assert_eq!((imported.rows, imported.proposals.len()), (ROWS, ROWS), "{name}");
    assert_eq!((imported.rows, sum), by_python(name, bytes, header), "{name}");
}

#[test]
fn budgets_are_imported_whole_and_to_the_øre() {
    let styles: [(&str, Style); 6] = [
        ("spaces.csv", PLAIN),
        ("nbsp.csv", Style { space: "\u{a0}", ..PLAIN }),
        ("thin.csv", Style { space: "\u{2009}", negative: |text| format!("\u{2212}{text}"), ..PLAIN }),
        ("parentheses.csv", Style { decimals: true, negative: |text| format!("({text})"), ..PLAIN }),
        ("behind.csv", Style { decimals: true, negative: |text| format!("{text}-"), ..PLAIN }),
        ("none.csv", Style { space: "", decimals: true, ..PLAIN }),
    ];
    for (at, (name, style)) in styles.into_iter().enumerate() {
        let text = budget(style);
        let (windows, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
        let bytes = match at % 3 {
            0 => text.clone().into_bytes(),
            1 if !lost => windows.into_owned(),
            _ => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        };
        whole("budget-lines", name, &bytes, BUDGET_MAP, "Beløp 2026");
    }
}

#[test]
fn grants_and_party_support_are_imported_whole_and_to_the_øre() {
    // The program that sums knows no titles.
    let grants = grants();
    let below = grants.split_once('\n').unwrap().1;
    whole("grants", "grants.csv", below.as_bytes(), GRANT_MAP, "Beløp");
    let kind = find("grants").unwrap();
    let options = Options { map: Some(Map::read(kind, "m.csv", GRANT_MAP.as_bytes()).unwrap()), ..Options::default() };
    let titled = read(kind, "grants.csv", grants.as_bytes(), None, &options).unwrap();
    assert_eq!(titled.rows, ROWS);
    assert!(remarks(&titled)[0].contains("is a title and is ignored"));
    whole("grants", "parties.csv", parties().as_bytes(), PARTY_MAP, "Partistøtte (kr)");
}

#[test]
fn a_line_below_nothing_lowers_the_fund_and_zero_is_refused_by_its_cell() {
    let lines = csv(
        "budget-lines",
        "program;år;art;beløp\nA;2026;;-1 362 250\nA;2026;bevilget;(5,50)\nA;2026;redusert;7\nA;2026;redusert;-7\n",
    );
    let lines = lines.unwrap();
    let heads: Vec<&str> = lines.proposals.iter().map(|made| made.type_name.as_str()).collect();
    assert_eq!(heads, ["fund.reduced"; 4]);
    let amounts: Vec<&Value> = lines.proposals.iter().map(|made| &made.fields["amount_ore"]).collect();
    assert_eq!(amounts, [136_225_000, 550, 700, 700]);
    assert!(remarks(&lines).iter().any(|told| told.contains("and 2 more lines, column \"beløp\": this line reduces")));
    let text = budget(PLAIN).replacen("\r\n200", "\r\n200100;x;1;1;Ingen;0\r\n200", 1);
    let kind = find("budget-lines").unwrap();
    let options = Options { map: Some(Map::read(kind, "m.csv", BUDGET_MAP.as_bytes()).unwrap()), ..Options::default() };
    let told = read(kind, "b.csv", text.as_bytes(), None, &options).unwrap_err().to_string();
    assert!(told.starts_with("b.csv, line 2, column \"Beløp 2026\": \"0\" is not more than zero"), "{told}");
}
