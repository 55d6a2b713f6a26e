//! An empty directory that attacks would create files in.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::PROGRAM;

/// A directory for a shell: its working directory and its home, the program on `PATH`.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "bin", "state", "marks"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::os::unix::fs::symlink(PROGRAM, folder.path().join("bin/golden-hostile")).unwrap();
        Self { folder }
    }

    /// Returns the path of a directory: `home` is the working directory, `state` is for the shell's own files, `marks`
    /// and `bin` are for the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the environment of a shell.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut path = self.path("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let mut environment = vec![
            ("PATH", path),
            ("HOME", self.path("home").into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TERM", "xterm".into()),
        ];
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            environment.push((name, self.path("state").into()));
        }
        environment
    }

    /// Returns a shell with only the environment of the sandbox.
    pub fn command(&self, shell: &str) -> Command {
        let mut command = Command::new(shell);
        command.env_clear().envs(self.environment()).current_dir(self.path("home"));
        command
    }

    /// Asserts that no attack created a file.
    pub fn assert_untouched(&self, context: &str) {
        let files: Vec<_> =
            fs::read_dir(self.path("home")).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(files.is_empty(), "{context} created {files:?}");
    }
}

/// Whether a program is installed; prints a note if it is not.
pub fn is_installed(program: &str) -> bool {
    let is_installed = Command::new(program).arg("--version").output().is_ok();
    if !is_installed {
        println!("skipped: {program} is not installed");
    }
    is_installed
}
