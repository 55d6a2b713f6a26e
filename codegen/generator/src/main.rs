//! The program `portolan`.

use std::process::ExitCode;

/// Trees and tokens are many small allocations: a third of the time of a large document with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    portolan::cli::main()
}
