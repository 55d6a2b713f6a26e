//! Shells on a terminal.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::blocking::Pty;

use super::sandbox::Sandbox;

/// A time limit that only a failure reaches.
const LIMIT: Duration = Duration::from_secs(20);

/// An interactive shell.
pub struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    output: Arc<Mutex<String>>,
    marks: PathBuf,
    count: usize,
}

impl Terminal {
    pub fn start(sandbox: &Sandbox, shell: &str, options: &[&str]) -> Self {
        let (pty, other_end) = pty_process::blocking::open().unwrap();
        // Wide enough that no line is wrapped.
        pty.resize(pty_process::Size::new(60, 250)).unwrap();
        let child = pty_process::blocking::Command::new(shell)
            .env_clear()
            .envs(sandbox.environment())
            .current_dir(sandbox.path("home"))
            .args(options)
            .spawn(other_end)
            .unwrap();
        let pty = Arc::new(pty);
        let output = Arc::default();
        let terminal = Self {
            pty: Arc::clone(&pty),
            child,
            output: Arc::clone(&output),
            marks: sandbox.path("marks"),
            count: 0,
        };
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // On Linux, reading fails once the other end is closed.
            while let Ok(count @ 1..) = (&*pty).read(&mut bytes) {
                output.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        terminal
    }

    /// Returns everything that was printed.
    pub fn output(&self) -> String {
        self.output.lock().unwrap().clone()
    }

    /// Runs a line and waits until the shell has finished it.
    pub fn run(&mut self, line: &str) {
        let mark = self.mark();
        self.type_keys(&format!("{line}; touch {}\r", mark.display()));
        self.wait(line, |_| mark.exists());
    }

    /// Types a line, presses Tab, and waits until the completions contain a text. The line is not run.
    pub fn complete(&mut self, line: &str, offered: &str) {
        let start = self.output().len();
        self.type_keys(line);
        // Some shells insert what all completions have in common and list them on the next Tab.
        for _ in 0..20 {
            self.type_keys("\t");
            thread::sleep(Duration::from_millis(200));
            if self.output()[start..].contains(offered) {
                break;
            }
        }
        self.wait(line, |output| output[start..].contains(offered));
        self.abandon();
    }

    /// Types a line whose last word has one completion, presses Tab, and runs the line.
    pub fn run_completed(&mut self, line: &str) {
        let start = self.output().len();
        self.type_keys(line);
        self.type_keys("\t");
        self.wait(line, |output| output[start..].contains("two"));
        let mark = self.mark();
        self.type_keys(&format!("; touch {}\r", mark.display()));
        self.wait(line, |_| mark.exists());
    }

    /// Abandons the line, and an open menu before it. Keys that are typed too early are lost with it.
    fn abandon(&mut self) {
        for _ in 0..2 {
            self.type_keys("\x03");
            thread::sleep(Duration::from_millis(300));
        }
        self.run("true");
    }

    fn mark(&mut self) -> PathBuf {
        self.count += 1;
        self.marks.join(self.count.to_string())
    }

    fn type_keys(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until a condition on the output is true.
    pub fn wait(&self, line: &str, is_done: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !is_done(&self.output()) {
            assert!(start.elapsed() < LIMIT, "waiting for {line:?}:\n{}", self.output());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
