//! Rows about persons.

use super::*;

const PERSON: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

#[test]
fn registration_with_bokmal_headers_and_words() {
    let imported = csv(
        "registration",
        "Saksnummer;Fra dato;Kontor;Fødselsmåned;Kjønn;Utdanning;Helse;Merknad\n2016/17;03.05.2016;NAV;1995-04;Kvinne;Grunnskole;ikke spurt;fra kø\n",
    )
    .unwrap();
    assert_eq!(
        all(&imported),
        [
            "participant.registered case 2016/17 2016-05-03 {\"office\":\"NAV\",\"birth_month\":\"1995-04\",\"sex\":\"female\",\
             \"background\":{\"education\":\"primary\",\"health\":\"not_asked\"},\"note\":\"fra kø\"}"
        ]
    );
    assert_eq!(imported.proposals[0].origin.as_ref().unwrap().line, 2);
    assert_eq!(remarks(&imported), Vec::<String>::new());
}

#[test]
fn intake_takes_its_programme_from_the_row_or_from_the_call() {
    let text = "deltaker,start,kontor,målgruppe,kohorter,kilde\n6F9619FF-8B86-4D01-B42D-00CF4FC964FF,2016-06-01,NAV,under 30,\"a, b\",vedtak 7\n";
    let options = Options { programme: "TRAPPA".parse().ok(), ..Options::default() };
    let imported = csv_with("intake", text, &options).unwrap();
    assert_eq!(
        all(&imported),
        [format!(
            "participant.intake participant/{PERSON} 2016-06-01 {{\"programme\":\"TRAPPA\",\"office\":\"NAV\",\"target_group\":\"under_30\",\"cohorts\":[\"a\",\"b\"]}}"
        )]
    );
    assert_eq!(imported.proposals[0].source.as_ref().unwrap().as_str(), "vedtak 7");
    assert_eq!(
        remarks(&imported),
        ["line 2, column \"målgruppe\": \"under 30\" was read as under_30 (a name has no spaces: they are read as _)"]
    );
}

#[test]
fn measures_begin_and_end() {
    let begun = csv(
        "measures",
        "sak;fra dato;tiltak;arrangør;eier;andel;dager per uke;planlagt slutt\n7;15.08.2016;praksis;ASVO;kommunal;50 %;3;31.12.2016\n",
    )
    .unwrap();
    assert_eq!(
        all(&begun),
        [
            "measure.started case 7 2016-08-15 {\"measure\":\"praksis\",\"provider\":\"ASVO\",\"owner\":\"municipal\",\"share_bp\":5000,\
             \"days_per_week\":3,\"planned_end\":\"2016-12-31\"}"
        ]
    );
    let ended = csv("measure-ends", "sak;til dato;resultat\n7;mars 2017;ordinary work\n").unwrap();
    assert_eq!(all(&ended), ["measure.ended case 7 2017-03-01 to 2017-03-31 {\"outcome\":\"work\"}"]);
    assert!(remarks(&ended)[0].contains("\"mars 2017\" was read as 2017-03-31"), "{:?}", remarks(&ended));
}

#[test]
fn absence_as_a_list_in_one_cell_or_two() {
    let imported = csv(
        "absence",
        "sak;fra dato;til dato;periode;kode;dager;dokumentert\n7;02.05.2016;04.05.2016;;E;3;nei\n7;09.05.2016;;;sykt barn;;\n7;;;16.05.2016 20.05.2016;S;5;ja\n",
    )
    .unwrap();
    assert_eq!(
        all(&imported),
        [
            "absence.recorded case 7 - {\"period\":{\"start\":\"2016-05-02\",\"end\":\"2016-05-04\"},\"kind\":\"self_certified\",\"days\":3,\"documented\":false}",
            "absence.recorded case 7 - {\"period\":\"2016-05-09\",\"kind\":\"child_sick\"}",
            "absence.recorded case 7 - {\"period\":{\"start\":\"2016-05-16\",\"end\":\"2016-05-20\",\"as_written\":\"16.05.2016 20.05.2016\"},\"kind\":\"medical\",\"days\":5,\"documented\":true}",
        ]
    );
}

