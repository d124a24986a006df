//! The register on disk, with everything that can stand in its way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::key::Passphrase;

/// A folder with a ledger and room for a register beside it.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Office {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("ledger")).unwrap();
        Office { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open_at(&self, register: &str, key: &str, passphrase: Option<&Passphrase>) -> Result<Register, RegisterError> {
        Register::open_or_create(&Opening {
            register: &self.path(register),
            key: &self.path(key),
            ledger: &self.path("ledger"),
            passphrase,
            wait: Duration::ZERO,
        })
    }

    fn open(&self) -> Result<Register, RegisterError> {
        self.open_at("office/register.age", "office/register.key", None)
    }

    fn with_one_case() -> (Office, Uuid) {
        let office = Office::new();
        let mut register = office.open().unwrap();
        let participant = register.find_or_add(&case("2009/17"), participant(1)).unwrap();
        register.save().unwrap();
        (office, participant)
    }

    /// Puts a register there as an earlier program wrote it.
    fn put<const N: usize>(&self, cases: [(&str, u128); N]) {
        let path = self.path("office/register.age");
        let identity = key::read(&path, &fs::read(self.path("office/register.key")).unwrap(), None).unwrap();
        let cases = cases.into_iter().map(|(case, number)| (case.to_owned(), participant(number))).collect();
        let content = Content { format: FORMAT.to_owned(), version: VERSION, cases, shown: BTreeMap::new() };
        let plain = serde_json::to_vec(&content).unwrap();
        fs::write(&path, age::encrypt(&identity.to_public(), &plain).unwrap()).unwrap();
    }

    /// The message of a refusal, with the office's folder taken out.
    fn refusal(&self, result: Result<Register, RegisterError>) -> String {
        let folder = self.folder.path().canonicalize().unwrap();
        result.unwrap_err().to_string().replace(folder.to_str().unwrap(), "OFFICE")
    }
}

fn case(text: &str) -> CaseNumber {
    CaseNumber::new(text).unwrap()
}

fn participant(n: u128) -> Uuid {
    uuid::Builder::from_random_bytes(n.to_be_bytes()).into_uuid()
}

fn quick() -> Passphrase {
    Passphrase::new("correct horse".to_owned()).with_work(4).unwrap()
}

#[test]
fn a_case_number_is_shown_as_it_was_typed_first() {
    let office = Office::new();
    let mut register = office.open().unwrap();
    register.add(&case(" SAK-2026  Æ7 "), participant(1)).unwrap();
    assert_eq!(register.find_or_add(&case("sak-2026 æ7"), participant(2)).unwrap(), participant(1));
    register.link(&case("plain-1"), participant(1)).unwrap();
    register.save().unwrap();
    drop(register);
    let register = office.open().unwrap();
    assert_eq!(register.cases_of(participant(1)).collect::<Vec<_>>(), ["plain-1", "SAK-2026 Æ7"]);
    let pairs: Vec<&str> = register.pairs().map(|(case, _)| case).collect();
    assert_eq!(pairs, ["plain-1", "SAK-2026 Æ7"]);
}

#[test]
fn the_same_case_number_always_finds_the_same_participant() {
    let (office, first) = Office::with_one_case();
    let mut register = office.open().unwrap();
    assert_eq!(register.find(&case(" 2009/17 ")).unwrap(), Some(first));
    assert_eq!(register.find_or_add(&case("2009/17"), participant(2)).unwrap(), first);
    assert_eq!(register.find_or_add(&case("2009/18"), participant(2)).unwrap(), participant(2));
    assert_eq!((register.len(), register.participants(), register.is_empty()), (2, 2, false));
    assert_eq!(register.find(&case("2009/19")).unwrap(), None);
}

#[test]
fn what_is_not_saved_is_not_kept() {
    let (office, _) = Office::with_one_case();
    office.open().unwrap().find_or_add(&case("2009/18"), participant(2)).unwrap();
    assert_eq!(office.open().unwrap().find(&case("2009/18")).unwrap(), None);
}

#[test]
fn a_new_register_says_that_it_is_new() {
    let office = Office::new();
    assert!(office.open().unwrap().is_new());
    office.open().unwrap().save().unwrap();
    assert!(!office.open().unwrap().is_new());
}

