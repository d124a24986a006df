//! Books of any size: programmes whose money is appropriated, granted and spent year by year, and nothing else.

use hovedbok_core::entries::fund::{Appropriated, FundSpent, GrantAllocated, GrantDisbursed, GrantSpent};
use hovedbok_core::entries::{Fact, FundEntry};
use hovedbok_core::{Day, FundId, Name, Ore, StreamId};
use hovedbok_sample::Recorded;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

use super::{Entry, SEED, id, migrated, placed};
use crate::error::Error;

/// The first budget year.
const BOOKS_FROM: i32 = 2006;
const PROGRAMMES: u64 = 5;
const YEARS_MAX: u64 = 20;
/// Movements of a programme's year in small books.
const MOVEMENTS: u64 = 100;
const GRANTS: u64 = 10;
const DAYS: u64 = 360;

/// Entries that move so much money between accounts, rounded up to whole years: each is a movement with two postings.
///
/// # Errors
/// When an entry does not come out as one, which would be a fault of the sample.
pub fn money(movements: u64) -> Result<Vec<Entry>, Error> {
    let years = (movements / (PROGRAMMES * MOVEMENTS)).clamp(1, YEARS_MAX);
    let each = movements.div_ceil(PROGRAMMES * years);
    let mut random = ChaCha12Rng::seed_from_u64(SEED);
    let mut all = Vec::new();
    for year in 0..years {
        for number in 0..each {
            for programme in 1..=PROGRAMMES {
                let made = movement(&mut random, (programme, year), number, each);
                all.push(made.ok_or_else(|| Error::Sample {
                    position: all.len() as u64 + 1,
                    what: "a movement cannot be made".to_owned(),
                })?);
            }
        }
    }
    placed(all.into_iter()).collect()
}

/// One movement of a programme's year: first what comes in, then what is granted and paid out, then what is spent.
fn movement(random: &mut ChaCha12Rng, (programme, year): (u64, u64), number: u64, of: u64) -> Option<Recorded> {
    let year = u16::try_from(BOOKS_FROM).ok()? + u16::try_from(year).ok()?;
    let day = Day::new(i32::from(year), 1, 1)?.plus_days((number * DAYS / of).cast_signed());
    let grant = || format!("G{}", number % GRANTS).parse::<Name>().ok();
    let mut ore = |from: i64, to: i64| Ore::new(random.random_range(from..=to));
    let (certainty, note) = (None, None);
    let fact = match number {
        0 => {
            let amount_ore = ore(20_000_000_000, 30_000_000_000)?;
            FundEntry::from(Appropriated { amount_ore, purpose: None, certainty, note })
        }
        1..=GRANTS => FundEntry::from(GrantAllocated {
            grant: grant()?,
            recipient: "Municipality".into(),
            amount_ore: ore(1_000_000_000, 1_500_000_000)?,
            purpose: "the programme".into(),
            conditions: None,
            certainty,
            note,
        }),
        _ if number <= 2 * GRANTS => FundEntry::from(GrantDisbursed {
            grant: grant()?,
            amount_ore: ore(900_000_000, 1_000_000_000)?,
            certainty,
            note,
        }),
        _ if number.is_multiple_of(8) => FundEntry::from(FundSpent {
            amount_ore: Some(ore(1, 9_000_000)?),
            purpose: "work of the programme".into(),
            supplier: None,
            voucher: None,
            kostra_function: None,
            kostra_type: None,
            for_period: None,
            placement: None,
            paid_share_bp: None,
            certainty,
            note,
        }),
        _ => FundEntry::from(GrantSpent {
            grant: grant()?,
            amount_ore: Some(ore(1, 9_000_000)?),
            purpose: "work of the recipient".into(),
            supplier: None,
            voucher: None,
            kostra_function: None,
            kostra_type: None,
            for_period: None,
            placement: None,
            paid_share_bp: None,
            certainty,
            note,
        }),
    };
    let fund = FundId { programme: format!("SYN{programme}").parse().ok()?, year, source: "621.63".parse().ok()? };
    migrated(id(random), "books", day, StreamId::Fund(fund), Fact::Fund(fact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_have_a_movement_an_entry_in_the_order_of_days() {
        let entries = money(2_000).unwrap();
        assert_eq!(entries.len(), 2_000);
        assert!(entries.is_sorted_by_key(|entry| entry.recorded));
        let streams: std::collections::BTreeSet<&str> = entries.iter().map(|entry| entry.stream.as_str()).collect();
        assert_eq!(streams.len(), 20, "five programmes, four years");
        assert_eq!(money(2_000).unwrap(), entries);
    }
}
