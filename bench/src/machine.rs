//! On what was measured: without it a number says nothing.

use std::path::Path;
use std::process::Command;

/// The machine in a few lines, each a name and a value.
pub(crate) fn describe() -> Vec<(&'static str, String)> {
    let load = first_words("/proc/loadavg", 3);
    let one_minute: f64 =
        load.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default();
    let busy = if one_minute > 1.5 { " (**busy**: read the numbers with care)" } else { "" };
    vec![
        ("date", output("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("commit", output("git", &["describe", "--always", "--dirty"])),
        ("processor", processor()),
        ("memory", memory()),
        ("kernel", first_words("/proc/sys/kernel/osrelease", 1)),
        ("disk", disk()),
        ("load before the run (1, 5, 15 minutes)", format!("{load}{busy}")),
    ]
}

fn processor() -> String {
    let text = read("/proc/cpuinfo");
    let named = |wanted: &str| {
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        lines
            .filter(|(name, _)| name.trim() == wanted)
            .map(|(_, value)| value.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let model = named("model name").into_iter().next().unwrap_or_else(|| "unknown".to_owned());
    format!("{model}, {} cores", named("processor").len())
}

fn memory() -> String {
    let text = read("/proc/meminfo");
    let total = text.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    format!("{} MiB", total.unwrap_or_default() / 1024)
}

/// Where temporary files are: the file system, and what a small durable write costs there.
fn disk() -> String {
    let folder = std::env::temp_dir();
    let kind = output("stat", &["-f", "-c", "%T", &folder.display().to_string()]);
    match durable_write(&folder) {
        Some(micros) => format!("{kind}, a durable write of 4 KiB takes {micros} µs (median)"),
        None => kind,
    }
}

fn durable_write(folder: &Path) -> Option<u128> {
    use std::io::Write;
    let mut file = tempfile::tempfile_in(folder).ok()?;
    let mut times: Vec<u128> = (0..101)
        .map_while(|_| {
            let begin = std::time::Instant::now();
            file.write_all(&[1; 4096]).ok()?;
            file.sync_data().ok()?;
            Some(begin.elapsed().as_micros())
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn first_words(path: &str, count: usize) -> String {
    read(path).split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}

fn output(program: &str, arguments: &[&str]) -> String {
    let said = Command::new(program).args(arguments).output();
    said.map_or_else(
        |_| "unknown".to_owned(),
        |said| String::from_utf8_lossy(&said.stdout).trim().to_owned(),
    )
}
