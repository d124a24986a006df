//! PostgreSQL, where its programs are installed: a cluster of its own in a temporary folder, one entry a transaction through
//! `pgbench`, `fsync` on.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use base16ct::lower::encode_string as hex;
use tempfile::TempDir;

use crate::error::Error;
use crate::folder;
use crate::sample::Entry;

/// Entries whose bytes are inserted again and again, under new ids: so many scripts `pgbench` chooses from.
const SCRIPTS: usize = 64;
/// Threads of `pgbench` itself.
const THREADS: u32 = 2;
/// The database and the role that `initdb` makes.
const NAME: &str = "postgres";

/// Durability is PostgreSQL's own default; memory and checkpoints as for a server of this size, so that no checkpoint falls
/// into a run.
const SETTINGS: &str = "
    listen_addresses = ''
    fsync = on
    synchronous_commit = on
    full_page_writes = on
    shared_buffers = '512MB'
    max_wal_size = '8GB'
    checkpoint_timeout = '1h'
    autovacuum = off\n";

const TABLE: &str = "
    CREATE TABLE entries (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        stream text NOT NULL,
        version bigint NOT NULL,
        recorded bigint NOT NULL,
        head bytea NOT NULL,
        salt bytea NOT NULL,
        body bytea NOT NULL,
        UNIQUE (stream, version)
    )";

/// The programs of one installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The folder with `initdb`, `pg_ctl` and `postgres`.
    bin: PathBuf,
    /// What `postgres --version` says.
    pub version: String,
}

/// Finds the programs on the search path or where Debian puts them, the newest version first.
pub fn find() -> Option<Installed> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut versions: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    versions.sort_by_key(|path| std::cmp::Reverse(number(path)));
    let candidates = on_path.into_iter().chain(versions.into_iter().map(|version| version.join("bin")));
    candidates
        // A link on the search path leads to the folder that has them all.
        .filter_map(|dir| dir.join("initdb").canonicalize().ok()?.parent().map(Path::to_owned))
        .find(|bin| ["initdb", "pg_ctl", "postgres", "psql", "pgbench"].iter().all(|name| bin.join(name).is_file()))
        .and_then(|bin| {
            let said = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
            let version = String::from_utf8(said.stdout).ok()?;
            Some(Installed { version: version.trim().to_owned(), bin })
        })
}

/// A server that runs until it is dropped; its folder goes with it.
#[derive(Debug)]
pub struct Server {
    installed: Installed,
    /// Whom the server runs as, when this process is root: PostgreSQL refuses to run as root.
    user: Option<(u32, u32)>,
    dir: TempDir,
}

impl Server {
    /// Makes a cluster below a folder and starts it.
    ///
    /// # Errors
    /// What the program that failed says.
    pub fn start(installed: Installed, within: &Path) -> Result<Server, Error> {
        let dir = folder::new(within)?;
        let owner = fs::metadata(dir.path()).map_err(Error::file(dir.path()))?.uid();
        let user = if owner == 0 { Some(unprivileged()?) } else { None };
        if let Some((uid, gid)) = user {
            chown(dir.path(), Some(uid), Some(gid)).map_err(Error::file(dir.path()))?;
        }
        let server = Server { installed, user, dir };
        let data = server.data();
        let options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--username", NAME, "--pgdata"];
        run(server.program("initdb").args(options).arg(&data))?;
        let settings = data.join("postgresql.auto.conf");
        let sockets = format!("unix_socket_directories = '{}'\n", server.dir.path().display());
        fs::write(&settings, format!("{SETTINGS}{sockets}")).map_err(Error::file(&settings))?;
        let log = server.dir.path().join("log");
        run(server
            .program("pg_ctl")
            .args(["start", "--wait", "--silent", "--pgdata"])
            .arg(&data)
            .arg("--log")
            .arg(log))?;
        Ok(server)
    }

    /// So many connections insert one entry a transaction for so many seconds, into an empty table: entries in a second.
    ///
    /// # Errors
    /// What the program that failed says, or when a transaction failed.
    pub fn insert(&self, entries: &[Entry], connections: u32, seconds: u32) -> Result<f64, Error> {
        self.sql("DROP TABLE IF EXISTS entries")?;
        self.sql(TABLE)?;
        self.sql("CHECKPOINT")?;
        let step = entries.len().div_ceil(SCRIPTS).max(1);
        let mut pgbench = self.program("pgbench");
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--username", NAME, "--host"]).arg(self.dir.path());
        pgbench
            .arg(format!("--client={connections}"))
            .arg(format!("--jobs={THREADS}"))
            .arg(format!("--time={seconds}"));
        for (index, entry) in entries.iter().step_by(step).enumerate() {
            let path = self.dir.path().join(format!("{index}.sql"));
            fs::write(&path, script(entry)).map_err(Error::file(&path))?;
            pgbench.arg("--file").arg(path);
        }
        let said = run(pgbench.arg(NAME))?;
        let program = || "pgbench".to_owned();
        let rate = rate(&said).ok_or_else(|| Error::Program { program: program(), what: said.clone() })?;
        let failed = value(&said, "number of failed transactions: ");
        if failed.is_some_and(|failed| !failed.starts_with("0 ")) {
            return Err(Error::Program { program: program(), what: said });
        }
        Ok(rate)
    }

