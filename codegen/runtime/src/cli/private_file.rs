//! Files that hold secrets: created for the user alone, and read only if nobody else can have written
//! them.
//!
//! Systems without owners and modes get plain files.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file for reading. The error is the reason why it is not to be believed.
///
/// It has to be a regular file of the user in a folder of the user, and nobody else may be able to
/// write to either. A symbolic link is not followed.
pub(super) fn open(path: &Path) -> io::Result<File> {
    // Before the file is opened, because the system's own error for a link is hard to understand.
    if fs::symlink_metadata(path)?.file_type().is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    if let Some(folder) = path.parent() {
        let metadata = fs::metadata(folder)?;
        if let Some(problem) = permission_problem(&metadata) {
            return Err(io::Error::other(format!("its folder {problem}")));
        }
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // The file may have become a link since, and opening a pipe would wait for a writer.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    match permission_problem(&metadata) {
        Some(problem) => Err(io::Error::other(format!("it {problem}"))),
        None => Ok(file),
    }
}

/// Creates a file that must not exist, for the user alone.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Creates a folder and those around it that do not exist, for the user alone.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Returns the reason why others can have written to a file or folder, as a predicate.
#[cfg(unix)]
fn permission_problem(metadata: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;

    let (owner, user) = (metadata.uid(), rustix::process::geteuid().as_raw());
    let mode = metadata.mode() & 0o7777;
    if owner != user {
        Some(format!("belongs to the user with the id {owner}, and not to you (id {user})"))
    } else if mode & 0o022 != 0 {
        Some(format!("can be written to by others (its mode is {mode:04o})"))
    } else {
        None
    }
}

#[cfg(not(unix))]
fn permission_problem(_: &fs::Metadata) -> Option<String> {
    None
}