#[test]
fn add_and_link_keep_case_numbers_apart() {
    let (office, first) = Office::with_one_case();
    let mut register = office.open().unwrap();
    let message = |result: Result<(), RegisterError>| result.unwrap_err().to_string();

    register.add(&case("2009/17"), first).unwrap();
    register.link(&case("2009/17"), first).unwrap();
    assert_eq!(register.len(), 1);
    assert_eq!(
        message(register.add(&case("2009/17"), participant(2))),
        format!("the case number already belongs to participant {first}; a case number never changes its participant")
    );
    assert_eq!(
        message(register.link(&case("2009/17"), participant(2))),
        format!("the case number already belongs to participant {first}; a case number never changes its participant")
    );
    assert_eq!(
        message(register.add(&case("2010/3"), first)),
        format!("participant {first} already has a case number; use `register link` to add a second one")
    );
    assert_eq!(
        message(register.link(&case("2010/3"), participant(2))),
        format!(
            "the register does not know participant {}; use `register add` for the first case number",
            participant(2)
        )
    );
    assert_eq!(
        message(register.add(&case("2010/3"), Uuid::nil())),
        "00000000-0000-0000-0000-000000000000 is not a random UUID (version 4), as a participant's id must be; use a new one"
    );
    register.link(&case("2010/3"), first).unwrap();
    assert_eq!(register.cases_of(first).collect::<Vec<_>>(), ["2009/17", "2010/3"]);
    assert_eq!((register.len(), register.participants()), (2, 1));
}

#[test]
fn a_national_identity_number_is_kept_and_not_in_clear_but_never_added() {
    // A made-up number with valid check digits (month + 80).
    let number = "01810010068";
    let (office, _) = Office::with_one_case();
    office.put([(number, 1), ("kari", 2)]);
    let mut register = office.open().unwrap();
    assert_eq!(register.find(&case(number)).unwrap(), Some(participant(1)));
    assert_eq!(register.find_or_add(&case("Kari"), participant(9)).unwrap(), participant(2));
    register.add(&case("2009/18"), participant(3)).unwrap();
    register.save().unwrap();
    assert!(!format!("{register:?}").contains(number));
    drop(register);
    for file in fs::read_dir(office.path("office")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(number.len()).any(|w| w == number.as_bytes()));
    }
    let mut register = office.open().unwrap();
    assert_eq!(register.find(&case(number)).unwrap(), Some(participant(1)));
    for (text, why) in [("01810010149", "a national identity number"), ("Ola Nordmann", "has no digit")] {
        let all = [
            register.find_or_add(&case(text), participant(4)).map(drop),
            register.add(&case(text), participant(4)),
            register.link(&case(text), participant(1)),
        ];
        for refused in all {
            let message = refused.unwrap_err().to_string();
            assert!(message.contains(why) && !message.contains(text), "{message}");
        }
    }
    assert_eq!(register.len(), 3);
}

#[test]
fn another_spelling_makes_no_new_person() {
    let (office, _) = Office::with_one_case();
    let mut register = office.open().unwrap();
    register.add(&case("2026-105"), participant(2)).unwrap();
    for same in ["2026–105", "2026\u{2011}105", "2026\u{2212}105", "2026\u{ad}105"] {
        assert_eq!(register.find_or_add(&case(same), participant(9)).unwrap(), participant(2), "{same:?}");
    }
    for like in ["2026/105", "2026105", "2026 105", "2026-10-5", "#2026.105"] {
        let refused = register.find_or_add(&case(like), participant(9)).unwrap_err();
        assert!(matches!(refused, RegisterError::LikeAnother { participant: whose } if whose == participant(2)));
        assert!(!refused.to_string().contains("105"), "{refused}");
        assert_eq!(register.like(&case(like)), Some(participant(2)));
    }
    // What was added a moment ago counts as well.
    register.find_or_add(&case("2026-106"), participant(3)).unwrap();
    assert!(register.find_or_add(&case("2026106"), participant(9)).is_err());
    assert_eq!((register.like(&case("2026-107")), register.len()), (None, 3));
    // If it is another case, it is added as one.
    register.add(&case("2026/105"), participant(4)).unwrap();
    assert_eq!(register.find_or_add(&case("2026/105"), participant(9)).unwrap(), participant(4));
    assert_eq!(register.find(&case("2026-105")).unwrap(), Some(participant(2)));
}

