//! The help of every command, compared with files.
//!
//! `BLESS=1 cargo test -p portolan --test it help` writes the files.

use std::fs;
use std::path::Path;

use super::{assert_code, printed, run};

#[test]
fn help_of_each_command_matches_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/help");
    for command in ["", "generate", "drift", "adopt", "explain", "prove"] {
        let (file, arguments) = match command {
            "" => ("portolan.txt".to_owned(), vec!["--help"]),
            command => (format!("{command}.txt"), vec![command, "--help"]),
        };
        let output = run(&arguments);
        assert_code(&output, 0);
        // The name of the program has a suffix on Windows.
        let help = printed(&output).replace("portolan.exe", "portolan");
        let path = folder.join(file);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &help).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            help,
            expected,
            "{}; to accept it: BLESS=1 cargo test -p portolan --test it help",
            path.display()
        );
    }
}
