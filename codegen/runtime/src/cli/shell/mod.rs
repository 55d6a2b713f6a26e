//! Integration with shells: completion scripts and man pages.

mod fish;
mod literal;

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap_complete::Shell;

use super::arguments::argument;
use super::failure::Failure;
use super::output::print;
use crate::text::steers_terminal;

/// Prints the completion script of a shell.
pub(super) fn print_completions(
    tree: &mut clap::Command,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let shell = matches.get_one::<String>(argument::SHELL).and_then(|name| name.parse().ok());
    shell.map_or(Ok(()), |shell| print(&completions(shell, tree)))
}

/// Returns the completion script of a shell.
pub(super) fn completions(shell: Shell, tree: &mut clap::Command) -> String {
    let tree = &mut literal::literal_tree(tree);
    let name = tree.get_name().to_owned();
    let script = |name: &str, tree: &mut clap::Command| {
        let mut text = Vec::new();
        clap_complete::generate(shell, tree, name, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    };
    match shell {
        Shell::Bash => {}
        Shell::Fish => return fish::completions(tree, &name),
        _ => return script(&name, tree),
    }
    // For bash, clap completes only the first word of a program with a hyphen in its name (clap
    // issue 6421). The script is generated for a name without one and registered for the real name.
    let plain = name.replace('-', "_");
    let text = script(&plain, tree);
    let lines = text.lines().map(|line| {
        let is_registration = line.trim_start().starts_with("complete -F ");
        match line.strip_suffix(&plain).filter(|_| is_registration) {
            Some(line) => format!("{line}{name}\n"),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// Prints the man page of the program, or writes the pages of all commands to a directory.
pub(super) fn print_man_pages(
    tree: &mut clap::Command,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    if let Some(folder) = matches.get_one::<PathBuf>(argument::FOLDER) {
        let tree = &mut tree.clone().disable_help_subcommand(true);
        tree.build();
        return std::fs::create_dir_all(folder)
            .and_then(|()| write_man_pages(tree, folder))
            .map_err(|error| Failure::local(format!("writing to {}: {error}", folder.display())));
    }
    let page = man_page(&clap_mangen::Man::new(tree.clone()))
        .map_err(|error| Failure::local(format!("generating the man page: {error}")))?;
    print(&page)
}

/// Writes the pages of a command and of the commands below it.
fn write_man_pages(command: &clap::Command, folder: &Path) -> io::Result<()> {
    for subcommand in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write_man_pages(subcommand, folder)?;
    }
    let man = clap_mangen::Man::new(command.clone());
    std::fs::write(folder.join(man.get_filename()), man_page(&man)?)
}

/// Returns a page in which characters that steer a terminal are printed as escapes. Other text of
/// the document is escaped by `clap_mangen`.
fn man_page(man: &clap_mangen::Man) -> io::Result<String> {
    let mut bytes = Vec::new();
    man.render(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut page = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '\n' && steers_terminal(character) {
            // `\e` prints a backslash.
            let _ = write!(page, "\\eu{:04x}", u32::from(character));
        } else {
            page.push(character);
        }
    }
    Ok(page)
}
