//! Findings that rest on everybody together: where entries of one person are left out, only that person is looked at again,
//! and what is learnt of persons is joined in a tree, of which only the branch of that person changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Day, Name, Reach, Seq, StreamId};
use hovedbok_projection::Timeline;
use serde_json::Value;

use super::cut;
use super::differing::Difference;
use super::pieces::Pieces;
use super::trial::{Chosen, Trial, until_each_is_needed};
use crate::find::gathered::{Beside, Gathering, OfPersons};
use crate::projections::Projections;
use crate::recording::Recording;

/// How many surroundings are kept: each has the records of plans, money and programmes.
const KEPT_MOST: usize = 64;

/// The findings of one kind, those about each programme by themselves.
pub(super) struct Gathered<'t, 'p> {
    pieces: Pieces<'t, 'p>,
    rule: Rule,
    /// The programmes that each part names.
    named: Vec<BTreeSet<Name>>,
    /// What was recorded when, where that is the same with any of the entries.
    steady: Option<Arc<Recording>>,
    /// By the entries of no person that are there: what all persons have in common but for what was recorded when.
    common: HashMap<Chosen, Projections>,
    surroundings: Vec<Rc<Surrounding>>,
    contexts: Vec<Rc<Context>>,
    /// What is learnt of a part in a context with some of its entries.
    learnt: HashMap<(usize, usize, Vec<Seq>), Rc<OfPersons>>,
    /// The entries of no person that were found for findings about a programme.
    found: BTreeMap<Option<Name>, Vec<Chosen>>,
}

/// What all persons have in common, had only some of the entries been recorded.
struct Surrounding {
    programme: Option<Name>,
    apart: Chosen,
    bears: Bears,
    common: Projections,
    /// The programmes that there are.
    programmes: Vec<Name>,
    gathering: Gathering,
    beside: Beside,
    context: Rc<Context>,
}

/// What of what was recorded when bears on findings.
#[derive(PartialEq)]
struct Bears {
    reach: Reach,
    last: Option<Day>,
    recorded: BTreeSet<(Name, RecordSubject)>,
}

/// What bears on what is learnt of persons.
struct Context {
    number: usize,
    bearing: String,
    learner: Learner,
    /// What is learnt of each part with none of its entries.
    bare: Vec<Rc<OfPersons>>,
}

/// How persons are looked at.
struct Learner {
    programme: Option<Name>,
    reach: Arc<Reach>,
    common: Projections,
    apart: Chosen,
    gathering: Gathering,
}

impl Learner {
    /// What is learnt of a part with some of its entries. Of persons of whom nothing names the programme that is nothing.
    fn learn(&self, pieces: &Pieces<'_, '_>, named: &[BTreeSet<Name>], number: usize, own: &Chosen) -> OfPersons {
        let programme = self.programme.as_ref();
        let concerned = programme.is_none_or(|name| named.get(number).is_some_and(|named| named.contains(name)));
        let Some(part) = pieces.parts.get(number).filter(|_| concerned) else { return OfPersons::default() };
        let persons = pieces.beside(part, own, &self.common, &self.apart).reaching_to(&self.reach);
        self.gathering.learn(&persons).about(programme)
    }
}

/// Entries, and what bears on what they come to.
struct Standing {
    some: Chosen,
    around: Rc<Surrounding>,
    /// The entries without which the records can end elsewhere, and those of no person.
    ends: Chosen,
    tree: Tree,
}

impl<'t, 'p> Gathered<'t, 'p> {
    /// The findings of a kind; nothing for a kind that rests on single persons, or on none.
    pub fn of(trial: &'t Trial<'p>, rule: Rule) -> Option<Gathered<'t, 'p>> {
        let all = trial.all;
        Gathering::of(all, trial.at, rule)?;
        let common = || Projections { state: Timeline::default(), counted: None, ..all.clone() };
        let pieces = Pieces::of(trial, cut::persons(trial, &common));
        let steady = pieces.steady.then(|| Arc::new(trial.recording(&Chosen::new())));
        let named = pieces.parts.iter().map(|part| cut::programmes_named(&part.projections)).collect();
        let (common, surroundings, contexts) = (HashMap::new(), Vec::new(), Vec::new());
        let (learnt, found) = (HashMap::new(), BTreeMap::new());
        Some(Gathered { pieces, rule, named, steady, common, surroundings, contexts, learnt, found })
    }

