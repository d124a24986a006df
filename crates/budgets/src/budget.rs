//! The question `budget`: appropriations and what became of them.

use std::collections::BTreeMap;

use hovedbok_core::entries::FundEntry;
use hovedbok_core::{FundId, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::{Deserialize, Serialize};

use crate::amounts::{AmountTooLarge, Amounts, Money};
use crate::effects::{Effect, Filter, effects};
use crate::projection::Budgets;
use crate::recipients::Recipients;

/// What makes a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A fund stream.
    #[default]
    Line,
    /// A programme's recipient, over years and sources. What has no recipient is a line with null: there stand
    /// appropriations, direct spending and what is available.
    Recipient,
    /// A fund's grant; one that is carried over has a line in either year. What belongs to no grant is a line with null.
    Grant,
    /// A programme's year, over sources.
    Year,
}

/// A recipient, null for what belongs to none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Recipient(pub Option<String>);

/// A grant, null for what belongs to none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Grant(pub Option<Name>);

/// A line. What lines are summed over is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Line {
    /// The programme.
    pub programme: Name,
    /// The budget year; null by recipient.
    pub year: Option<u16>,
    /// The source; null by recipient and by year.
    pub source: Option<Name>,
    /// The chapter of the state budget, when the source is one.
    pub chapter: Option<String>,
    /// Its item.
    pub item: Option<String>,
    /// What the money was appropriated or received for; several that differ are joined by `; `. Null but by line.
    pub purpose: Option<String>,
    /// The recipient; a key only by recipient and by grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// The grant; a key only by grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
    /// The amounts.
    #[serde(flatten)]
    pub amounts: Amounts,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Budget {
    /// The lines by programme, then year and source, or recipient.
    pub lines: Vec<Line>,
    /// The sums over the lines.
    pub totals: Amounts,
}

/// The money of the funds asked about, at (as-of, known-at). A fund has a line when an entry of it is in force, or money
/// was carried over to it.
///
/// # Errors
/// [`AmountTooLarge`] when a sum does not fit 64 bits.
pub fn budget(timeline: &Timeline<Budgets>, at: At, filter: &Filter, by: By) -> Result<Budget, AmountTooLarge> {
    let recipients = match by {
        By::Recipient | By::Grant => Some(Recipients::at(timeline, at)),
        By::Line | By::Year => None,
    };
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    // What bears on one line mostly comes in a row: it is put together before the line is looked up.
    let mut run: Option<(Key, Group)> = None;
    for effect in effects(timeline, at, filter) {
        let key = Key::of(&effect, by, recipients.as_ref());
        if let Some((key, group)) = run.take_if(|(own, _)| *own != key) {
            groups.entry(key).or_default().join(&group);
        }
        let (key, group) = run.get_or_insert_with(|| (key, Group::default()));
        group.own = true;
        group.purpose(&effect.row.fact);
        if let Some(change) = &effect.change {
            group.money.add(&effect.fund, change);
            let home = key.home();
            let home = if home == *key { group } else { groups.entry(home).or_default() };
            home.money.add_whole(&effect.fund, change);
        }
    }
    if let Some((key, group)) = run {
        groups.entry(key).or_default().join(&group);
    }
    // Each change is in one line, and in one the whole money that it belongs to.
    let mut totals = Money::default();
    groups.values().for_each(|group| totals.join(&group.money));
    groups.retain(|_, group| group.own || group.money.bears_on_available());
    let lines = groups.into_iter().map(|(key, group)| key.line(group, recipients.as_ref()));
    let lines = lines.collect::<Result<_, _>>()?;
    Ok(Budget { lines, totals: totals.amounts(|| "the totals".to_owned())? })
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Fund(FundId),
    Recipient(Name, Option<String>),
    Grant(FundId, Option<Name>),
    Year(Name, u16),
}

#[derive(Default)]
struct Group {
    /// Whether anything is in the line itself.
    own: bool,
    money: Money,
    purposes: Vec<Text>,
}