/// A grid of May 2016, whose second day is a Monday.
fn grid(rows: &[&str]) -> String {
    let days: Vec<String> = (1..=31).map(|day| day.to_string()).collect();
    let mut text = format!("sak;måned;{}\n", days.join(";"));
    for row in rows {
        let (case, marks) = row.split_once(' ').unwrap();
        let mut cells = vec![String::new(); 31];
        for mark in marks.split(' ').filter(|mark| !mark.is_empty()) {
            let (day, code) = mark.split_once('=').unwrap();
            cells[day.parse::<usize>().unwrap() - 1] = code.to_owned();
        }
        text.push_str(&format!("{case};2016-05;{}\n", cells.join(";")));
    }
    text
}

fn spells(text: &str) -> Vec<String> {
    let imported = csv("absence-grid", text).unwrap();
    let fields = |made: &Proposal| {
        let of = |name: &str| made.fields.get(name).cloned().unwrap_or_default();
        let day = |value: &Value| value.as_str().unwrap().trim_start_matches("2016-05-").to_owned();
        let days = match of("period") {
            Value::String(text) => day(&Value::String(text)),
            period => format!("{}-{}", day(&period["start"]), day(&period["end"])),
        };
        format!("{days} {} {}", of("kind").as_str().unwrap(), of("days"))
    };
    imported.proposals.iter().map(fields).collect()
}

#[test]
fn days_of_one_code_that_follow_each_other_are_one_absence() {
    assert_eq!(spells(&grid(&["7 2=E 3=E 4=x 5=E"])), ["02-03 self_certified 2", "05 self_certified 1"]);
    assert_eq!(spells(&grid(&["7 2=e 3=S 4=sykmelding"])), ["02 self_certified 1", "03-04 medical 2"]);
    assert_eq!(spells(&grid(&["7 2=1 3=. 4=X 5=-"])), Vec::<String>::new());
}

#[test]
fn an_unmarked_weekend_joins_friday_and_monday_and_a_marked_one_does_not() {
    assert_eq!(spells(&grid(&["7 5=S 6=S 9=S 10=S"])), ["05-10 medical 4"]);
    assert_eq!(spells(&grid(&["7 6=S 7=. 8=helg 9=S"])), ["06-09 medical 2"]);
    assert_eq!(spells(&grid(&["7 6=S 7=x 9=S"])), ["06 medical 1", "09 medical 1"]);
    assert_eq!(spells(&grid(&["7 6=S 7=S 8=S 9=S"])), ["06-09 medical 4"]);
    assert_eq!(spells(&grid(&["7 5=S 9=S"])), ["05 medical 1", "09 medical 1"]);
    assert_eq!(spells(&grid(&["7 6=S 9=F"])), ["06 medical 1", "09 holiday 1"]);
}

#[test]
fn every_code_of_a_grid_has_its_letter() {
    let codes = "E S B P U G F J A".split(' ').zip(1..).map(|(code, day)| format!("{day}={code}")).collect::<Vec<_>>();
    let kinds: Vec<String> = spells(&grid(&[&format!("7 {}", codes.join(" "))]))
        .iter()
        .map(|s| s.split(' ').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        [
            "self_certified",
            "medical",
            "child_sick",
            "leave_with_benefit",
            "leave_without_benefit",
            "unauthorised",
            "holiday",
            "job_interview",
            "other"
        ]
    );
}

