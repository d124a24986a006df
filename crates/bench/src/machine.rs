//! The machine that the figures are from, as the table names it. No names of hosts or folders.

use std::path::Path;
use std::{fs, thread};

/// What a reader needs to know of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The processor's model.
    pub cpu: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Memory in GiB, rounded.
    pub memory_gib: u64,
    /// The kernel's version.
    pub kernel: String,
    /// The file system that was written to.
    pub file_system: String,
    /// Processes that wanted a core in the minute before the first measurement, on average.
    pub load: String,
}

impl Machine {
    /// This machine, and the file system of a folder. What cannot be read is called unknown.
    pub fn of(dir: &Path) -> Machine {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let unknown = || "unknown".to_owned();
        let cpu = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(unknown);
        let memory_kib = field(&read("/proc/meminfo"), "MemTotal").and_then(|text| first_number(&text));
        let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
        let dir = dir.canonicalize().unwrap_or_default();
        Machine {
            cpu,
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: memory_kib.unwrap_or_default().div_ceil(1 << 20),
            kernel,
            file_system: file_system(&read("/proc/self/mountinfo"), &dir).unwrap_or_else(unknown),
            load: read("/proc/loadavg").split_whitespace().next().map_or_else(unknown, str::to_owned),
        }
    }
}

/// The most memory this process has held so far, in bytes (`VmHWM`), where the system tells.
pub fn memory_peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    field(&status, "VmHWM").and_then(|text| first_number(&text)).map(|kib| kib * 1024)
}

/// The value of the first line `name: value`.
fn field(text: &str, name: &str) -> Option<String> {
    let of = |line: &str| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    };
    text.lines().find_map(of)
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

/// The type of the file system that a folder lies in: the mount point that is the longest part of its path (proc(5)).
fn file_system(mounts: &str, dir: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let point = before.split(' ').nth(4)?;
        dir.starts_with(point).then(|| (point.len(), after.split(' ').next().unwrap_or_default().to_owned()))
    };
    // Of two mounts at the same point the later one is seen.
    mounts.lines().filter_map(mount).max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_system_is_that_of_the_nearest_mount() {
        let mounts = "21 1 8:1 / / rw,relatime - ext4 /dev/root rw\n\
                      30 21 0:25 / /disk rw - tmpfs tmpfs rw\n\
                      31 21 0:26 / /disk/a/b rw shared:1 - xfs /dev/sdb rw\n";
        let of = |dir: &str| file_system(mounts, Path::new(dir)).unwrap();
        assert_eq!((of("/else/x"), of("/disk/a"), of("/disk/a/b/c")), ("ext4".into(), "tmpfs".into(), "xfs".into()));
        assert_eq!(of("/diskette"), "ext4");
    }

    #[test]
    fn fields_are_read_by_name() {
        let text = "Name:\tx\nVmHWM:\t  2048 kB\nVmHWMx: 1\n";
        assert_eq!(field(text, "VmHWM").and_then(|text| first_number(&text)), Some(2048));
        assert_eq!(field(text, "VmRSS"), None);
    }
}