#[test]
fn a_soft_hyphen_is_nothing_where_the_register_has_it_so() {
    let (office, _) = Office::with_one_case();
    office.put([("00131", 1), ("20\u{ad}26", 2), ("2026–7", 3), ("2026-7", 4)]);
    let register = office.open().unwrap();
    for (text, number) in [("00\u{ad}131", 1), ("2026", 2), ("20-26", 2), ("2026–7", 3), ("2026-7", 4)] {
        assert_eq!(register.find(&case(text)).unwrap(), Some(participant(number)), "{text:?}");
    }
    assert!(matches!(register.find(&case("2026\u{2011}7")), Err(RegisterError::SeveralSpellings { .. })));
}

#[test]
fn files_are_the_owners_alone_and_nothing_is_left_over() {
    let (office, _) = Office::with_one_case();
    let mut names = Vec::new();
    for file in fs::read_dir(office.path("office")).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["register.age", "register.age.lock", "register.key"]);
    assert_eq!(fs::metadata(office.path("office")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn nothing_lies_in_the_ledgers_folder() {
    let office = Office::new();
    std::os::unix::fs::symlink(office.path("ledger"), office.path("elsewhere")).unwrap();
    for (register, key) in [
        ("ledger/register.age", "register.key"),
        ("register.age", "ledger/register.key"),
        ("office/../ledger/deep/register.age", "register.key"),
        ("elsewhere/register.age", "register.key"),
    ] {
        let message = office.refusal(office.open_at(register, key, None));
        assert!(message.contains("is in the ledger's folder OFFICE/ledger; "), "{message}");
    }
    assert_eq!(fs::read_dir(office.path("ledger")).unwrap().count(), 0);
    assert_eq!(
        office.refusal(office.open_at("a", "./a", None)),
        "OFFICE/a is named both as the register and as its key; choose two paths"
    );
    assert!(office.open_at("ledger-register.age", "register.key", None).is_ok());
}

#[test]
fn a_register_that_must_exist_does_not_appear() {
    let office = Office::new();
    let opened = Register::open(&Opening {
        register: &office.path("register.age"),
        key: &office.path("register.key"),
        ledger: &office.path("ledger"),
        passphrase: None,
        wait: Duration::ZERO,
    });
    assert_eq!(
        office.refusal(opened),
        "there is no register at OFFICE/register.age; check the path, or add a first case number"
    );
    assert_eq!(fs::read_dir(office.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_missing_wrong_open_or_broken_key_is_named() {
    let (office, _) = Office::with_one_case();
    let key = office.path("office/register.key");
    let kept = fs::read(&key).unwrap();

    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        office.refusal(office.open()),
        "others can read the key OFFICE/office/register.key; run chmod 600 on it"
    );
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    for broken in [&b""[..], b"AGE-SECRET-KEY-1XYZ\n", b"\xFF\xFE", &kept.repeat(2)] {
        fs::write(&key, broken).unwrap();
        assert_eq!(
            office.refusal(office.open()),
            "OFFICE/office/register.key is not a key in the age format; put the right file there"
        );
    }
    fs::write(&key, key::text(&key, &x25519::Identity::generate(), None).unwrap()).unwrap();
    assert_eq!(
        office.refusal(office.open()),
        "the key OFFICE/office/register.key does not open the register OFFICE/office/register.age; \
         give the key it was made with"
    );
    fs::remove_file(&key).unwrap();
    assert_eq!(
        office.refusal(office.open()),
        "the register OFFICE/office/register.age needs its key, but there is no key at OFFICE/office/register.key; \
         restore the key from its copy"
    );
    assert!(!key.exists());
}

/// Every name below the office's folder.
fn names(office: &Office) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![office.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).unwrap().flatten() {
            names.push(item.path().strip_prefix(office.folder.path()).unwrap().display().to_string());
            if item.path().is_dir() {
                folders.push(item.path());
            }
        }
    }
    names.sort();
    names
}

#[test]
fn what_is_never_saved_leaves_nothing() {
    let office = Office::new();
    let before = names(&office);
    let mut register = office.open().unwrap();
    register.add(&case("1"), participant(1)).unwrap();
    assert_ne!(names(&office), before, "nobody else opens it meanwhile");
    drop(register);
    assert_eq!(names(&office), before);
    assert!(office.open_at("deep/in/r.age", "other/place/r.key", None).is_ok());
    assert_eq!(names(&office), before);
    // The lock of a register that is there is taken away as well, when it was made for a look.
    let (office, _) = Office::with_one_case();
    fs::remove_file(office.path("office/register.age.lock")).unwrap();
    let before = names(&office);
    drop(office.open().unwrap());
    assert_eq!(names(&office), before);
}

#[test]
fn what_was_saved_for_nothing_is_taken_back() {
    let office = Office::new();
    let before = names(&office);
    let mut register = office.open_at("deep/in/r.age", "other/place/r.key", None).unwrap();
    register.add(&case("1"), participant(1)).unwrap();
    register.save().unwrap();
    assert!(office.path("deep/in/r.age").exists() && office.path("other/place/r.key").exists());
    register.take_back().unwrap();
    assert_eq!(names(&office), before);
    // Of one that was there before, the content.
    let (office, _) = Office::with_one_case();
    let path = office.path("office/register.age");
    let (bytes, before) = (fs::read(&path).unwrap(), names(&office));
    let mut register = office.open().unwrap();
    register.add(&case("another 7"), participant(7)).unwrap();
    register.save().unwrap();
    assert_ne!(fs::read(&path).unwrap(), bytes);
    register.take_back().unwrap();
    assert_eq!((fs::read(&path).unwrap(), names(&office)), (bytes, before));
    // Never saved, there is nothing to take back.
    office.open().unwrap().take_back().unwrap();
    assert_eq!(office.open().unwrap().len(), 1);
}

#[test]
fn a_key_that_is_there_without_a_register_is_taken_up() {
    let office = Office::new();
    office.open().unwrap().save().unwrap();
    let key = fs::read(office.path("office/register.key")).unwrap();
    fs::remove_file(office.path("office/register.age")).unwrap();
    office.open().unwrap().save().unwrap();
    assert_eq!(fs::read(office.path("office/register.key")).unwrap(), key);
}

#[test]
fn what_is_no_register_is_read_no_further_than_it_takes() {
    let (office, _) = Office::with_one_case();
    let key = office.path("office/register.key");
    let opened = |register: &Path, key: &Path| {
        Register::open(&Opening {
            register,
            key,
            ledger: &office.path("ledger"),
            passphrase: None,
            wait: Duration::ZERO,
        })
    };
    let long = office.path("long.age");
    fs::File::create(&long).unwrap().set_len(8 << 30).unwrap();
    assert!(office.refusal(opened(&long, &key)).contains("is damaged or not a register"));
    assert!(opened(&office.path("office/register.age"), Path::new("/dev/zero")).is_err());
}

#[test]
fn a_passphrase_protects_the_key() {
    let office = Office::new();
    let open = |passphrase: Option<&Passphrase>| office.open_at("r.age", "r.key", passphrase);
    let mut register = open(Some(&quick())).unwrap();
    register.add(&case("1"), participant(1)).unwrap();
    register.save().unwrap();
    drop(register);
    assert_eq!(open(Some(&quick())).unwrap().find(&case("1")).unwrap(), Some(participant(1)));
    assert_eq!(office.refusal(open(None)), "the key OFFICE/r.key is protected by a passphrase; give the passphrase");
    assert_eq!(
        office.refusal(open(Some(&Passphrase::new("wrong".to_owned())))),
        "the passphrase does not open the key OFFICE/r.key; give the right one"
    );
    let (plain, _) = Office::with_one_case();
    let given = plain.open_at("office/register.age", "office/register.key", Some(&quick()));
    assert_eq!(
        plain.refusal(given),
        "the key OFFICE/office/register.key has no passphrase, but one was given; \
         leave it out, or protect the key with `age -p`"
    );
    assert_eq!(
        quick().with_work(64).unwrap_err().to_string(),
        "a work factor of 64 is not possible; choose from 1 to 22"
    );
}

#[test]
fn only_one_command_has_it_open() {
    let office = Office::new();
    let register = office.open().unwrap();
    assert_eq!(
        office.refusal(office.open()),
        "another command has the register OFFICE/office/register.age open; wait for it to end and run this again"
    );
    drop(register);
    assert!(office.open().is_ok());
}

#[test]
fn two_that_wait_for_each_other_lose_nothing() {
    let office = Office::new();
    let add = |n: u128| {
        let mut register = Register::open_or_create(&Opening {
            register: &office.path("register.age"),
            key: &office.path("register.key"),
            ledger: &office.path("ledger"),
            passphrase: None,
            wait: Duration::from_secs(60),
        })
        .unwrap();
        register.add(&case(&n.to_string()), participant(n)).unwrap();
        register.save().unwrap();
    };
    std::thread::scope(|scope| {
        for n in 1..=8 {
            scope.spawn(move || add(n));
        }
    });
    let register = office.open_at("register.age", "register.key", None).unwrap();
    assert_eq!(register.len(), 8);
}

#[test]
fn another_content_is_refused() {
    let (office, _) = Office::with_one_case();
    let path = office.path("office/register.age");
    let key = fs::read(office.path("office/register.key")).unwrap();
    let identity = key::read(&path, &key, None).unwrap();
    let with = |plain: &str| {
        fs::write(&path, age::encrypt(&identity.to_public(), plain.as_bytes()).unwrap()).unwrap();
        office.refusal(office.open())
    };
    let damaged = "the register OFFICE/office/register.age is damaged or not a register; restore it from a copy";
    assert_eq!(with("{}"), damaged);
    assert_eq!(with("{\"format\":\"other\",\"version\":1,\"cases\":{}}"), damaged);
    assert_eq!(
        with("{\"format\":\"hovedbok-register\",\"version\":2,\"cases\":{}}"),
        "the register OFFICE/office/register.age has version 2, which this program does not know; use a newer program"
    );
    fs::write(&path, b"").unwrap();
    assert_eq!(office.refusal(office.open()), damaged);
}

#[test]
fn a_register_with_other_spellings_keeps_working() {
    let (office, _) = Office::with_one_case();
    office.put([("bø-1", 1), ("a\u{30a}s-1", 2), ("tromsø-7\u{200b}", 3), ("ål-1", 4), ("a\u{30a}l-1", 5)]);
    let mut register = office.open().unwrap();
    let found = |register: &Register, text: &str| register.find(&case(text)).unwrap();
    for (typed, number) in
        [("BØ-1", 1), ("\u{feff}bø-1", 1), ("Ås-1", 2), ("A\u{30a}s-1", 2), ("Tromsø-7", 3), ("tromsø-7\u{200b}", 3)]
    {
        assert_eq!(found(&register, typed), Some(participant(number)), "{typed:?}");
        assert_eq!(register.find_or_add(&case(typed), participant(9)).unwrap(), participant(number));
    }
    // Of two spellings each finds its own; a third one is not guessed at.
    assert_eq!(found(&register, "Ål-1"), Some(participant(4)));
    assert_eq!(found(&register, "A\u{30a}l-1"), Some(participant(5)));
    let error = register.find(&case("\u{feff}Ål-1")).unwrap_err().to_string();
    assert!(error.contains(&participant(4).to_string()) && error.contains(&participant(5).to_string()), "{error}");
    assert!(!error.to_lowercase().contains("ål-1"), "{error}");
    assert!(matches!(register.add(&case("Ås-1"), participant(9)), Err(RegisterError::CaseTaken { .. })));
    register.add(&case("NY\u{200b}-1"), participant(9)).unwrap();
    register.save().unwrap();
    drop(register);
    let register = office.open().unwrap();
    assert_eq!((found(&register, "ny-1"), register.len()), (Some(participant(9)), 6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_bit_and_any_cut_is_noticed(at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<bool>()) {
        thread_local! {
            static OFFICE: (Office, Vec<u8>) = {
                let (office, _) = Office::with_one_case();
                let bytes = fs::read(office.path("office/register.age")).unwrap();
                (office, bytes)
            };
        }
        OFFICE.with(|(office, bytes)| {
            let mut bytes = bytes.clone();
            let at = at.index(bytes.len());
            if cut {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 1 << bit;
            }
            fs::write(office.path("office/register.age"), bytes).unwrap();
            assert!(matches!(
                office.open(),
                Err(RegisterError::Damaged { .. } | RegisterError::WrongKey { .. })
            ));
        });
    }
}