impl Group {
    fn purpose(&mut self, fact: &FundEntry) {
        let stated = match fact {
            FundEntry::Appropriated(e) => e.purpose.as_ref(),
            FundEntry::GrantReceived(e) => e.purpose.as_ref(),
            FundEntry::Increased(_)
            | FundEntry::Reduced(_)
            | FundEntry::FundSpent(_)
            | FundEntry::GrantApplied(_)
            | FundEntry::GrantRejected(_)
            | FundEntry::GrantAllocated(_)
            | FundEntry::GrantCommitted(_)
            | FundEntry::GrantDisbursed(_)
            | FundEntry::GrantSpent(_)
            | FundEntry::GrantUnusedReported(_)
            | FundEntry::GrantCarryOverApplied(_)
            | FundEntry::GrantCarriedOver(_)
            | FundEntry::GrantReturned(_) => None,
        };
        self.purposes.extend(stated.filter(|purpose| !self.purposes.contains(purpose)).cloned());
    }

    /// Takes what comes after it.
    fn join(&mut self, later: &Group) {
        self.own |= later.own;
        self.money.join(&later.money);
        for purpose in &later.purposes {
            if !self.purposes.contains(purpose) {
                self.purposes.push(purpose.clone());
            }
        }
    }
}

impl Key {
    fn of(effect: &Effect<'_>, by: By, recipients: Option<&Recipients>) -> Key {
        let fund = &effect.fund;
        match by {
            By::Line => Key::Fund(fund.clone()),
            By::Year => Key::Year(fund.programme.clone(), fund.year),
            By::Recipient => {
                let grant = effect.change.as_ref().and_then(|change| change.grant.as_ref());
                let recipient = grant.zip(recipients).and_then(|(grant, recipients)| recipients.of(fund, grant));
                Key::Recipient(fund.programme.clone(), recipient)
            }
            By::Grant => Key::Grant(fund.clone(), effect.change.as_ref().and_then(|change| change.grant.clone())),
        }
    }

    /// The line that says what of the money is available.
    fn home(&self) -> Key {
        match self {
            Key::Fund(_) | Key::Year(..) => self.clone(),
            Key::Recipient(programme, _) => Key::Recipient(programme.clone(), None),
            Key::Grant(fund, _) => Key::Grant(fund.clone(), None),
        }
    }

    fn name(&self) -> String {
        match self {
            Key::Fund(fund) => format!("fund/{}/{:04}/{}", fund.programme, fund.year, fund.source),
            Key::Recipient(programme, None) => format!("{programme} without a recipient"),
            Key::Recipient(programme, Some(recipient)) => format!("{programme}, {recipient}"),
            Key::Grant(fund, None) => format!("{} without a grant", Key::Fund(fund.clone()).name()),
            Key::Grant(fund, Some(grant)) => format!("grant {grant} of {}", Key::Fund(fund.clone()).name()),
            Key::Year(programme, year) => format!("{programme} {year}"),
        }
    }

    fn line(self, group: Group, recipients: Option<&Recipients>) -> Result<Line, AmountTooLarge> {
        let amounts = group.money.amounts(|| self.name())?;
        let over = |programme, year, recipient| Line {
            programme,
            year,
            source: None,
            chapter: None,
            item: None,
            purpose: None,
            recipient,
            grant: None,
            amounts,
        };
        Ok(match self {
            Key::Fund(fund) => {
                let (chapter, item) = fund.chapter_item();
                let (chapter, item) = (chapter.map(str::to_owned), item.map(str::to_owned));
                let purposes: Vec<&str> = group.purposes.iter().map(Text::as_str).collect();
                let purpose = (!purposes.is_empty()).then(|| purposes.join("; "));
                let source = Some(fund.source);
                Line { source, chapter, item, purpose, ..over(fund.programme, Some(fund.year), None) }
            }
            Key::Recipient(programme, recipient) => over(programme, None, Some(Recipient(recipient))),
            Key::Grant(fund, grant) => {
                let (chapter, item) = fund.chapter_item();
                let (chapter, item) = (chapter.map(str::to_owned), item.map(str::to_owned));
                let recipient = grant.as_ref().zip(recipients).and_then(|(grant, known)| known.of(&fund, grant));
                let source = Some(fund.source);
                let line = over(fund.programme, Some(fund.year), Some(Recipient(recipient)));
                Line { source, chapter, item, grant: Some(Grant(grant)), ..line }
            }
            Key::Year(programme, year) => over(programme, Some(year), None),
        })
    }
}