    /// The smallest set of entries found that makes a row about a programme what it is with all of them; nothing where the row
    /// is another one here. `counted` are the entries of the findings that the row counts, if it does.
    pub fn minimal(&mut self, row: &Difference, about: Option<&Name>, counted: Option<Chosen>) -> Option<Chosen> {
        let bare = self.standing(about, Chosen::new())?;
        let every = self.standing(about, self.pieces.trial.every())?;
        if self.value_of(&row.row, &bare.around, &bare.tree.root()) != row.before
            || self.value_of(&row.row, &every.around, &every.tree.root()) != row.after
        {
            return None;
        }
        let mut standing = self.start(row, about, every, counted)?;
        let order = self.pieces.trial.in_order(&standing.some);
        until_each_is_needed(
            &order,
            &mut standing,
            |standing| &standing.some,
            |standing, seq| self.leave_out(&row.row, about, standing, seq, &row.after),
        );
        let (found, apart) = (self.found.entry(about.cloned()).or_default(), self.pieces.apart(&standing.some));
        if !found.contains(&apart) {
            found.push(apart);
        }
        Some(standing.some)
    }

    /// A row's value, had only some of the entries been recorded.
    pub fn value(&mut self, row: &str, about: Option<&Name>, some: &Chosen) -> Option<Value> {
        let standing = self.standing(about, some.clone())?;
        Some(self.value_of(row, &standing.around, &standing.tree.root()))
    }

    /// What to begin with: of persons none of the entries, or those of persons of whom something else is learnt with their
    /// entries than without; of the others none, those that were found for other rows, those that bear on persons, those of the
    /// programme, or all; else everything.
    fn start(
        &mut self,
        row: &Difference,
        about: Option<&Name>,
        every: Standing,
        counted: Option<Chosen>,
    ) -> Option<Standing> {
        let trial = self.pieces.trial;
        let apart = self.pieces.apart(&every.some);
        let context = Rc::clone(&every.around.context);
        let of_parts = self.pieces.parts.iter().zip(every.tree.leaves()).zip(&context.bare);
        let differing = of_parts.filter(|((_, with), without)| with != without);
        let differing: Chosen = differing.flat_map(|((part, _), _)| part.entries.iter().copied()).collect();
        let bearing = about.map(|programme| cut::bearing_on_persons(trial, programme)).unwrap_or_default();
        let mut guesses = vec![Chosen::new()];
        guesses.extend(self.found.get(&about.cloned()).into_iter().flatten().cloned());
        guesses.extend([bearing, self.of_programme(about, &apart), apart]);
        let of_persons = [Chosen::new(), differing];
        let begun =
            of_persons.iter().flat_map(|persons| guesses.iter().map(|guess| persons.union(guess).copied().collect()));
        for some in counted.into_iter().chain(begun.collect::<Vec<Chosen>>()) {
            let with_ends = some.union(&self.pieces.resting).copied().collect();
            for some in [some, with_ends] {
                let standing = self.standing(about, some)?;
                if self.value_of(&row.row, &standing.around, &standing.tree.root()) == row.after {
                    return Some(standing);
                }
            }
        }
        Some(every)
    }

    /// Those of some entries of no person that are about a programme, or about none.
    fn of_programme(&self, about: Option<&Name>, apart: &Chosen) -> Chosen {
        let trial = self.pieces.trial;
        let own = |stream: &StreamId| trial.all.programme_of(stream, trial.at).as_ref() == about;
        let own = |seq: &Seq| trial.candidates.get(seq).and_then(|own| own.stream.as_ref()).is_some_and(own);
        apart.iter().copied().filter(own).collect()
    }

    /// Leaves out an entry, if the row is what it should be without it.
    fn leave_out(&mut self, row: &str, about: Option<&Name>, standing: &mut Standing, seq: Seq, now: &Value) {
        if standing.ends.contains(&seq) {
            let mut some = standing.some.clone();
            some.remove(&seq);
            let Some(less) = self.standing(about, some) else { return };
            if self.value_of(row, &less.around, &less.tree.root()) == *now {
                *standing = less;
            }
            return;
        }
        let Some(part) = self.pieces.of.get(&seq).copied() else { return };
        let own = self.pieces.own(part, &standing.some).into_iter().filter(|own| *own != seq).collect();
        let learnt = self.learnt(&standing.around.context, part, own);
        let branch = standing.tree.branch(part, learnt);
        let same = branch.first().is_none_or(|(_, learnt)| Some(learnt) == standing.tree.leaf(part));
        let root = branch.last().map(|(_, root)| Rc::clone(root)).unwrap_or_default();
        if same || self.value_of(row, &standing.around, &root) == *now {
            standing.tree.put(branch);
            standing.some.remove(&seq);
        }
    }