#[test]
fn the_month_of_a_grid_stands_in_a_column_the_headers_the_call_the_sheet_or_the_file() {
    let kind = find("absence-grid").unwrap();
    let options = Options { month: "2016-05".parse().ok(), ..Options::default() };
    let plain = Options::default();
    let rows: &[&[&str]] = &[&["sak", "2", "3"], &["7", "E", "E"]];
    let text = "sak;2;3\n7;E;E\n";
    let read = |file: &str, bytes: &[u8], options: &Options| read(kind, file, bytes, None, options);
    let forms = [
        read("t.csv", text.as_bytes(), &options),
        read("t.xlsx", &xlsx("2016-05", rows), &plain),
        read("t.xlsx", &xlsx("mai 2016", rows), &plain),
        read("/a/fravær-2016-05.csv", text.as_bytes(), &plain),
        read("t.csv", b"2016-05;ma 2;ti 3.\n7;E;E\n", &plain),
        read("t.csv", b"sak;02.05.2016;2016-05-03\n7;E;E\n", &plain),
        read("t.csv", b"sak;maned;2;3\n7;mai 2016;E;E\n", &plain),
    ];
    for (at, form) in forms.into_iter().enumerate() {
        let imported = form.map_err(|error| format!("{at}: {error}")).unwrap();
        assert_eq!(
            all(&imported),
            [
                "absence.recorded case 7 - {\"period\":{\"start\":\"2016-05-02\",\"end\":\"2016-05-03\"},\"kind\":\"self_certified\",\"days\":2}"
            ],
            "{at}"
        );
    }
    assert_eq!(
        csv("absence-grid", text).unwrap_err().to_string(),
        "t.csv, line 2: the month is not named; add a column \"month\", name the sheet 2016-05, or give the month for the whole table"
    );
}

#[test]
fn whole_dates_over_a_grid_bring_their_own_month() {
    let imported = csv("absence-grid", "sak;29.04.2016;02.05.2016\n7;S;S\n").unwrap();
    assert_eq!(
        all(&imported),
        [
            "absence.recorded case 7 - {\"period\":{\"start\":\"2016-04-29\",\"end\":\"2016-05-02\"},\"kind\":\"medical\",\"days\":2}"
        ]
    );
}

#[test]
fn exits_and_benefits() {
    let exits = csv("exits", "sak;siste dag;overgang til\n7;30.06.2017;uføretrygd\n").unwrap();
    assert_eq!(all(&exits), ["participant.exited case 7 2017-06-30 {\"destination\":\"disability_pension\"}"]);
    let benefits = csv(
        "benefits",
        "sak;ytelse;beløp;måned;utbetalt\n7;kvalifiseringsstønad;\"12 345,50\";2007-12;20.12.2007\n7;full sosialhjelp;8000;2007-12;\n",
    )
    .unwrap();
    assert_eq!(
        all(&benefits),
        [
            "benefit.paid case 7 2007-12-20 {\"kind\":\"qualification_benefit\",\"amount_ore\":1234550,\"for_period\":{\"start\":\"2007-12-01\",\"end\":\"2007-12-31\",\"as_written\":\"2007-12\"}}",
            "benefit.paid case 7 2007-12-31 {\"kind\":\"social_assistance_full\",\"amount_ore\":800000,\"for_period\":{\"start\":\"2007-12-01\",\"end\":\"2007-12-31\",\"as_written\":\"2007-12\"}}",
        ]
    );
    assert_eq!(
        remarks(&benefits),
        [
            "line 3, column \"måned\": \"2007-12\" was read as paid 2007-12-31 (the row has no day of payment: the last day that was paid for is used)"
        ]
    );
}

#[test]
fn births_are_never_after_the_registration_and_only_their_month_is_kept() {
    let text = "sak;fra dato;kontor;født\nB-62;05.01.2026;S;15.05.62\nB-63;05.01.2026;S;mai 62\nB-64;05.01.2026;S;050562\nB-65;05.01.2026;S;05.62\nB-66;05.01.2026;S;1962-05-15\n";
    let imported = csv("registration", text).unwrap();
    assert!(imported.proposals.iter().all(|made| made.fields["birth_month"] == "1962-05"));
    let told = remarks(&imported);
    assert!(
        told.iter().all(|told| !told.contains("15.05") && !told.contains("050562") && !told.contains("1962-05-15")),
        "{told:?}"
    );
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        csv("registration", "sak;fra dato;kontor;født\nB-1;05.01.2026;S;05.2062\nB-2;05.01.2026;S;15056212345\n")
            .unwrap_err()
            .to_string(),
        "t.csv, line 2, column \"født\": the month of birth is after 2026-01-05, the day of the entry: check the century, and \
         write year and month, such as 1962-05\n\
         t.csv, line 3, column \"født\": the text contains a national identity number; remove it: an entry may not contain \
         personal data (H11)"
    );
}

