//! Numbers and addresses as people spell them, and what only looks like one.

use super::*;

#[test]
fn an_identity_number_is_found_behind_its_day_and_words_for_the_rest() {
    // Of somebody whom nobody is: months of synthetic numbers are 80 more.
    let number = synthetic();
    let (day, month, year, rest) = (&number[..2], &number[2..4], &number[4..6], &number[6..]);
    let one = day.strip_prefix('0').unwrap();
    for text in [
        format!("{day}.{month}.19{year} {rest}"),
        format!("født {one}.{month}.19{year}, {rest}"),
        format!("{day}/{month}-{year} {rest}"),
        format!("{day}{month}19{year} {rest}"),
        format!("19{year}-{month}-{day} {rest}"),
        format!("født 19{year}-{month}-{day}, personnr. {rest}"),
        format!("19{year}{month}{day}-{rest}"),
        format!("{day}{month}{year}, personnr. {rest}"),
        format!("{day}{month}{year} (personnummer: {rest})"),
        format!("{day}.{month}.19{year}, pnr {rest}"),
        format!("{day}.{month}.{year} siste fem siffer {rest}"),
        format!("{day}{month}{year}%20{rest}"),
        format!("{day}{month}{year}=20{rest}"),
        format!("{day}{month}{year}&nbsp;{rest}"),
    ] {
        for search in [Search::Everything, Search::ButTelephones] {
            assert_eq!(search.personal(&text), Some(Personal::NationalIdentityNumber), "{text}");
        }
    }
    for text in [
        format!("{day}.{month}.19{year}, beløp {rest}"),
        format!("{day}.{month}.19{year} og sak {rest} fra i fjor"),
        format!("vedtak {day}{month}{year} om {rest} kr"),
        format!("{day}.{month}.19{year} {rest}1"),
        format!("{year}.{month}.19{day} {rest}"),
    ] {
        assert_eq!(Search::ButTelephones.personal(&text), None, "{text}");
    }
}

#[test]
fn telephone_numbers_are_found_however_they_are_grouped() {
    for text in [
        "tlf91234567",
        "Tlf.nr.: 912 34567",
        "tlf: 22 33 44 55",
        "tlf 2233 4455",
        "telefon 20 21 22 23",
        "mobil91 23 45 67",
        "mob. nr 91234567",
        "tlf 20161231",
        "4791234567",
        "ring 4722334455",
        "47 912 34 567",
        "47 91234567",
        "912 34567",
        "91 234567",
        "91234 567",
        "9123 45 67",
        "9 1 2 3 4 5 6 7",
        "912-34567",
        "912%2034%20567",
        "Ola 91234567, kr 500",
        "møt på Oslo S 91234567",
        "Kari S. 912 34 567",
        "Oslo S 22 33 44 55",
        "post 91234567",
        "kr 500, 91234567",
        "912 34 567 (etter kl. 16)",
    ] {
        assert_eq!(personal(text), Some(Personal::Telephone), "{text}");
    }
}

#[test]
fn amounts_weeks_ages_laws_pages_and_other_numbers_are_no_telephone_numbers() {
    for text in [
        "20-24 25-29",
        "alder 20-24 25-29 30-39",
        "18-24, 25-29 30-39",
        "uke 22 23 24 25",
        "uke nr 22 24 26 28",
        "22 23 24 25",
        "§§ 30 31 32 33",
        "§§ 30 32 34 36",
        "kap. 2541/2542",
        "kap. 2541/2551",
        "2541/2542",
        "NS 5814:2008",
        "NS-ISO 9001:2015",
        "9001:2015",
        "kr 45678912",
        "kr 45 678 912",
        "95000000 kr",
        "95000000 kroner",
        "NOK 45678912",
        "faktura 67890123",
        "fakturanr. 67890123",
        "faktura nr 67 89 01 23",
        "bilagsnummer: 45678912",
        "organisasjonsnr 45678912",
        "s. 2345-2367",
        "side 2345-2367",
        "5500 4500",
        "5500-4500",
        "9500 kr 4500 kr",
        "450 12345 12345",
        "utgifter til telefon 2008-2009",
        "mobil 2016/2017",
        "telefon 4500 6000",
        "uker 20 22 24 26 28",
        "§§ 28 30 32 34 36",
        "kap. 2541 2551 2562",
        "jf. kap. 2541/2620 og 2651/2655",
        "s. 2345-2367, 4567-4589",
        "49.123456 %",
        "45.123456",
        "94-123456",
        "450.12345",
        "45000.500",
        "45000-200",
        "4716.01.02",
        "4 5 6 7 8 9 10 11",
    ] {
        assert_eq!(personal(text), None, "{text}");
    }
}