    fn standing(&mut self, about: Option<&Name>, some: Chosen) -> Option<Standing> {
        let recording = self.steady.clone().unwrap_or_else(|| Arc::new(self.pieces.trial.recording(&some)));
        let around = self.surrounding(about, self.pieces.apart(&some), &recording)?;
        let mut own: BTreeMap<usize, Chosen> = BTreeMap::new();
        for seq in &some {
            if let Some(part) = self.pieces.of.get(seq) {
                own.entry(*part).or_default().insert(*seq);
            }
        }
        let mut leaves = around.context.bare.clone();
        for (part, own) in own {
            let learnt = self.learnt(&around.context, part, own);
            if let Some(leaf) = leaves.get_mut(part) {
                *leaf = learnt;
            }
        }
        let ends =
            if self.steady.is_some() { self.pieces.apart(&some) } else { self.pieces.ends_in(&some, &recording) };
        Some(Standing { some, around, ends, tree: Tree::of(leaves) })
    }

    /// What a row is with what is learnt of persons.
    fn value_of(&self, row: &str, around: &Surrounding, of: &OfPersons) -> Value {
        let found = around.gathering.findings(&around.common, &around.beside, of);
        self.pieces.trial.of_findings(&around.programmes, found).get(row).cloned().unwrap_or_default()
    }

    /// What is learnt of a part with some of its entries.
    fn learnt(&mut self, context: &Context, part: usize, own: Chosen) -> Rc<OfPersons> {
        if own.is_empty() {
            return context.bare.get(part).cloned().unwrap_or_default();
        }
        let key = (context.number, part, own.iter().copied().collect::<Vec<_>>());
        if let Some(known) = self.learnt.get(&key) {
            return Rc::clone(known);
        }
        let learnt = Rc::new(context.learner.learn(&self.pieces, &self.named, part, &own));
        self.learnt.insert(key, Rc::clone(&learnt));
        learnt
    }

    /// What all persons have in common with some of the entries.
    fn surrounding(
        &mut self,
        about: Option<&Name>,
        apart: Chosen,
        recording: &Arc<Recording>,
    ) -> Option<Rc<Surrounding>> {
        let trial = self.pieces.trial;
        let known = self.surroundings.iter().filter(|known| known.programme.as_ref() == about && known.apart == apart);
        let known: Vec<Rc<Surrounding>> = known.cloned().collect();
        if let Some(known) = known.first().filter(|_| self.steady.is_some()) {
            return Some(Rc::clone(known));
        }
        if self.surroundings.len() >= KEPT_MOST {
            self.surroundings.drain(..KEPT_MOST / 2);
            self.common.clear();
        }
        if !self.common.contains_key(&apart) {
            self.common.insert(apart.clone(), self.pieces.common(&apart)?);
        }
        let common = Projections { recording: Arc::clone(recording), ..self.common.get(&apart)?.clone() };
        let bears = Bears {
            reach: common.reach(trial.at),
            last: common.recording.last_day(trial.at.known_at),
            recorded: common.recorded(trial.at.known_at),
        };
        if let Some(known) = known.into_iter().find(|known| known.bears == bears) {
            return Some(known);
        }
        let reach = Arc::new(bears.reach.clone().before(trial.at.as_of));
        let with_persons = common.reaching_to(&reach);
        let common = Projections { state: Timeline::default(), ..with_persons.clone() };
        let gathering = Gathering::of(&common, trial.at, self.rule)?;
        let beside = gathering.beside(&common, about);
        let programmes = hovedbok_programmes::programmes(&common.programmes, trial.at, None).into_iter();
        let programmes = programmes.map(|row| row.programme).collect();
        let context = self.context(about, &apart, with_persons, &reach)?;
        let programme = about.cloned();
        let around = Surrounding { programme, apart, bears, common, programmes, gathering, beside, context };
        let around = Rc::new(around);
        self.surroundings.push(Rc::clone(&around));
        Some(around)
    }