#[test]
fn instants_with_a_zone_are_days_in_norway_in_every_column_of_days() {
    let text = "sak;fra dato;kontor\nT-1;2016-05-31T22:00:00Z;S\nT-2;2016-12-31T23:00:00.000Z;S\nT-3;2016-06-01T00:00:00+02:00;S\n";
    let days = |imported: &Imported| -> Vec<String> {
        imported.proposals.iter().map(|made| made.effective.as_ref().unwrap().start().to_string()).collect()
    };
    assert_eq!(days(&csv("registration", text).unwrap()), ["2016-06-01", "2017-01-01", "2016-06-01"]);
    let ends = csv("exits", "sak;til dato;overgang til\n7;2016-05-31T22:00:00Z;arbeid\n").unwrap();
    assert_eq!(days(&ends), ["2016-06-01"]);
    let text = "sak;fra dato;tiltak;arrangør;eier;andel;planlagt slutt\n7;2016-05-31T22:00:00Z;a;b;kommunal;50 %;2016-12-31T23:00:00Z\n";
    let starts = csv("measures", text).unwrap();
    assert_eq!(
        (days(&starts)[0].as_str(), &starts.proposals[0].fields["planned_end"]),
        ("2016-06-01", &"2017-01-01".into())
    );
}

#[test]
fn outcomes_tell_what_was_completed_and_what_was_broken_off() {
    let outcome = |word: &str| {
        let text = format!("sak;til dato;resultat\n7;30.06.2016;{word}\n");
        csv("measure-ends", &text).map(|imported| imported.proposals[0].fields["outcome"].clone())
    };
    for word in ["Fullført", "fullfort", "Gjennomført", "Ferdig", "completed"] {
        assert_eq!(outcome(word).unwrap(), "completed", "{word}");
    }
    for word in ["Avbrutt", "AVBRUTT", "interrupted", "Sluttet underveis"] {
        assert_eq!(outcome(word).unwrap(), "interrupted", "{word}");
    }
    assert!(csv("exits", "sak;til dato;resultat\n7;30.06.2016;avbrutt\n").is_err(), "an exit has a destination");
}

#[test]
fn a_row_may_name_the_offices_case_file() {
    let of = |kind: &str, text: &str| {
        csv(kind, text).map(|made| made.proposals[0].source.clone().map(|text| text.as_str().to_owned()))
    };
    assert_eq!(
        of("exits", "sak;til dato;overgang til;kilde;saksref\n7;30.06.2016;aap;vedtak;2016/14-2\n").unwrap().as_deref(),
        Some("vedtak; 2016/14-2")
    );
    assert_eq!(
        of("intake", "sak;fra dato;program;kontor;målgruppe;referanse\n7;01.06.2016;A;S;u30;2016/14-2\n")
            .unwrap()
            .as_deref(),
        Some("2016/14-2")
    );
    assert_eq!(
        of("spending", "program;periode;art;hva;beløp;reference\nA;2016;brukt;b;5;2016/14-2\n").unwrap().as_deref(),
        Some("2016/14-2")
    );
    assert_eq!(
        of("figures", "program;nøkkeltall;enhet;når;dokument;saksref\nA;t;persons;2006;rapport;2016/14-2\n")
            .unwrap()
            .as_deref(),
        Some("2016/14-2")
    );
    let personal =
        of("exits", "sak;til dato;overgang til;saksref\n7;30.06.2016;aap;ring 22222222\n").unwrap_err().to_string();
    assert!(personal.contains("column \"saksref\": the text contains a telephone number"), "{personal}");
}

#[test]
fn a_row_that_makes_too_large_an_entry_names_its_longest_column() {
    let text = format!(
        "sak;til dato;overgang til;kilde;merknad\n7;30.06.2016;aap;{};{}\n",
        "k".repeat(9_000),
        "m".repeat(8_000)
    );
    assert_eq!(
        csv("exits", &text).unwrap_err().to_string(),
        "t.csv, line 2, column \"kilde\": the row makes an entry of more than 16384 bytes; shorten this text, its longest one"
    );
}