#[test]
fn addresses_in_other_words_are_found_and_paragraphs_are_none() {
    for text in [
        "ola (krøll) nav.example",
        "ola [KRØLL] nav.example",
        "ola snabel a nav.example",
        "ola*at*nav.example",
        "ola *AT* nav.example",
        "ola=40nav.example",
        "ola2 (a) nav.example",
    ] {
        assert_eq!(personal(text), Some(Personal::Email), "{text}");
    }
    for text in ["jf. § 3 (a) forskrift.no", "§ 12 (a) lovdata.no", "punkt 4 [a] vedlegg.pdf", "x=400.000", "5 *at* 10"]
    {
        assert_eq!(personal(text), None, "{text}");
    }
}

proptest! {
    // The test in front lets through whatever the search finds.
    #[test]
    fn what_is_found_is_worth_searching(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "ola", "nav", "no", "example", ".", " ", "-", "@", "(at)", "*at*", "=40", "%40", "&#64;", "snabel a", "(krøll)", " at ",
                " dot ", " punktum ", "tlf", "47", "912", "34567", "9", "22", "33", "0", "010190", "30071", "personnr", "%20", "&nbsp;",
                "\u{2009}", "\u{ff19}", "\u{24d0}", "§", "\u{1}", "\u{7f}", "\u{17f}", " do", "t ", "nabel-a", "no ",
            ]),
            1..9,
        ),
    ) {
        let text = parts.concat();
        let shown = readings(&without_uuids(&text));
        let found = shown.iter().find_map(|shown| {
            Search::Everything.read(shown).or_else(|| Search::Everything.read(&unescaped(shown)?))
        });
        prop_assert!(found.is_none() || worth_searching(text.as_bytes()), "{}", text);
        prop_assert_eq!(found, personal(&text));
    }

    #[test]
    fn a_mobile_number_is_found_however_it_is_grouped(
        number in "[49][0-9]{7}",
        cuts in prop::sample::select(vec![vec![2, 4, 6], vec![3, 5], vec![3], vec![2], vec![5], vec![4, 6], vec![1, 2, 3, 4, 5, 6, 7]]),
        word in prop::sample::select(vec!["tlf ", "mobil: ", "tlf", "telefonnr. "]),
    ) {
        let mut text = String::from(word);
        for (at, digit) in number.char_indices() {
            if cuts.contains(&at) {
                text.push(' ');
            }
            text.push(digit);
        }
        prop_assert!(telephone_in(&text), "{}", text);
    }

    #[test]
    fn a_number_with_its_word_is_no_telephone_number(
        number in "[2-79][0-9]{7}",
        word in prop::sample::select(vec!["faktura ", "bilag nr. ", "kr ", "konto: ", "fakturanr ", "org.nr. "]),
    ) {
        let text = format!("{word}{number}");
        prop_assert!(!telephone_in(&text), "{}", text);
    }
}

#[test]
fn a_domain_has_no_more_parts_than_a_domain_can_have() {
    let parts = |parts: usize, dot: &str| format!("{}{dot}example", vec!["b"; parts - 1].join(dot));
    for (before, dot) in [("a (at) ", "."), ("a krøllalfa ", "."), ("a at ", " dot "), ("a [snabel-a] ", " punktum ")]
    {
        for (count, found) in [(2, Some(Personal::Email)), (127, Some(Personal::Email)), (128, None), (1000, None)] {
            let text = format!("{before}{}", parts(count, dot));
            assert_eq!(Search::ButTelephones.personal(&text), found, "{count} parts after '{before}'");
        }
    }
}