    /// What bears on what is learnt of persons with these surroundings; that of others, if they bear alike.
    fn context(
        &mut self,
        about: Option<&Name>,
        apart: &Chosen,
        common: Projections,
        reach: &Arc<Reach>,
    ) -> Option<Rc<Context>> {
        let trial = self.pieces.trial;
        let gathering = Gathering::of(&common, trial.at, self.rule)?;
        let bearing = gathering.bearing(about) + &cut::cohorts(trial, &common);
        let alike = |known: &&Rc<Context>| known.learner.programme.as_ref() == about && known.bearing == bearing;
        if let Some(known) = self.contexts.iter().find(alike) {
            return Some(Rc::clone(known));
        }
        let (programme, reach, apart) = (about.cloned(), Arc::clone(reach), apart.clone());
        let learner = Learner { programme, reach, common, apart, gathering };
        let numbers: Vec<usize> = (0..self.pieces.parts.len()).collect();
        let (pieces, named) = (&self.pieces, &self.named);
        let learn = |some: &[usize]| -> Vec<OfPersons> {
            some.iter().map(|part| learner.learn(pieces, named, *part, &Chosen::new())).collect()
        };
        let bare = trial.all.crew.working().on_stretches(&numbers, &learn).into_iter().flatten();
        let (number, bare) = (self.contexts.len(), bare.map(Rc::new).collect());
        let context = Rc::new(Context { number, bearing, learner, bare });
        self.contexts.push(Rc::clone(&context));
        Some(context)
    }
}

/// What is learnt of parts, joined two by two up to all of them.
struct Tree {
    /// How many leaves there are room for, a power of two.
    room: usize,
    /// The root is the second; below each are the one at twice its place and the next.
    nodes: Vec<Rc<OfPersons>>,
}

impl Tree {
    fn of(leaves: Vec<Rc<OfPersons>>) -> Tree {
        let room = leaves.len().next_power_of_two();
        let mut nodes = vec![Rc::default(); room];
        nodes.extend(leaves);
        nodes.resize(room * 2, Rc::default());
        let mut tree = Tree { room, nodes };
        for place in (1..room).rev() {
            let joined = joined(tree.node(place * 2), tree.node(place * 2 + 1));
            tree.put(vec![(place, joined)]);
        }
        tree
    }

    fn node(&self, place: usize) -> Option<&Rc<OfPersons>> {
        self.nodes.get(place)
    }

    fn root(&self) -> Rc<OfPersons> {
        self.node(1).cloned().unwrap_or_default()
    }

    fn leaf(&self, part: usize) -> Option<&Rc<OfPersons>> {
        self.node(self.room + part)
    }

    fn leaves(&self) -> &[Rc<OfPersons>] {
        self.nodes.get(self.room..).unwrap_or_default()
    }

    /// The places up to the root and what is there, if something else is learnt of a part.
    fn branch(&self, part: usize, learnt: Rc<OfPersons>) -> Vec<(usize, Rc<OfPersons>)> {
        let (mut place, mut branch) = (self.room + part, vec![(self.room + part, Rc::clone(&learnt))]);
        let mut own = learnt;
        while place > 1 {
            let beside = self.node(place ^ 1);
            own = if place % 2 == 0 { joined(Some(&own), beside) } else { joined(beside, Some(&own)) };
            place /= 2;
            branch.push((place, Rc::clone(&own)));
        }
        branch
    }

    fn put(&mut self, branch: Vec<(usize, Rc<OfPersons>)>) {
        for (place, learnt) in branch {
            if let Some(node) = self.nodes.get_mut(place) {
                *node = learnt;
            }
        }
    }
}

/// What is learnt of two, in this order.
fn joined(one: Option<&Rc<OfPersons>>, other: Option<&Rc<OfPersons>>) -> Rc<OfPersons> {
    let (one, other) = (one.cloned().unwrap_or_default(), other.cloned().unwrap_or_default());
    if other.is_nothing() {
        return one;
    }
    if one.is_nothing() {
        return other;
    }
    let mut both = OfPersons::clone(&one);
    both.join(&other);
    Rc::new(both)
}