#[test]
fn the_headers_of_case_systems_are_read_with_what_stands_below_them() {
    let births =
        csv("registration", "Saksnr.;Registrert;NAV-kontor;Fødselsdato\n7;03.05.2016;NAV;15.05.1962\n").unwrap();
    assert_eq!(
        all(&births),
        ["participant.registered case 7 2016-05-03 {\"office\":\"NAV\",\"birth_month\":\"1962-05\"}"]
    );
    assert!(remarks(&births).iter().all(|told| !told.contains("15.05.1962")), "{:?}", remarks(&births));
    let started = |share: &str, cell: &str| {
        let text = format!(
            "Sak nr;Startdato;Type tiltak;Tiltaksarrangør;Eier;{share};Dager pr. uke;Planlagt sluttdato\n\
             7;15.08.2016;praksis;ASVO;kommunal;{cell};3;31.12.2016\n"
        );
        csv("measures", &text).map(|imported| (all(&imported), remarks(&imported)))
    };
    for (share, cell) in [
        ("Stillingsprosent", "50"),
        ("Stillingsprosent", "50 %"),
        ("STILLINGSPROSENT (%)", "50,0"),
        ("Stillingsandel", "50 prosent"),
        ("Omfang", "50 %"),
        ("prosent", "50"),
    ] {
        let (made, _) = started(share, cell).map_err(|error| format!("{share} {cell}: {error}")).unwrap();
        assert_eq!(
            made,
            [
                "measure.started case 7 2016-08-15 {\"measure\":\"praksis\",\"provider\":\"ASVO\",\"owner\":\"municipal\",\
                 \"share_bp\":5000,\"days_per_week\":3,\"planned_end\":\"2016-12-31\"}"
            ],
            "{share} {cell}"
        );
    }
    let away = csv("absence", "Sak;Fra;Til;Årsak;Antall dager\n7;02.05.2016;04.05.2016;sykt barn;3\n").unwrap();
    assert_eq!(away.proposals[0].fields["days"], 3);
    let ended = csv("measure-ends", "Sak;Siste dag;Utfall\n7;31.03.2017;fullført\n").unwrap();
    assert_eq!(ended.proposals[0].fields["outcome"], "completed");
    let left = csv("exits", "Sak;Sluttdato;Avgang til\n7;30.06.2017;uføretrygd\n").unwrap();
    assert_eq!(left.proposals[0].fields["destination"], "disability_pension");
    let paid =
        csv("benefits", "Sak;Stønad;Beløp (kr);Måned;Utbetalingsdato\n7;KVP;12 345,50;2016-09;20.09.2016\n").unwrap();
    assert_eq!(paid.proposals[0].fields["amount_ore"], 1_234_550);
}

#[test]
fn an_absence_without_a_last_day_is_all_the_days_that_are_named() {
    for (day, expected) in [
        ("02.05.2016", "\"02.05.2016\" was read as 2016-05-02 (the row has no last day: the absence is that day)"),
        (
            "uke 22 2016",
            "\"uke 22 2016\" was read as 2016-05-30 to 2016-06-05 (the row has no last day: the absence is these days)",
        ),
        (
            "mai 2016",
            "\"mai 2016\" was read as 2016-05-01 to 2016-05-31 (the row has no last day: the absence is these days)",
        ),
    ] {
        let imported = csv("absence", &format!("sak;fra;kode\nA-1;{day};S\n")).unwrap();
        let told = remarks(&imported);
        assert!(told.iter().any(|told| told.ends_with(expected)), "{told:?}");
    }
}

#[test]
fn a_name_is_not_read_as_the_code_of_a_person() {
    let head = "sak;fra dato;veileder\n7;15.08.2016;";
    for name in ["Kari Nordmann", " kari  nordmann ", "Kari\u{a0}Nordmann"] {
        let message = csv("counsellors", &format!("{head}{name}\n")).unwrap_err().to_string();
        assert!(
            message.starts_with("t.csv, line 2, column \"veileder\": the text has spaces, as a name has;"),
            "{message}"
        );
        assert!(!message.to_lowercase().contains("nordmann"), "{message}");
    }
    let taken = csv("counsellors", &format!("{head} v12 \n")).unwrap();
    assert_eq!(all(&taken), ["participant.counsellor_assigned case 7 2016-08-15 {\"counsellor\":\"v12\"}"]);
}