    fn sql(&self, statement: &str) -> Result<String, Error> {
        let mut psql = self.program("psql");
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--set=ON_ERROR_STOP=1", "--username", NAME, "--host"]);
        run(psql.arg(self.dir.path()).args(["--command", statement, NAME]))
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.installed.bin.join(name));
        command.current_dir(self.dir.path()).stdin(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        if !data.join("postmaster.pid").exists() {
            return;
        }
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--wait", "--mode=immediate", "--silent", "--pgdata"]).arg(data);
        if let Err(error) = run(&mut stop) {
            eprintln!("note: the temporary PostgreSQL server did not stop: {error}");
        }
    }
}

/// The statement that inserts an entry again under a new id and version. Bytes are written in hexadecimal digits: a colon
/// would begin a variable of `pgbench`.
fn script(entry: &Entry) -> String {
    let stream = entry.stream.replace(['\'', ':', '\\'], "-");
    format!(
        "\\set version random(1, 9000000000000000000)\n\
         INSERT INTO entries (id, stream, version, recorded, head, salt, body) VALUES (gen_random_uuid(), '{stream}', \
         :version, {}, '\\x{}', '\\x{}', '\\x{}');\n",
        entry.recorded,
        hex(entry.rest()),
        hex(&entry.salt),
        hex(&entry.body),
    )
}

/// Transactions in a second, as `pgbench` says them.
fn rate(said: &str) -> Option<f64> {
    value(said, "tps = ")?.split_whitespace().next()?.parse().ok()
}

fn value<'a>(said: &'a str, name: &str) -> Option<&'a str> {
    said.lines().find_map(|line| line.trim().strip_prefix(name))
}

/// User and group of `postgres`, else of `nobody`.
fn unprivileged() -> Result<(u32, u32), Error> {
    let path = "/etc/passwd";
    let users = fs::read_to_string(path).map_err(Error::file(path))?;
    let user = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    user("postgres").or_else(|| user("nobody")).ok_or_else(|| Error::Program {
        program: "initdb".to_owned(),
        what: "it does not run as root, and there is no user postgres or nobody to run it as".to_owned(),
    })
}

/// Runs a program to its end: what it printed.
fn run(command: &mut Command) -> Result<String, Error> {
    let program = || Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let program = program();
    // A server goes on holding what it was started with, so nothing waits for the end of its streams: pg_ctl gives it a log.
    let output =
        command.output().map_err(|error| Error::Program { program: program.clone(), what: error.to_string() })?;
    if !output.status.success() {
        let what = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Error::Program { program, what });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_rate_is_read_from_what_pgbench_prints() {
        let said = "number of transactions actually processed: 9\nnumber of failed transactions: 0 (0.000%)\n\
                    latency average = 1.0 ms\ntps = 10600.512345 (without initial connection time)\n";
        assert_eq!(rate(said), Some(10600.512345));
        assert_eq!(value(said, "number of failed transactions: "), Some("0 (0.000%)"));
        assert_eq!(rate("connection failed"), None);
    }

    #[test]
    fn a_script_has_no_variable_but_the_version() {
        for entry in sample::entries(200).unwrap() {
            assert_eq!(script(&entry).matches(':').count(), 1);
        }
    }

    #[test]
    fn a_server_takes_entries_and_goes_with_its_folder_where_it_is_installed() {
        let Some(installed) = find() else {
            eprintln!("PostgreSQL is not installed here");
            return;
        };
        let server = Server::start(installed, &std::env::temp_dir()).unwrap();
        let entries = sample::entries(100).unwrap();
        assert!(server.insert(&entries, 2, 1).unwrap() > 0.0);
        let bytes: u64 = server.sql("SELECT max(octet_length(head)) FROM entries").unwrap().trim().parse().unwrap();
        assert!(entries.iter().any(|entry| entry.rest().len() as u64 == bytes), "{bytes}");
        assert_eq!(server.sql("SHOW fsync").unwrap().trim(), "on");
        let dir = server.dir.path().to_owned();
        drop(server);
        assert!(!dir.exists());
    }
}
